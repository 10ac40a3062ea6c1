/** A real stream process whose viewers share one UDP port, and real peer connections to it. */
import { DEFAULT_RULES } from '@remote-view/protocol';
import { createSocket, type Socket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import type { StreamSettings } from '../agent/child-messages.ts';
import { TestStreamProcess } from './testing/stream-process.ts';
import { TestViewer } from './testing/test-viewer.ts';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of cleanUp.splice(0).reverse()) await close();
});

async function boundSocket(): Promise<Socket> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', () => resolve()));
  return socket;
}

async function freePort(): Promise<number> {
  const socket = await boundSocket();
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}

async function start(network: Partial<StreamSettings>): Promise<TestStreamProcess> {
  const stream = await TestStreamProcess.start(1, DEFAULT_RULES, network);
  cleanUp.push(() => stream.close());
  return stream;
}

const placesIn = (sdp: string): string[] =>
  Array.from(sdp.matchAll(/a=candidate:\S+ 1 UDP \d+ (\S+ \d+) typ host\r\n/giu), ([, place]) => place!);

async function connect(stream: TestStreamProcess, peer: string): Promise<{ viewer: TestViewer; places: string[] }> {
  const viewer = new TestViewer();
  cleanUp.push(() => viewer.close());
  const answer = await stream.offer(await viewer.offer(), peer);
  if (answer.type !== 'answer') throw new Error(answer.message);
  viewer.accept(answer.sdp);
  await viewer.until(() => ['video', 'events', 'motion', 'frames'].every((label) => viewer.isOpen(label)));
  return { viewer, places: placesIn(answer.sdp) };
}

describe('viewers of one session', () => {
  it('come in over the one port that it was given, and one that leaves takes nobody along', async () => {
    const port = await freePort();
    const stream = await start({ port });
    const [first, second] = [await connect(stream, 'p1'), await connect(stream, 'p2')];
    expect([first.places, second.places]).toEqual([[`127.0.0.1 ${port}`], [`127.0.0.1 ${port}`]]);
    await stream.until(() => stream.viewers === 2);
    first.viewer.close();
    await stream.until(() => stream.viewers === 1);
    const third = await connect(stream, 'p3');
    expect(third.places).toEqual([`127.0.0.1 ${port}`]);
    await stream.until(() => stream.viewers === 2);
    expect([second.viewer.state, third.viewer.state]).toEqual(['connected', 'connected']);
  });

  it('come and go many times, the port with them', async () => {
    const port = await freePort();
    const stream = await start({ port });
    for (let round = 0; round < 12; round++) {
      const { viewer, places } = await connect(stream, `p${round}`);
      expect(places).toEqual([`127.0.0.1 ${port}`]);
      viewer.close();
      await stream.until(() => stream.viewers === 0);
    }
  });

  it('get another process where another program has the port, and the log says why', async () => {
    const taken = await boundSocket();
    cleanUp.push(() => new Promise<void>((resolve) => taken.close(() => resolve())));
    const { port } = taken.address();
    const stream = await start({ port });
    await expect(stream.until(() => false)).rejects.toThrow('ended');
    expect(
      stream
        .all('log')
        .map(({ text }) => text)
        .join(),
    ).toContain(`UDP port ${port} cannot be had`);
  });
});

it('an answer has the advertised address, with the port behind which the host listens', async () => {
  const port = await freePort();
  const stream = await start({ port, advertised: ['203.0.113.7'] });
  const viewer = new TestViewer();
  cleanUp.push(() => viewer.close());
  const answer = await stream.offer(await viewer.offer());
  expect(answer.type === 'answer' && placesIn(answer.sdp)).toEqual([`203.0.113.7 ${port}`]);
  expect(answer.type === 'answer' && answer.sdp).not.toContain('127.0.0.1 ' + String(port));
});
