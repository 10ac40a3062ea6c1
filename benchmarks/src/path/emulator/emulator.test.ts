/** Real datagrams through the real process. Only ratios: other work on a machine makes every time longer. */
import { createSocket, type Socket } from 'node:dgram';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PathCase } from '../cases.ts';
import { lengthOf, parseSchedule } from '../schedule.ts';
import { Emulator } from './emulator.ts';
import type { EmulatorRecording } from './messages.ts';

const BYTES = 972;

describe('a link emulator', () => {
  const closing: (() => Promise<void>)[] = [];
  let source: Socket;
  let viewer: Socket;

  beforeEach(async () => {
    [source, viewer] = [await bound(), await bound()];
    closing.push(
      () => closed(source),
      () => closed(viewer),
    );
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  /** The viewer speaks first, as ICE does; then the source sends at a rate for as long as the schedule is. */
  async function send(path: PathCase, bitrate: number): Promise<{ received: number; recording: EmulatorRecording }> {
    const emulator = new Emulator(path, 1);
    closing.push(() => emulator.close());
    const relay = await emulator.relay(source.address().port);
    const hello = new Promise<number>((resolve) => source.once('message', (_bytes, { port }) => resolve(port)));
    viewer.send('hello', relay, '127.0.0.1');
    const answerTo = await hello;
    let received = 0;
    viewer.on('message', () => received++);
    emulator.begin();
    await paced(bitrate, lengthOf(path.phases), () => source.send(Buffer.alloc(BYTES), answerTo, '127.0.0.1'));
    await new Promise((resolve) => setTimeout(resolve, 500));
    return { received, recording: await emulator.finish() };
  }

  it('passes what the path carries and drops what is beyond its queue', async () => {
    const { received, recording } = await send(path('1s 4M'), 8e6);
    const delivered = sum(recording.down.deliveredBytes) * 8;
    expect(delivered / 4e6).toBeGreaterThan(0.8);
    expect(delivered / 4e6).toBeLessThan(1.05);
    expect(sum(recording.down.dropped)).toBeGreaterThan(0);
    expect(Math.max(...recording.down.longestWait)).toBeLessThanOrEqual(300);
    // The queue empties behind the schedule.
    expect(received).toBeGreaterThanOrEqual(delivered / 8 / 1_000);
    expect(recording.faults).toBe(0);
  });

  it('loses its share', async () => {
    const { received, recording } = await send(path('1s 20M', { loss: { type: 'random', share: 0.2 } }), 4e6);
    const [lost, offered] = [sum(recording.down.lost), recording.down.waited.length];
    expect(lost / offered).toBeGreaterThan(0.1);
    expect(lost / offered).toBeLessThan(0.3);
    expect(received).toBeGreaterThanOrEqual(offered - lost);
  });

  it('refuses what does not come from the port that it stands for', async () => {
    const emulator = new Emulator(path('1s 4M'), 1);
    closing.push(() => emulator.close());
    const relay = await emulator.relay(source.address().port);
    const hello = new Promise<number>((resolve) => source.once('message', (_bytes, { port }) => resolve(port)));
    viewer.send('hello', relay, '127.0.0.1');
    const answerTo = await hello;
    const stranger = await bound();
    closing.push(() => closed(stranger));
    const heard = new Promise<string>((resolve) => viewer.once('message', (bytes) => resolve(bytes.toString())));
    stranger.send('from a stranger', answerTo, '127.0.0.1');
    source.send('from the source', answerTo, '127.0.0.1');
    expect(await heard).toBe('from the source');
    expect((await emulator.finish()).faults).toBe(1);
  });
});

function path(schedule: string, more: Partial<PathCase> = {}): PathCase {
  return { name: 'made', rtt: 20, phases: parseSchedule(schedule), ...more };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

async function paced(bitrate: number, length: number, send: () => void): Promise<void> {
  const every = ((BYTES + 28) * 8_000) / bitrate;
  const start = performance.now();
  for (let sent = 0; performance.now() - start < length;) {
    for (; sent * every <= performance.now() - start; sent++) send();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

async function bound(): Promise<Socket> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return socket;
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.close(() => resolve()));
}
