/** A host behind one-to-one NAT with a few open ports, as far as one machine can be that: in a real browser. */
import { createSocket, type Socket } from 'node:dgram';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { EmbeddingPage } from '../src/harness/embedding-page.ts';
import { keepConnections } from '../src/harness/kept-connections.ts';
import { makeSession } from '../src/harness/made-session.ts';
import { startStack, type Stack } from '../src/harness/stack.ts';

const ADVERTISED = '127.0.0.1';
const CAPACITY = 2;
const PORTS = 3;

/** Ports in a row that nobody has: the first is kept by the socket, the others are free. */
async function portRange(): Promise<{ readonly first: number; readonly occupier: Socket }> {
  for (;;) {
    const occupier = await bind(0);
    const first = occupier?.address().port ?? 0;
    const others = await Promise.all(Array.from({ length: PORTS - 1 }, (_, index) => bind(first + 1 + index)));
    for (const socket of others) socket?.close();
    if (occupier !== undefined && others.every((socket) => socket !== undefined)) return { first, occupier };
    occupier?.close();
  }
}

async function bind(port: number): Promise<Socket | undefined> {
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    socket.once('error', () => resolve(undefined));
    socket.bind(port, () => resolve(socket));
  });
}

/** Where the host says that it is, and where it was reached. */
const places = (view: EmbeddingPage): Promise<{ offered: string[]; used: string }> =>
  view.page.evaluate(async () => {
    const connection = (globalThis as unknown as { made: RTCPeerConnection[] }).made.at(-1)!;
    const report = new Map<string, Record<string, unknown>>(await connection.getStats());
    const transport = [...report.values()].find(({ type }) => type === 'transport');
    const pair = report.get(String(transport?.['selectedCandidatePairId']));
    const remote = report.get(String(pair?.['remoteCandidateId']));
    const sdp = connection.remoteDescription?.sdp ?? '';
    return {
      offered: Array.from(sdp.matchAll(/a=candidate:\S+ 1 udp \d+ (\S+ \d+) typ host/giu), ([, place]) => place!),
      used: `${String(remote?.['address'])} ${String(remote?.['port'])}`,
    };
  });

describe('a host with advertised addresses and a range of ports', () => {
  let first: number;
  let occupier: Socket;
  let stack: Stack;
  let chromium: LaunchedBrowser;
  const views: EmbeddingPage[] = [];
  const join = async (attributes: string): Promise<{ offered: string[]; used: string }> => {
    const options = { src: stack.url, scene: '', attributes, before: keepConnections };
    const view = await EmbeddingPage.open(chromium.browser, options);
    views.push(view);
    await view.waitForEvent('firstframe');
    return places(view);
  };

  beforeAll(async () => {
    ({ first, occupier } = await portRange());
    const hostFlags = [
      ...['--bind-address', '0.0.0.0', '--advertise', ADVERTISED],
      ...['--port-range', `${first}-${first + PORTS - 1}`],
    ];
    const scenes = ['benchmarks/e2e/scenes'];
    [stack, chromium] = await Promise.all([startStack({ scenes, capacity: CAPACITY, hostFlags }), launchChromium()]);
  }, 60_000);
  afterEach(async () => {
    for (const view of views.splice(0)) await view.close();
  });
  afterAll(async () => {
    await chromium.close();
    await stack.stop();
    occupier.close();
  });

  it('is reached there: a port for each session, which its viewers share, and none that another program has', async () => {
    const [shared, alone] = [
      await makeSession(stack.url, { scene: 'keys' }),
      await makeSession(stack.url, { scene: 'fragile' }),
    ];
    const seen = [await join(shared.attributes), await join(shared.attributes), await join(alone.attributes)];
    for (const { offered, used } of seen) expect(offered).toEqual([used]);
    const [one, other, third] = seen.map(({ used }) => used);
    expect(other).toBe(one);
    expect(new Set([one, third])).toEqual(new Set([`${ADVERTISED} ${first + 1}`, `${ADVERTISED} ${first + 2}`]));
    expect(stack.host.lines.join('\n')).toContain(`UDP port ${first} cannot be had`);
  });
});
