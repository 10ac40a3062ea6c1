import { afterEach, beforeEach, expect, test } from 'vitest';
import { stopInOrder } from './stop-in-order.ts';
import { Harness } from './testing/harness.ts';

let gateway: Harness;
beforeEach(async () => {
  gateway = await Harness.start();
});
afterEach(() => gateway.stop());

test('a gateway that stops is not ready first, serves who is there, and closes sockets when balancers know', async () => {
  const host = await gateway.host();
  const session = await gateway.createSession();
  const viewer = await gateway.joined(session);
  const noticed = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<number>();
  const stopped = stopInOrder(gateway.app, 7_000, async (duration) => {
    asked.resolve(duration);
    await noticed.promise;
  });
  expect(await asked.promise).toBe(7_000);
  expect((await gateway.app.inject('/readyz')).statusCode).toBe(503);
  expect((await gateway.post({ scene: 'cube' })).json()).toMatchObject({ code: 'unavailable' });
  const second = await gateway.joined(session);
  await viewer.settled();
  await host.settled();
  noticed.resolve();
  expect(await Promise.all([host.closed, viewer.closed, second.closed])).toEqual([1012, 1012, 1012]);
  await stopped;
});

test('hosts are sent away with the first of many viewers, and these one batch after the other', async () => {
  const closed: string[] = [];
  const sockets = await Promise.all(
    Array.from({ length: 130 }, async (_, index) => {
      const client = await gateway.viewer();
      void client.closed.then(() => closed.push(`viewer ${index}`));
      return client;
    }),
  );
  const host = await gateway.host();
  void host.closed.then(() => closed.push('host'));
  const began = performance.now();
  await stopInOrder(gateway.app, 0, async () => undefined);
  await Promise.all(sockets.map(async (socket) => socket.closed));
  expect(closed).toHaveLength(131);
  expect(closed.indexOf('host')).toBeLessThanOrEqual(100);
  // Two batches, with a pause between them.
  expect(performance.now() - began).toBeGreaterThan(90);
});
