import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { rest } from '@remote-view/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { locateGateway, type Gateway } from './gateway.ts';
import { placementFor, readKept } from './region.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const gatewayAt = (url: string): Gateway => locateGateway(url, url);

/** One in a region that answers after so long. */
const answeringAfter = async (delay: number): Promise<string> =>
  serve((_request, response) => void setTimeout(() => response.end(), delay));

async function gatewayWith(regions: rest.RegionList['regions']): Promise<Gateway> {
  return gatewayAt(await serve((_request, response) => response.end(JSON.stringify({ regions }))));
}

describe('a region that the page names', () => {
  const gateway = gatewayAt('http://127.0.0.1:1/');

  it('is what the host must be labelled with, and nothing is measured', async () => {
    expect(await placementFor(gateway, 'eu-1')).toEqual({ placement: { labels: ['region=eu-1'] } });
  });

  it.each(['EU', 'a b', 'region=eu', 'x'.repeat(33)])('cannot be %s', async (name) => {
    await expect(placementFor(gateway, name)).rejects.toMatchObject({ code: 'bad-configuration' });
  });
});

describe('the nearest region', () => {
  it('is left to the gateway, by the round trips to all that can be reached', async () => {
    const [near, far, silent] = [await answeringAfter(0), await answeringAfter(80), await serve(() => {})];
    const gateway = await gatewayWith([
      { name: 'far', url: far },
      { name: 'near', url: near },
      { name: 'down', url: 'http://127.0.0.1:1/' },
      { name: 'silent', url: silent },
    ]);
    const { placement } = await placementFor(gateway, 'auto');
    const trips = new Map(placement?.rtt?.map(({ region, ms }) => [region, ms]));
    expect([...trips.keys()]).toEqual(['far', 'near']);
    expect(trips.get('far')!).toBeGreaterThan(trips.get('near')!);
  });

  it('goes by the second request where the first had to make the connection', async () => {
    let asked = 0;
    const url = await serve((_request, response) => {
      asked += 1;
      setTimeout(() => response.end(), asked === 1 ? 300 : 0);
    });
    const { placement } = await placementFor(await gatewayWith([{ name: 'eu', url }]), 'auto');
    expect(asked).toBe(2);
    expect(placement?.rtt?.[0]?.ms).toBeLessThan(300);
  });

  it.each([
    ['has none', async () => gatewayWith([])],
    ['does not answer', () => gatewayAt('http://127.0.0.1:1/')],
    ['says something else', async () => gatewayAt(await serve((_, response) => response.end('<html>')))],
  ])('is nobody’s business where the gateway %s', async (_case, gateway) => {
    expect(await placementFor(await gateway(), 'auto')).toEqual({});
  });
});

describe('what was measured', () => {
  const rtt = [{ region: 'eu', ms: 12.5 }];
  const at = 1_000_000;
  const kept = JSON.stringify([at, rtt]);

  it('holds for ten minutes', () => {
    expect(readKept(kept, at + 599_999)).toEqual(rtt);
    expect(readKept(kept, at + 600_000)).toBeNull();
    // The clock was set back.
    expect(readKept(kept, at - 1)).toBeNull();
  });

  it.each([null, '', 'null', '{}', '[1]', JSON.stringify([at, [{ region: 'EU', ms: 1 }]]), JSON.stringify([at, 'x'])])(
    'is nothing where the page or somebody else has put %j there',
    (text) => expect(readKept(text, at + 1)).toBeNull(),
  );
});
