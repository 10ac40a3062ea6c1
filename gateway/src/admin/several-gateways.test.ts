/** Two real gateways with a real Redis between them: an operator at one, the hosts at the other. */
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { admin } from '@remote-view/protocol';
import type { Client, Harness } from '../testing/harness.ts';
import { RedisServer } from '../testing/redis-server.ts';
import { TwoGateways } from '../testing/two-gateways.ts';

/** ms; hosts that are emptied are looked at every second. */
const SOON = { timeout: 5_000 };

if (!RedisServer.isInstalled) {
  test.skip('several gateways are not tried: redis-server is not installed', () => {});
} else {
  describe('an operator at another gateway than the host', () => {
    const gateways = new TwoGateways();
    let a: Harness;
    let b: Harness;
    let host: Client;
    let viewer: Client;
    let session: string;

    beforeEach(async () => {
      [a, b] = await gateways.begin();
      host = await b.host();
      const made = await a.createSession();
      session = made.id;
      expect(await host.next()).toMatchObject({ type: 'start', session });
      viewer = await a.joined(made);
    });
    afterEach(async () => gateways.end());
    afterAll(async () => gateways.close());

    async function drain(seconds: number): Promise<void> {
      const response = await a.app.inject({
        ...{ method: 'POST', url: '/v1/admin/hosts/host-1/drain', payload: JSON.stringify({ seconds }) },
        headers: { 'content-type': 'application/json' },
      });
      expect(response.statusCode).toBe(200);
    }

    const hostAt = async ({ app }: Harness): Promise<admin.HostInfo | undefined> =>
      (await app.inject('/v1/admin/hosts')).json<admin.HostList>().hosts[0];

    test('sees the whole fleet', async () => {
      expect((await a.app.inject('/v1/admin/overview')).json()).toMatchObject({ gateways: 2, running: 1, slots: 2 });
      expect(await hostAt(a)).toMatchObject({ gateway: b.app.cluster.gateway, taken: 1 });
    });

    test('empties the host', async () => {
      await drain(0);
      expect(await host.next()).toMatchObject({ type: 'end', session, code: 'host-lost' });
      expect(await viewer.next()).toMatchObject({ type: 'ended', code: 'host-lost' });
      expect(await hostAt(b)).toMatchObject({ state: 'cordoned', taken: 0 });
    });

    test('ends nothing once the host takes sessions again, whoever said so', async () => {
      await drain(600);
      expect(await hostAt(a)).toHaveProperty('endsAt');
      await b.app.inject({ method: 'POST', url: '/v1/admin/hosts/host-1/uncordon' });
      await expect.poll(async () => hostAt(a), SOON).not.toHaveProperty('endsAt');
      expect(await hostAt(a)).toMatchObject({ state: 'ready', taken: 1 });
    });

    test('ends nothing after the gateway that was asked: the host takes no sessions, and what runs goes on', async () => {
      await drain(1);
      await a.stop();
      a = await gateways.start();
      expect(await hostAt(a)).toMatchObject({ state: 'cordoned', taken: 1 });
      await host.settled();
      expect(host.pending.filter(({ type }) => type === 'end')).toEqual([]);
    });
  });
}
