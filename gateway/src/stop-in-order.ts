/**
 * How a gateway goes without anybody noticing. First it says that it is not ready, and makes no new sessions; balancers take their
 * time to see that, and everything else goes on meanwhile. Then sockets are closed, hosts first, so that they are at another
 * gateway when their viewers get there. What the plugins own ends with the app.
 */
import type { FastifyInstance } from 'fastify';
import type { Millis } from '@remote-view/protocol';

/**
 * @param drainFor the time in which balancers notice
 * @param wait resolves after so long
 */
export async function stopInOrder(
  app: FastifyInstance,
  drainFor: Millis,
  wait: (duration: Millis) => Promise<unknown>,
): Promise<void> {
  // What has not begun yet cannot be told to stop.
  await app.ready();
  app.readiness.drain();
  app.metrics.drains();
  app.audit.record('gateway.draining', { tenant: 'system', result: 'done' });
  if (drainFor > 0) await wait(drainFor);
  await app.close();
}
