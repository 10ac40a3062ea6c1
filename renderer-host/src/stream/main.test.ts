/** A real stream process between a scene's links and real peer connections of viewers. */
import {
  decodeViewerData,
  DEFAULT_RULES,
  encodeFileData,
  encodeFrameAck,
  encodeHostData,
  encodeViewerData,
  type ControlInfo,
  type HostData,
  type SessionRules,
  type ViewerData,
} from '@remote-view/protocol';
import { createSocket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import type { Grant } from '../access/grant.ts';
import { OWNER, SPECTATOR } from '../access/testing/grants.ts';
import { EVERY_MESSAGE } from '../access/testing/every-message.ts';
import { openAvEncoder } from '../encode/av-encoder.ts';
import { NAL, nalType, splitAnnexB } from '../encode/h264.ts';
import { movingPicture } from '../encode/testing/pictures.ts';
import { hostNow } from '../host-clock.ts';
import type { VideoConfig } from '../link/messages.ts';
import { rtcp } from './rtcp/testing/viewer-reports.ts';
import { RTCP_TYPE } from './rtcp/rtcp-types.ts';
import { depacketize, type ReceivedRtp } from './rtp/testing/receive.ts';
import { CHROMIUM_OFFER } from './sdp/testing/offers.ts';
import { TestLink, TestStreamProcess } from './testing/stream-process.ts';
import { PAYLOAD_TYPE, RTX_PAYLOAD_TYPE, TestViewer } from './testing/test-viewer.ts';

const TIMEOUT_MS = 15_000;
const SIZE = { width: 320, height: 180 };
const CONFIG: VideoConfig = {
  type: 'config',
  ...SIZE,
  fps: 30,
  bitrate: 1_000_000,
  encoder: 'libx264',
  adapter: 'a test',
  software: true,
};

const cleanUp: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of cleanUp.splice(0).reverse()) await close();
});

async function startStream(generation = 1, rules: Partial<SessionRules> = {}): Promise<TestStreamProcess> {
  const stream = await TestStreamProcess.start(generation, { ...DEFAULT_RULES, ...rules });
  cleanUp.push(() => stream.close());
  return stream;
}

/** A viewer whose video and channels are open. */
async function connect(
  stream: TestStreamProcess,
  peer = 'p1',
  page = `page-of-${peer}`,
  wish: { readonly grant?: Grant; readonly viewer?: string } = {},
): Promise<TestViewer> {
  const viewer = new TestViewer();
  cleanUp.push(() => viewer.close());
  const answer = await stream.offer(await viewer.offer(), peer, { page, ...wish });
  if (answer.type !== 'answer') throw new Error(answer.message);
  viewer.accept(answer.sdp);
  await viewer.until(() => ['video', 'events', 'motion', 'frames'].every((label) => viewer.isOpen(label)));
  return viewer;
}

/** Sends encoded pictures down a scene's video link. */
class TestVideo {
  readonly #link: TestLink;
  readonly #encoder = openAvEncoder('libx264', { ...SIZE, fps: 30, bitrate: 1_000_000 });
  #frame = 0;

  constructor(link: TestLink) {
    this.#link = link;
    cleanUp.push(() => this.#encoder.close());
  }

  send(keyFrame = false, inputs: number[][] = [], view?: number): Uint8Array {
    const frame = ++this.#frame;
    const startedAt = hostNow();
    const unit = this.#encoder.encode(movingPicture(SIZE.width, SIZE.height, frame), { keyFrame });
    const data = Uint8Array.from(unit.data);
    const times = { startedAt, submittedAt: startedAt, readAt: startedAt, takenAt: startedAt, convertedAt: startedAt };
    const picture = { frame, keyFrame: unit.keyFrame, ...SIZE, inputs, ...(view !== undefined && { view }) };
    this.#link.send({ type: 'video', ...picture, ...times, encodedAt: hostNow() }, data);
    return data;
  }
}

async function startVideo(stream: TestStreamProcess): Promise<{ link: TestLink; video: TestVideo }> {
  const link = await stream.link('video');
  link.send(CONFIG);
  return { link, video: new TestVideo(link) };
}

/** Of what reached the scene as input. */
function inputsOf(control: TestLink, viewer: number): ViewerData[] {
  return control.received.flatMap(({ message, body }) =>
    message.type === 'input' && message.viewer === viewer ? [decodeViewerData(body, 'events')] : [],
  );
}

const isControl = (data: HostData): data is ControlInfo => data.type === 'control';
const ping: ViewerData = { type: 'ping', token: 7 };

describe('a stream process', { timeout: TIMEOUT_MS }, () => {
  it('sends a viewer the frames of the scene, each with its description', async () => {
    const stream = await startStream();
    const { video } = await startVideo(stream);
    const viewer = await connect(stream);
    const sent = [video.send(), video.send(), video.send()];
    await viewer.until(() => viewer.frames.length === 3);
    expect(viewer.frames.map((frame) => frame.frame)).toEqual([1, 2, 3]);
    expect(viewer.frames.map((frame) => frame.keyFrame)).toEqual([true, false, false]);
    expect(viewer.frames.map((frame) => frame.bytes)).toEqual(sent.map((data) => data.length));
    await viewer.until(() => viewer.rtp.filter((packet) => packet.marker).length === 3);
    expect(new Set(viewer.rtp.map((packet) => packet.payloadType))).toEqual(new Set([PAYLOAD_TYPE]));
    // Which picture belongs to which description is told by its RTP timestamp.
    expect([...new Set(viewer.rtp.map((packet) => packet.timestamp))]).toEqual(
      viewer.frames.map((frame) => frame.rtpTimestamp),
    );
    const numbers = viewer.rtp.map((packet) => packet.sequenceNumber);
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0]! + index) & 0xffff));
  });

  it('gives a viewer who comes later everything since the last key frame at once', async () => {
    const stream = await startStream();
    const { video } = await startVideo(stream);
    const sent = [0, 1, 2, 3].map((frame) => video.send(frame === 2));
    const viewer = await connect(stream);
    const ended = (): ReceivedRtp[] => viewer.rtp.filter((packet) => packet.marker);
    await viewer.until(() => ended().length === 2);
    const nals = sent.slice(2).map((data) => splitAnnexB(data).filter((nal) => nalType(nal) !== NAL.sei));
    for (const [index, { timestamp }] of ended().entries()) {
      const packets = viewer.rtp.filter((packet) => packet.timestamp === timestamp);
      const received = depacketize(packets.map((packet) => packet.payload));
      expect(received.filter((nal) => nalType(nal) !== NAL.sei)).toEqual(nals[index]);
    }
  });

  it('asks for a key frame where it has none for a viewer who comes', async () => {
    const stream = await startStream();
    const { link, video } = await startVideo(stream);
    const viewer = await connect(stream);
    await link.until(() => link.of('key-frame').length > 0);
    video.send();
    await viewer.until(() => viewer.frames.length > 0);
    expect(viewer.frames[0]?.keyFrame).toBe(true);
  });

  it('tells a viewer first what the scene is doing and what the picture is made with', async () => {
    const stream = await startStream();
    await startVideo(stream);
    stream.tell({ type: 'scene-status', state: 'restarting', code: 'scene-crashed', text: 'a bug' });
    const viewer = await connect(stream);
    await viewer.until(() => viewer.heard.length >= 2);
    expect(viewer.heard).toEqual([
      { type: 'scene', state: 'restarting', code: 'scene-crashed', text: 'a bug' },
      { type: 'video', ...SIZE, fps: 30, adapter: 'a test', software: true, encoder: 'libx264' },
    ]);
  });

  it('lets the encoder have what becomes useful, as far as the path takes it, and tells viewers nothing new', async () => {
    const stream = await startStream();
    const { link } = await startVideo(stream);
    const viewer = await connect(stream);
    const bitrate = (): number | undefined => link.of('rate').at(-1)?.bitrate;
    await link.until(() => bitrate() === CONFIG.bitrate);
    for (const useful of [2_000_000, 1_500_000]) {
      link.send({ ...CONFIG, bitrate: useful });
      await link.until(() => bitrate() === useful);
    }
    link.send({ ...CONFIG, bitrate: 1e9 });
    await link.until(() => bitrate() !== 1_500_000);
    expect(bitrate()).toBeLessThan(100e6);
    link.send({ ...CONFIG, fps: 60 });
    await viewer.until(() => viewer.heard.some((data) => data.type === 'video' && data.fps === 60));
    expect(viewer.heard.filter(({ type }) => type === 'video')).toHaveLength(2);
  });

  it('keeps what the scene said before anybody listened, the newest of it', async () => {
    const stream = await startStream();
    const control = await stream.link('control');
    for (let index = 0; index < 40; index++) {
      control.send({ type: 'message' }, encodeHostData({ type: 'message', payload: index }));
    }
    await control.until(() => control.received.length > 0);
    const viewer = await connect(stream);
    await viewer.until(() => viewer.heard.length >= 32);
    const payloads = viewer.heard.map((data) => (data.type === 'message' ? data.payload : data));
    expect(payloads).toEqual(Array.from({ length: 32 }, (_, index) => index + 8));
  });

  it('carries input to the scene as it came, and says when its viewer is gone', async () => {
    const stream = await startStream();
    const control = await stream.link('control');
    const viewer = await connect(stream);
    await control.until(() => control.of('viewers').at(-1)?.count === 1);
    const before = hostNow();
    const data: ViewerData = { type: 'message', seq: 1, payload: 'hello' };
    viewer.send(data);
    await control.until(() => control.of('input').length > 0);
    const { message, body } = control.received.find((one) => one.message.type === 'input')!;
    expect(message).toMatchObject({ viewer: 1, channel: 'events' });
    expect((message as { receivedAt: number }).receivedAt).toBeGreaterThanOrEqual(before);
    expect(Buffer.from(body)).toEqual(Buffer.from(encodeViewerData(data)));
    viewer.close();
    await control.until(() => control.of('gone').length > 0);
    expect(control.of('gone')).toEqual([{ type: 'gone', viewer: 1 }]);
    await stream.until(() => stream.viewers === 0);
  });

  it('lets one viewer at a time act where that is the rule, and hands over', async () => {
    const stream = await startStream(1, { control: 'exclusive' });
    const control = await stream.link('control');
    const first = await connect(stream, 'p1');
    const second = await connect(stream, 'p2');
    const state = (viewer: TestViewer): string | undefined => viewer.heard.findLast(isControl)?.state;
    await second.until(() => state(second) === 'none');
    second.send({ type: 'message', seq: 1, payload: 'dropped' });
    second.send({ type: 'control', action: 'request' });
    await second.until(() => state(second) === 'requested');
    first.send({ type: 'message', seq: 1, payload: 'mine' });
    await first.until(() => first.heard.findLast(isControl)?.requests === 1);
    first.send({ type: 'control', action: 'release' });
    await second.until(() => state(second) === 'granted');
    second.send({ type: 'message', seq: 2, payload: 'yours' });
    await control.until(() => control.of('input').length === 2);
    expect(control.of('input').map(({ viewer }) => viewer)).toEqual([1, 2]);
    expect(control.of('role')).toEqual([
      { type: 'role', viewer: 2, role: 'spectator' },
      { type: 'role', viewer: 1, role: 'spectator' },
      { type: 'role', viewer: 2, role: 'controller' },
    ]);
  });

  it('knows a page again that comes over another signaling socket, and no other one', async () => {
    const stream = await startStream(1, { control: 'exclusive' });
    await stream.link('control');
    const first = await connect(stream, 'p1', 'page-of-the-holder');
    const second = await connect(stream, 'p2');
    const again = await connect(stream, 'p3', 'page-of-the-holder');
    const state = (viewer: TestViewer): string | undefined => viewer.heard.findLast(isControl)?.state;
    await again.until(() => state(again) === 'granted');
    first.close();
    await stream.until(() => stream.viewers === 2);
    again.send({ type: 'control', action: 'release' });
    await again.until(() => state(again) === 'none');
    expect(second.heard.filter(isControl).map((heard) => heard.state)).toEqual(['none']);
  });

  it('takes files from who has control alone', async () => {
    const stream = await startStream(1, { control: 'exclusive' });
    const control = await stream.link('control');
    const [first, second] = [await connect(stream, 'p1'), await connect(stream, 'p2')];
    for (const viewer of [first, second]) {
      viewer.openChannel('files');
      await viewer.until(() => viewer.isOpen('files'));
      viewer.sendBytes('files', encodeFileData({ type: 'file', file: 5, size: 10, name: 'a.glb', mime: '' }));
    }
    await second.until(() => second.fileReplies.length > 0);
    expect(second.fileReplies).toMatchObject([{ type: 'file-refused', file: 5, code: 'control-refused' }]);
    await control.until(() => control.of('file-offered').length > 0);
    expect(control.of('file-offered')).toMatchObject([{ viewer: 1, file: 5 }]);
  });

  it('asks whether somebody is there, and then wants the session to end', async () => {
    const stream = await startStream(1, { afkAfterSeconds: 2 });
    const viewer = await connect(stream);
    await viewer.until(() => viewer.heard.some(({ type }) => type === 'afk'));
    viewer.send({ type: 'here' });
    await viewer.until(() => viewer.heard.some((data) => data.type === 'afk' && data.endsInSeconds === null));
    await stream.until(() => stream.all('abandoned').length > 0);
  });

  it('answers a ping, and bothers no scene with it', async () => {
    const stream = await startStream();
    const control = await stream.link('control');
    const viewer = await connect(stream);
    viewer.send(ping);
    await viewer.until(() => viewer.heard.length > 0);
    expect(viewer.heard).toEqual([{ type: 'pong', token: 7 }]);
    expect(control.of('input')).toEqual([]);
  });

  it('says which input each viewer’s frames show', async () => {
    const stream = await startStream();
    const { video } = await startVideo(stream);
    const [first, second] = [await connect(stream, 'p1'), await connect(stream, 'p2')];
    video.send(true, [
      [1, 11, hostNow()],
      [2, 22, hostNow()],
    ]);
    await first.until(() => first.frames.some((frame) => frame.inputSeq > 0));
    await second.until(() => second.frames.some((frame) => frame.inputSeq > 0));
    expect([first.frames.at(-1)?.inputSeq, second.frames.at(-1)?.inputSeq]).toEqual([11, 22]);
  });

  it('keeps its viewers through a new scene process, and gives it the size they want', async () => {
    const stream = await startStream();
    const { link, video } = await startVideo(stream);
    const viewer = await connect(stream);
    video.send();
    viewer.send({ type: 'resize', width: 400, height: 300, devicePixelRatio: 1 });
    stream.tell({ type: 'generation', generation: 2 });
    await link.until(() => link.closed !== undefined);
    const control = await stream.link('control', { generation: 2 });
    await control.until(() => control.of('viewers').length > 0);
    expect(control.received.map(({ message }) => message.type)).toEqual(['joined', 'input', 'viewers']);
    const next = new TestVideo(await stream.link('video', { generation: 2 }));
    next.send();
    await viewer.until(() => viewer.frames.length === 2);
    expect(viewer.frames.map((frame) => frame.keyFrame)).toEqual([true, true]);
    expect(new Set(viewer.rtp.map((packet) => packet.ssrc)).size).toBe(1);
  });

  it('gives a viewer the view that the scene says, from a key frame on, and a message that is for it alone', async () => {
    const stream = await startStream();
    const { link, video } = await startVideo(stream);
    const control = await stream.link('control');
    const [first, second] = [await connect(stream, 'p1'), await connect(stream, 'p2')];
    video.send(true);
    await first.until(() => first.frames.length === 1);
    await second.until(() => second.frames.length === 1);
    expect(control.of('joined')).toEqual([
      { type: 'joined', viewer: 1, role: 'owner' },
      { type: 'joined', viewer: 2, role: 'owner' },
    ]);
    control.send({ type: 'watch', viewer: 2, view: 9 });
    await link.until(() => link.of('key-frame').some(({ view }) => view === 9));
    video.send(false, [], 9);
    video.send(true, [[2, 5, hostNow()]], 9);
    await second.until(() => second.frames.length === 2);
    expect(second.frames.at(-1)).toMatchObject({ frame: 3, keyFrame: true, inputSeq: 5 });
    control.send({ type: 'message', viewer: 2 }, encodeHostData({ type: 'message', payload: 'yours' }));
    control.send({ type: 'message' }, encodeHostData({ type: 'message', payload: 'all' }));
    await first.until(() => first.heard.some(({ type }) => type === 'message'));
    await second.until(() => second.heard.filter(({ type }) => type === 'message').length === 2);
    expect(first.heard.filter(({ type }) => type === 'message')).toEqual([{ type: 'message', payload: 'all' }]);
    expect(first.frames).toHaveLength(1);
  });

  it('repeats a lost packet that the viewer asks for', async () => {
    const stream = await startStream();
    const { video } = await startVideo(stream);
    const viewer = await connect(stream);
    video.send();
    await viewer.until(() => viewer.rtp.some((packet) => packet.marker));
    const { sequenceNumber, ssrc, payload } = viewer.rtp[0]!;
    const before = viewer.rtp.length;
    viewer.sendRtcp(rtcp(RTCP_TYPE.transportFeedback, 1, [1, ssrc, sequenceNumber << 16]));
    await viewer.until(() => viewer.rtp.length > before);
    const repeated = viewer.rtp.at(-1)!;
    expect(repeated).toMatchObject({ payloadType: RTX_PAYLOAD_TYPE });
    // RFC 4588: the original sequence number, then what was lost.
    expect(repeated.payload).toEqual(Uint8Array.of(sequenceNumber >> 8, sequenceNumber & 255, ...payload));
  });

  it('serves a player that has no data channels, and grants what it asks for over RTCP', async () => {
    const stream = await startStream();
    const { link, video } = await startVideo(stream);
    const control = await stream.link('control');
    const player = new TestViewer([]);
    cleanUp.push(() => player.close());
    const answer = await stream.offer(await player.offer());
    if (answer.type !== 'answer') throw new Error(answer.message);
    expect(answer.sdp).not.toContain('m=application');
    // Who cannot act keeps nobody else from it.
    await control.until(() => control.of('role').length > 0);
    expect(control.of('role')[0]?.role).toBe('spectator');
    player.accept(answer.sdp);
    await link.until(() => link.of('key-frame').length === 1);
    video.send(true);
    await player.until(() => player.rtp.some((packet) => packet.marker));
    const { ssrc } = player.rtp[0]!;
    // It never says what it shows, so that its wish is always granted.
    player.sendRtcp(rtcp(RTCP_TYPE.payloadFeedback, 1, [1, ssrc]));
    await link.until(() => link.of('key-frame').length === 2);
    expect(stream.viewers).toBe(1);
  });

  it('makes no key frame for a viewer that shows the newest frame, and one as soon as it may not', async () => {
    const stream = await startStream();
    const { link, video } = await startVideo(stream);
    const viewer = await connect(stream);
    await link.until(() => link.of('key-frame').length > 0);
    const newest = (): ReceivedRtp => viewer.rtp.at(-1)!;
    const showsNewest = (): boolean => viewer.sendBytes('frames', encodeFrameAck([acked(newest())]));
    const acked = ({ timestamp }: ReceivedRtp) => ({
      rtpTimestamp: timestamp,
      receivedAt: hostNow(),
      presentedAt: hostNow(),
    });
    /** Returns once the host has read what was sent before. */
    const answered = async (): Promise<void> => {
      const before = viewer.heard.length;
      viewer.send(ping);
      await viewer.until(() => viewer.heard.length > before);
    };
    video.send(true);
    await viewer.until(() => viewer.rtp.length > 0 && newest().marker);
    showsNewest();
    await answered();
    const asked = link.of('key-frame').length;
    const pli = rtcp(RTCP_TYPE.payloadFeedback, 1, [1, newest().ssrc]);
    viewer.sendRtcp(pli);
    await answered();
    await answered();
    expect(link.of('key-frame')).toHaveLength(asked);

    const { timestamp } = newest();
    video.send();
    await viewer.until(() => newest().timestamp !== timestamp);
    viewer.sendRtcp(pli);
    await link.until(() => link.of('key-frame').length > asked);
  });

  it('ends when it is told to stop', async () => {
    const stream = await startStream();
    await connect(stream);
    stream.tell({ type: 'stop' });
    await expect(stream.until(() => false)).rejects.toThrow('it exited with code 0');
  });
});

describe('a viewer whose token lets it look on only', { timeout: TIMEOUT_MS }, () => {
  it('reaches the scene with nothing, whatever it sends', async () => {
    const stream = await startStream();
    const control = await stream.link('control');
    const onlooker = await connect(stream, 'p1', 'page-of-p1', { grant: { ...SPECTATOR, name: 'ada' } });
    await connect(stream, 'p2').then((owner) => owner.send({ type: 'message', seq: 1, payload: 'mine' }));
    for (const data of Object.values(EVERY_MESSAGE)) {
      onlooker.send(data, 'events');
      if (['move', 'orientation', 'deviceMotion'].includes(data.type)) onlooker.send(data, 'motion');
    }
    onlooker.send({ type: 'ping', token: 99 });
    await onlooker.until(() => onlooker.heard.some((data) => data.type === 'pong' && data.token === 99));
    await control.until(() => inputsOf(control, 2).length > 0);
    // The scene hears that it listens, and nothing else.
    expect(inputsOf(control, 1)).toEqual([{ type: 'ping', token: 0 }]);
    expect(control.of('joined')[0]).toEqual({ type: 'joined', viewer: 1, role: 'spectator', name: 'ada' });
    expect(control.of('role')).toEqual([{ type: 'role', viewer: 1, role: 'spectator' }]);
    expect(onlooker.heard.filter(isControl)).toEqual([
      { type: 'control', state: 'none', requests: 0, refused: false },
      { type: 'control', state: 'none', requests: 0, refused: true },
    ]);
    onlooker.close();
    await stream.until(() => stream.viewers === 1);
    expect(stream.all('log').map(({ text }) => text)).toContainEqual(expect.stringMatching(/token does not allow/u));
  });

  it('sends no file', async () => {
    const stream = await startStream();
    const control = await stream.link('control');
    const onlooker = await connect(stream, 'p1', 'page-of-p1', { grant: SPECTATOR });
    onlooker.openChannel('files');
    await onlooker.until(() => onlooker.isOpen('files'));
    onlooker.sendBytes('files', encodeFileData({ type: 'file', file: 5, size: 10, name: 'a.glb', mime: '' }));
    await onlooker.until(() => onlooker.fileReplies.length > 0);
    expect(onlooker.fileReplies).toMatchObject([{ type: 'file-refused', file: 5, code: 'forbidden' }]);
    expect(control.of('file-offered')).toEqual([]);
  });

  it('changes no picture but one that is its own', async () => {
    const stream = await startStream();
    const { link } = await startVideo(stream);
    const control = await stream.link('control');
    const onlooker = await connect(stream, 'p1', 'page-of-p1', { grant: SPECTATOR });
    onlooker.send(EVERY_MESSAGE.resize);
    onlooker.send(EVERY_MESSAGE.preferences);
    onlooker.send(EVERY_MESSAGE.quality);
    onlooker.send(ping);
    await onlooker.until(() => onlooker.heard.some(({ type }) => type === 'pong'));
    await link.until(() => link.of('rate').some(({ bitrate }) => bitrate === CONFIG.bitrate));
    expect(link.of('rate').filter(({ bitrate }) => bitrate <= 100_000)).toEqual([]);
    control.send({ type: 'watch', viewer: 1, view: 3 });
    await link.until(() => link.of('rate').some(({ view, bitrate }) => view === 3 && bitrate === 100_000));
    await control.until(() => inputsOf(control, 1).length === 3);
    const { resize, preferences } = EVERY_MESSAGE;
    expect(inputsOf(control, 1)).toEqual([{ type: 'ping', token: 0 }, resize, preferences]);
  });
});

describe('a viewer whose token grants some rights', { timeout: TIMEOUT_MS }, () => {
  it('reaches the scene with what they cover, and the rest is missing', async () => {
    const stream = await startStream();
    const control = await stream.link('control');
    const grant: Grant = { ...OWNER, role: 'controller', rights: ['keyboard'] };
    const viewer = await connect(stream, 'p1', 'page-of-p1', { grant });
    const { button, key, message, inputState } = EVERY_MESSAGE;
    for (const data of [button, key, inputState, message]) viewer.send(data);
    viewer.send({ ...key, seq: 20, action: 'up' });
    await control.until(() => inputsOf(control, 1).length === 3);
    expect(inputsOf(control, 1)).toEqual([
      key,
      { ...inputState, pointers: [], gamepads: [], totalX: 0, totalY: 0 },
      { ...key, seq: 20, action: 'up' },
    ]);
  });
});

describe('a grant that ends', { timeout: TIMEOUT_MS }, () => {
  it('ends the connection, and whoever has come back with another one stays', async () => {
    const stream = await startStream();
    const soon: Grant = { ...OWNER, expiresAt: Date.now() + 1_500 };
    const viewer = await connect(stream, 'p1', 'a-page-of-these-two', { grant: soon, viewer: 'v1' });
    await connect(stream, 'p2', 'a-page-of-these-two', { viewer: 'v1' });
    await viewer.until(() => ['closed', 'disconnected'].includes(viewer.state));
    expect(Date.now()).toBeGreaterThanOrEqual(soon.expiresAt);
    await stream.until(() => stream.viewers === 1);
    expect(stream.all('viewer-error')).toMatchObject([{ viewer: 'v1', peer: 'p1', code: 'bad-token' }]);
    expect(stream.all('viewer-gone')).toEqual([]);
  });

  it('is none any more where it has ended before the offer came', async () => {
    const stream = await startStream();
    const grant: Grant = { ...OWNER, expiresAt: Date.now() };
    expect(await stream.offer(CHROMIUM_OFFER, 'p1', { grant })).toMatchObject({ code: 'bad-token' });
    expect(stream.viewers).toBe(0);
  });
});

describe('what a signaling socket has of a session', { timeout: TIMEOUT_MS }, () => {
  it('is over with its newest connection, and the agent hears of it', async () => {
    const stream = await startStream();
    const [first, second] = [await connect(stream, 'p1', 'page-1', { viewer: 'v' }), await connect(stream, 'p2')];
    const again = await connect(stream, 'p3', 'page-1', { viewer: 'v' });
    first.close();
    await stream.until(() => stream.viewers === 2);
    expect(stream.all('viewer-gone')).toEqual([]);
    again.close();
    expect(await stream.told('viewer-gone')).toEqual({ type: 'viewer-gone', viewer: 'v' });
    second.send(ping);
    await second.until(() => second.heard.length > 0);
    expect(stream.all('viewer-gone')).toHaveLength(1);
  });

  it('is not over where it asks again before it is connected, unless that is refused', async () => {
    const stream = await startStream();
    const viewer = { viewer: 'v', page: 'a-page-of-this-test' };
    await stream.offer(CHROMIUM_OFFER, 'p1', viewer);
    await stream.offer(CHROMIUM_OFFER, 'p2', viewer);
    expect(stream.all('viewer-gone')).toEqual([]);
    expect(stream.viewers).toBe(1);
    await stream.offer('no offer', 'p3', viewer);
    expect(await stream.told('viewer-gone')).toEqual({ type: 'viewer-gone', viewer: 'v' });
  });

  it('ends when the gateway says so, and nobody else’s does', async () => {
    const stream = await startStream();
    const [first, second] = [await connect(stream, 'p1'), await connect(stream, 'p2')];
    stream.tell({ type: 'end-viewer', viewer: 'of-p1' });
    await first.until(() => ['closed', 'disconnected'].includes(first.state));
    expect(await stream.told('viewer-gone')).toEqual({ type: 'viewer-gone', viewer: 'of-p1' });
    second.send(ping);
    await second.until(() => second.heard.length > 0);
    expect(stream.viewers).toBe(1);
  });
});

describe('a scene process that is not the one', { timeout: TIMEOUT_MS }, () => {
  it('is not let in: a wrong secret, an older generation, or one that was never started', async () => {
    const stream = await startStream(2);
    for (const hello of [{ secret: 'guessed' }, { generation: 1 }, { generation: 9 }, { generation: 0 }]) {
      const link = await stream.link('video', { generation: 2, ...hello });
      await link.until(() => link.closed !== undefined);
    }
    const link = await stream.link('control', { generation: 2 });
    await link.until(() => link.received.length > 0);
  });

  it('is not listened to before it said who it is', async () => {
    const stream = await startStream();
    const { path } = await stream.told('ready');
    const video = new TestVideo(new TestLink(path));
    video.send();
    const viewer = await connect(stream);
    viewer.send(ping);
    await viewer.until(() => viewer.heard.length > 0);
    expect(viewer.frames).toEqual([]);
  });
});

describe('a viewer who means harm', { timeout: TIMEOUT_MS }, () => {
  it('is closed for a flood of messages, and the others stay', async () => {
    const stream = await startStream();
    const [bad, good] = [await connect(stream, 'p1'), await connect(stream, 'p2')];
    for (let count = 0; count < 2_500; count++) bad.send(ping);
    await stream.until(() => stream.viewers === 1);
    expect(stream.all('log').map((log) => log.text)).toContainEqual(expect.stringMatching(/too many messages/u));
    await bad.until(() => bad.state === 'closed' || bad.state === 'disconnected');
    good.send(ping);
    await good.until(() => good.heard.length > 0);
  });

  it('is closed for messages that nobody understands', async () => {
    const stream = await startStream();
    const viewer = await connect(stream);
    for (let count = 0; count < 30; count++) viewer.sendBytes('events', Uint8Array.of(0xc1, count));
    await stream.until(() => stream.viewers === 0 && stream.all('viewers').length > 1);
  });

  it('gets no channel of a label that nobody knows, however much it says there', async () => {
    const stream = await startStream();
    const viewer = await connect(stream);
    viewer.openChannel('shell');
    await viewer.until(() => viewer.isOpen('shell'));
    for (let count = 0; count < 3_000; count++) viewer.sendBytes('shell', new Uint8Array(100));
    await viewer.until(() => !viewer.isOpen('shell'));
    // The process does not hang with what came: it answers, and it ends when it is told to.
    viewer.send(ping);
    await viewer.until(() => viewer.heard.length > 0);
    stream.tell({ type: 'stop' });
    await expect(stream.until(() => false)).rejects.toThrow('it exited with code 0');
  });

  it('says nothing to anybody over the channel that is for frames', async () => {
    const stream = await startStream();
    const control = await stream.link('control');
    const viewer = await connect(stream);
    viewer.sendBytes('frames', encodeViewerData({ type: 'message', seq: 1, payload: 1 }));
    viewer.send({ type: 'message', seq: 2, payload: 2 });
    await control.until(() => control.of('input').length > 0);
    expect(control.of('input')).toHaveLength(1);
  });

  it('gets at most two key frames a second for any number of PLIs', async () => {
    const stream = await startStream();
    const { link, video } = await startVideo(stream);
    const viewer = await connect(stream);
    video.send();
    await viewer.until(() => viewer.rtp.length > 0);
    await link.until(() => link.of('key-frame').length > 0);
    const started = hostNow();
    const pli = rtcp(RTCP_TYPE.payloadFeedback, 1, [1, viewer.rtp[0]!.ssrc]);
    // The last of these wishes is granted in any case: three more key frames take at least a second.
    const before = link.of('key-frame').length;
    const flood = setInterval(() => {
      for (let count = 0; count < 50; count++) viewer.sendRtcp(pli);
    }, 5);
    await link.until(() => link.of('key-frame').length >= before + 4);
    clearInterval(flood);
    expect(hostNow() - started).toBeGreaterThan(1_000);
    expect(stream.viewers).toBe(1);
  });

  it('makes the host send packets to no address but its own, whatever its candidates say', async () => {
    const stream = await startStream();
    const socket = createSocket('udp4');
    cleanUp.push(() => void socket.close());
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    let datagrams = 0;
    const checked = new Promise<void>((resolve) =>
      socket.on('message', () => {
        datagrams++;
        resolve();
      }),
    );
    const candidate = `a=candidate:1 1 udp 2113937151 127.0.0.1 ${socket.address().port} typ host`;
    const offer = CHROMIUM_OFFER.replace(/a=candidate:.*/u, candidate);
    await stream.offer(offer, 'p1', { address: '127.0.0.2' });
    // libjuice begins its checks at once: those of the second peer would come after any of the first.
    await stream.offer(offer, 'p2', { address: '' });
    expect(datagrams).toBe(0);
    await stream.offer(offer, 'p3', { address: '127.0.0.1' });
    await checked;
  });

  it('gets a code for an offer that is none, and the process lives on', async () => {
    const stream = await startStream();
    const offers = {
      empty: ['', 'sdp-invalid'],
      garbage: ['offer me a picture', 'sdp-invalid'],
      repeated: ['v=0\r\n'.repeat(2_000), 'sdp-invalid'],
      long: [`${CHROMIUM_OFFER}a=x:${'y'.repeat(40_000)}\r\n`, 'sdp-invalid'],
      'no-h264': [CHROMIUM_OFFER.replaceAll('H264/90000', 'H265/90000'), 'sdp-no-h264'],
      'no-fingerprint': [CHROMIUM_OFFER.replaceAll(/a=fingerprint:.*\r\n/gu, ''), 'sdp-invalid'],
      'sha-1': [CHROMIUM_OFFER.replaceAll('sha-256', 'sha-1'), 'sdp-invalid'],
    } as const;
    for (const [peer, [sdp, code]] of Object.entries(offers)) {
      expect(await stream.offer(sdp, peer)).toMatchObject({ type: 'viewer-error', viewer: `of-${peer}`, peer, code });
    }
    expect(stream.viewers).toBe(0);
    expect(await stream.offer(CHROMIUM_OFFER, 'good')).toMatchObject({ type: 'answer' });
  });
});
