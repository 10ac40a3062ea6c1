/** Serves the app's metrics at an address of their own, for as long as the app is there. */
import type { FastifyInstance } from 'fastify';
import { explainListen } from '../explain-listen.ts';
import { MetricsServer, type MetricsServerOptions } from '../telemetry/metrics-server.ts';

const SETTINGS = { host: '--metrics-listen', port: '--metrics-listen' };

export async function metricsListener(app: FastifyInstance, options: MetricsServerOptions): Promise<void> {
  const { metrics, log } = app;
  metrics.describeProcess();
  const server = await MetricsServer.listen(metrics, options).catch(explainListen(options, SETTINGS));
  app.addHook('onClose', async () => server.close());
  log.info({ url: server.url }, 'metrics are served');
}
