/**
 * A gateway's process whose leases are short: what takes a minute in production takes seconds in a test. It reads the same
 * configuration file as the real one, with `timing` beside it.
 */
import { buildApp, type GatewayOptions } from '@remote-view/gateway';
import { readFileSync } from 'node:fs';

interface Settings extends GatewayOptions {
  readonly port: number;
}

const { port, ...options } = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Settings;
const app = buildApp({ ...options, logger: { level: 'info' } });
const stop = (): void => void app.close().then(() => process.exit(0));
process.on('SIGTERM', stop);
process.on('disconnect', stop);
await app.listen({ host: '127.0.0.1', port });
