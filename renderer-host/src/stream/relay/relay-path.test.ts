/** A real stream process that reaches a viewer through a WebSocket, with a test as gateway and viewer. */
import {
  decodeFrameMetadata,
  decodeHostData,
  encodeFrameAck,
  encodeViewerData,
  MEDIA_SUBPROTOCOL,
  mediaRelay,
  PROTOCOL_VERSION,
  type FrameMetadata,
  type HostData,
  type ViewerData,
} from '@remote-view/protocol';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { OWNER } from '../../access/testing/grants.ts';
import { hostNow } from '../../host-clock.ts';
import type { VideoConfig } from '../../link/messages.ts';
import { CHROMIUM_OFFER } from '../sdp/testing/offers.ts';
import { TestStreamProcess, type TestLink } from '../testing/stream-process.ts';

const cleanUp: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of cleanUp.splice(0).reverse()) await close();
});

const CONFIG: VideoConfig = {
  ...{ type: 'config', width: 320, height: 180, fps: 30, bitrate: 1_000_000 },
  ...{ encoder: 'libx264', adapter: 'a test', software: true },
};

/** What the gateway hands to a viewer. */
class RelayedViewer {
  readonly heard: HostData[] = [];
  readonly descriptions: FrameMetadata[] = [];
  readonly frames: mediaRelay.RelayedFrame[] = [];
  closed = false;
  readonly #socket: WebSocket;
  readonly #frames = new mediaRelay.RelayedFrames();
  #wake = (): void => {};

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('close', () => this.#note(() => (this.closed = true)));
    socket.on('message', (data) => this.#note(() => this.#take(mediaRelay.decodeRelayMessage(data as Buffer))));
    socket.send(JSON.stringify({ type: 'open' }));
  }

  say(data: ViewerData): void {
    this.send('events', encodeViewerData(data));
  }

  ack({ rtpTimestamp }: mediaRelay.RelayedFrame): void {
    const now = performance.now();
    this.send('frames', encodeFrameAck([{ rtpTimestamp, receivedAt: now, presentedAt: now }]));
  }

  send(channel: mediaRelay.RelayChannel, bytes: Uint8Array): void {
    this.#socket.send(mediaRelay.encodeRelayMessage(channel, bytes));
  }

  close(): void {
    this.#socket.close();
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  #take({ channel, payload }: mediaRelay.RelayMessage): void {
    if (channel === 'events') this.heard.push(decodeHostData(payload));
    if (channel === 'frames') this.descriptions.push(decodeFrameMetadata(payload));
    const frame = channel === 'video' ? this.#frames.take(payload) : undefined;
    if (frame !== undefined) this.frames.push(frame);
  }

  #note(change: () => void): void {
    change();
    this.#wake();
  }
}

interface Scene {
  readonly stream: TestStreamProcess;
  readonly control: TestLink;
  readonly video: TestLink;
}

async function startScene(): Promise<Scene> {
  const stream = await TestStreamProcess.start();
  cleanUp.push(() => stream.close());
  const [control, video] = [await stream.link('control'), await stream.link('video')];
  video.send(CONFIG);
  return { stream, control, video };
}

async function listen(): Promise<{ readonly server: WebSocketServer; readonly url: string }> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  cleanUp.push(() => server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  return { server, url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/v1/media` };
}

/** The stream process is told of a viewer, and dials. */
async function connect({ stream }: Scene, viewer = 'v'): Promise<RelayedViewer> {
  const { server, url } = await listen();
  const wish = { viewer, page: `page-${viewer}`, peer: 'p1', grant: OWNER } as const;
  stream.tell({ type: 'relay', ...wish, url, ticket: 'a-ticket-of-this-test' });
  const socket = await new Promise<WebSocket>((resolve) => server.once('connection', resolve));
  expect(socket.protocol).toBe(MEDIA_SUBPROTOCOL);
  const greeting = await new Promise<Buffer>((resolve) => socket.once('message', (data) => resolve(data as Buffer)));
  expect(JSON.parse(greeting.toString('utf8'))).toEqual({
    ...{ type: 'attach', version: PROTOCOL_VERSION, ticket: 'a-ticket-of-this-test' },
  });
  return new RelayedViewer(socket);
}

/** Bytes that no decoder would take, which nobody here looks into. */
function sendFrame({ video }: Scene, frame: number, { keyFrame = false, bytes = 1_000 } = {}): void {
  const at = hostNow();
  const times = { startedAt: at, submittedAt: at, readAt: at, takenAt: at, convertedAt: at, encodedAt: at };
  const body = new Uint8Array(bytes).fill(0x41);
  body.set([0, 0, 0, 1, keyFrame ? 0x65 : 0x41]);
  video.send({ type: 'video', frame, keyFrame, width: 320, height: 180, inputs: [], ...times }, body);
}

describe('a relayed viewer', { timeout: 15_000 }, () => {
  it('gets frames from a key frame on, each with its description', async () => {
    const scene = await startScene();
    const viewer = await connect(scene);
    sendFrame(scene, 1);
    sendFrame(scene, 2, { keyFrame: true, bytes: 100_000 });
    sendFrame(scene, 3);
    await viewer.until(() => viewer.frames.length === 2 && viewer.descriptions.length === 2);
    expect(viewer.frames.map(({ keyFrame, bytes }) => [keyFrame, bytes.length])).toEqual([
      [true, 100_000],
      [false, 1_000],
    ]);
    const stamps = viewer.frames.map(({ rtpTimestamp }) => rtpTimestamp);
    expect(viewer.descriptions.map(({ rtpTimestamp }) => rtpTimestamp)).toEqual(stamps);
    expect(viewer.descriptions.map(({ frame }) => frame)).toEqual([2, 3]);
  });

  it('is told what every viewer is told, is answered, and is heard by the scene', async () => {
    const scene = await startScene();
    const viewer = await connect(scene);
    await viewer.until(() => viewer.heard.some(({ type }) => type === 'video'));
    viewer.say({ type: 'ping', token: 7 });
    await viewer.until(() => viewer.heard.some((data) => data.type === 'pong' && data.token === 7));
    viewer.say({ type: 'focus', seq: 1, focused: true });
    await scene.control.until(() => scene.control.of('input').length > 0);
    expect(scene.control.of('joined')).toHaveLength(1);
    expect(scene.stream.viewers).toBe(1);
  });

  it('gets a key frame when it asks for one, and nothing that needs what it lost', async () => {
    const scene = await startScene();
    const viewer = await connect(scene);
    sendFrame(scene, 1, { keyFrame: true });
    await viewer.until(() => viewer.frames.length === 1);
    const asked = scene.video.of('key-frame').length;
    viewer.send('video', new Uint8Array());
    await scene.video.until(() => scene.video.of('key-frame').length > asked);
    sendFrame(scene, 2);
    sendFrame(scene, 3, { keyFrame: true });
    await viewer.until(() => viewer.descriptions.length === 2);
    expect(viewer.descriptions.at(-1)).toMatchObject({ frame: 3 });
  });

  it('holds the encoder while it acks nothing, is dropped frames at last, and goes on from a key frame', async () => {
    const scene = await startScene();
    const viewer = await connect(scene);
    // More than is kept for who comes late: it must be there before.
    await scene.video.until(() => scene.video.of('key-frame').length > 0);
    const sizes = { bytes: 60_000 };
    sendFrame(scene, 1, { keyFrame: true, ...sizes });
    for (let frame = 2; frame <= 20; frame++) sendFrame(scene, frame, sizes);
    await scene.video.until(() => scene.video.of('rate').some(({ hold }) => hold));
    // What comes behind the frames on the same way is here behind them.
    scene.video.send({ ...CONFIG, fps: 29 });
    await viewer.until(() => viewer.heard.some((data) => data.type === 'video' && data.fps === 29));
    const received = viewer.frames.length;
    expect(received).toBeLessThan(15);
    const asked = scene.video.of('key-frame').length;
    viewer.ack(viewer.frames.at(-1)!);
    await scene.video.until(() => scene.video.of('key-frame').length > asked);
    sendFrame(scene, 30, sizes);
    sendFrame(scene, 31, { keyFrame: true, ...sizes });
    await viewer.until(() => viewer.frames.length > received && viewer.descriptions.at(-1)!.frame > 30);
    expect(viewer.descriptions.at(-1)).toMatchObject({ frame: 31, keyFrame: true });
  });

  it('is closed when it says what nobody understands again and again, or floods', async () => {
    const scene = await startScene();
    const rude = await connect(scene);
    for (let message = 0; message < 30; message++) rude.send('events', Uint8Array.of(0xc1));
    await rude.until(() => rude.closed);
    const flooding = await connect(scene);
    for (let token = 0; token < 2_100; token++) flooding.say({ type: 'ping', token });
    await flooding.until(() => flooding.closed);
    await scene.stream.until(() => scene.stream.viewers === 0);
  });

  it('is closed when it sends media, or asks for key frames without end', async () => {
    const scene = await startScene();
    for (const channel of ['video', 'audio'] as const) {
      const viewer = await connect(scene);
      viewer.send(channel, Uint8Array.of(1));
      await viewer.until(() => viewer.closed);
    }
    const asking = await connect(scene);
    for (let wish = 0; wish < 50; wish++) asking.send('video', new Uint8Array());
    await asking.until(() => asking.closed);
    await scene.stream.until(() => scene.stream.viewers === 0);
  });

  it('is asked for a sign of life where it is quiet, and one is enough, whatever it is', async () => {
    const scene = await startScene();
    const viewer = await connect(scene);
    const asked = (): number => viewer.heard.filter((data) => data.type === 'pong' && data.token === 0).length;
    sendFrame(scene, 1, { keyFrame: true });
    await viewer.until(() => viewer.frames.length === 1);
    // Longer than the silence that ends it.
    for (let sign = 1; sign <= 5; sign++) {
      await viewer.until(() => asked() >= sign || viewer.closed);
      viewer.ack(viewer.frames[0]!);
    }
    expect(viewer.closed).toBe(false);
  });

  it('takes the place of a peer connection that never came about', async () => {
    const scene = await startScene();
    await scene.stream.offer(CHROMIUM_OFFER, 'p0');
    await scene.control.until(() => scene.control.of('joined').length === 1);
    const viewer = await connect(scene, 'of-p0');
    await scene.control.until(() => scene.control.of('gone').length === 1);
    sendFrame(scene, 1, { keyFrame: true });
    await viewer.until(() => viewer.frames.length === 1);
    expect(scene.stream.viewers).toBe(1);
  });

  it('is gone for the scene when the relay closes', async () => {
    const scene = await startScene();
    const viewer = await connect(scene);
    await scene.control.until(() => scene.control.of('joined').length > 0);
    viewer.close();
    await scene.control.until(() => scene.control.of('gone').length > 0);
    await scene.stream.until(() => scene.stream.viewers === 0);
  });

  it('is refused where the gateway cannot be reached', async () => {
    const { stream } = await startScene();
    stream.tell({
      type: 'relay',
      viewer: 'v',
      page: 'page-v',
      peer: 'p1',
      grant: OWNER,
      url: 'ws://127.0.0.1:1/v1/media',
      ticket: 'none',
    });
    expect(await stream.told('viewer-error')).toMatchObject({ peer: 'p1', code: 'peer-failed' });
  });
});
