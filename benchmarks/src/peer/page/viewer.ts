/**
 * The peer's viewer: a video element and the same inputs as the page of the latency suite makes, read back from the
 * picture by the same code.
 */
import { POSITION_MAX, type Millis } from '@remote-view/protocol';
import { FrameLog } from '../../latency/page/frame-log.ts';
import type { InputRecord, Recording } from '../../latency/recording.ts';
import type { PeerSettings } from '../settings.ts';
import { connected, describeLocally, INPUT_LABEL } from './signalling.ts';

export interface ViewerPlan {
  /** The sender's description. */
  readonly offer: string;
  readonly width: number;
  readonly height: number;
  readonly settings: PeerSettings;
}

/** What Node calls. */
export interface ViewerPage {
  answer(plan: ViewerPlan): Promise<string>;
  /** Call it once the sender has the answer. @param times when inputs happen, ms after the start */
  record(times: readonly Millis[]): Promise<Recording>;
  /** Inputs made so far. */
  progress(): number;
}

declare global {
  var viewerPage: ViewerPage;
}

/** As in the latency suite: inputs in flight at the end still get their pictures. */
const TAIL: Millis = 1_500;

const inputs: InputRecord[] = [];
const peer = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
const video = document.createElement('video');
const channel = new Promise<RTCDataChannel>((resolve) => {
  peer.addEventListener('datachannel', ({ channel }) => {
    if (channel.label === INPUT_LABEL) resolve(channel);
  });
});
const track = new Promise<MediaStreamTrack>((resolve) => {
  peer.addEventListener('track', ({ track }) => resolve(track));
});

globalThis.viewerPage = { answer, record, progress: () => inputs.length };

async function answer({ offer, width, height, settings }: ViewerPlan): Promise<string> {
  Object.assign(video.style, { display: 'block', width: `${width}px`, height: `${height}px` });
  video.muted = true;
  document.body.append(video);
  await peer.setRemoteDescription({ type: 'offer', sdp: offer });
  for (const receiver of peer.getReceivers()) {
    receiver.jitterBufferTarget = settings.jitterBufferTarget;
    (receiver as RTCRtpReceiver & { playoutDelayHint?: number }).playoutDelayHint = settings.playoutDelayHint;
  }
  return describeLocally(peer);
}

async function record(times: readonly Millis[]): Promise<Recording> {
  await connected(peer);
  const moves = await channel;
  if (moves.readyState !== 'open') await new Promise((resolve) => moves.addEventListener('open', resolve));
  const picture = await track;
  video.srcObject = new MediaStream([picture]);
  await video.play();
  const frames = new FrameLog();
  frames.watch(video, picture);
  video.addEventListener('pointerrawupdate', (event) => sendMove(moves, event as PointerEvent));
  await makeInputs(times);
  await new Promise((resolve) => setTimeout(resolve, TAIL));
  const { decoded, presented } = frames;
  // What only our element could tell stays empty.
  const unknown = { sent: [], described: [], roundTrips: [], video: undefined };
  return { ...unknown, inputs, decoded, presented, live: { p50: null, p95: null, count: 0 } };
}

function sendMove(moves: RTCDataChannel, { clientX }: PointerEvent): void {
  const { left, width } = video.getBoundingClientRect();
  const message = new DataView(new ArrayBuffer(2));
  message.setUint16(0, Math.round(((clientX - left) / width) * POSITION_MAX));
  moves.send(message);
}

/** Follows the plan whatever comes back. A timer that fires late moves one input, not those behind it. */
async function makeInputs(times: readonly Millis[]): Promise<void> {
  const start = performance.now();
  for (const [index, time] of times.entries()) {
    const wait = start + time - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    makeInput(index + 1);
  }
}

function makeInput(id: number): void {
  const { left, top, width, height } = video.getBoundingClientRect();
  const event = new PointerEvent('pointerrawupdate', {
    pointerId: 1,
    pointerType: 'mouse',
    clientX: left + (id / POSITION_MAX) * width,
    clientY: top + height / 2,
  });
  inputs.push({ id, at: performance.now() });
  video.dispatchEvent(event);
}
