/**
 * The page of the latency benchmark: an ordinary page of another origin with one `<remote-view>`, and beside it what
 * makes inputs and writes down when they show. Inputs are pointer events on the element, as a hand's are; that they are
 * made by script leaves out the way from the device to the page, which no page can see.
 */
import { POSITION_MAX, type Millis } from '@remote-view/protocol';
import type { RemoteView } from '@remote-view/viewer';
import type { InputRecord, Recording, RecordingPlan } from '../recording.ts';
import { ChannelTap } from './channel-tap.ts';
import { FrameLog } from './frame-log.ts';

/** What Node calls. */
export interface LatencyPage {
  record(plan: RecordingPlan): Promise<Recording>;
  /** Inputs made so far. */
  progress(): number;
}

declare global {
  var latencyPage: LatencyPage;
}

/** Inputs in flight at the end still get their pictures. */
const TAIL: Millis = 1_500;
const PING_EVERY: Millis = 100;
const FIRST_FRAME_WITHIN: Millis = 30_000;

const inputs: InputRecord[] = [];

globalThis.latencyPage = { record, progress: () => inputs.length };

async function record(plan: RecordingPlan): Promise<Recording> {
  const tap = new ChannelTap();
  tap.install();
  const element = await show(plan);
  const stage = element.shadowRoot!.querySelector<HTMLElement>('[part~=stage]')!;
  const video = stage.querySelector('video')!;
  const frames = new FrameLog();
  frames.watch(video, (video.srcObject as MediaStream).getVideoTracks()[0]!);
  const pings = setInterval(() => tap.ping(), PING_EVERY);
  await makeInputs(stage, video, plan.times);
  clearInterval(pings);
  await new Promise((resolve) => setTimeout(resolve, TAIL));
  const { p50, p95, count } = (await element.getStats()).latency;
  const { sent, described, roundTrips } = tap;
  const { decoded, presented } = frames;
  return { inputs, sent, described, decoded, presented, roundTrips, video: tap.video, live: { p50, p95, count } };
}

async function show({ gateway, scene, width, height }: RecordingPlan): Promise<RemoteView> {
  await import(/* @vite-ignore */ `${gateway}/remote-view.js`);
  const element = document.createElement('remote-view');
  element.src = gateway;
  element.scene = scene;
  Object.assign(element.style, { display: 'block', width: `${width}px`, height: `${height}px` });
  const firstFrame = new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(describeFailure(element))), FIRST_FRAME_WITHIN);
    element.addEventListener('firstframe', () => {
      clearTimeout(late);
      resolve();
    });
    element.addEventListener('statechange', ({ state }) => {
      if (state === 'failed' || state === 'ended') reject(new Error(describeFailure(element)));
    });
  });
  document.body.append(element);
  await firstFrame;
  return element;
}

function describeFailure(element: RemoteView): string {
  const { error } = element;
  return `no picture: ${element.state}${error === null ? '' : `, ${error.message} (${error.code})`}`;
}

/** Follows the plan whatever comes back. A timer that fires late moves one input, not those behind it. */
async function makeInputs(stage: HTMLElement, video: HTMLVideoElement, times: readonly Millis[]): Promise<void> {
  const start = performance.now();
  for (const [index, time] of times.entries()) {
    const wait = start + time - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    makeInput(stage, video, index + 1);
  }
}

function makeInput(stage: HTMLElement, video: HTMLVideoElement, id: number): void {
  const { left, top, width, height } = stage.getBoundingClientRect();
  // Positions count within the picture, which has bars beside it where its shape is not quite the element's.
  const { videoWidth, videoHeight } = video;
  const picture = videoWidth * Math.min(width / videoWidth, height / videoHeight);
  // What the element listens to: moves as they happen where the browser tells, else those before the next paint.
  const type = 'onpointerrawupdate' in stage ? 'pointerrawupdate' : 'pointermove';
  const event = new PointerEvent(type, {
    pointerId: 1,
    pointerType: 'mouse',
    clientX: left + (width - picture) / 2 + (id / POSITION_MAX) * picture,
    clientY: top + height / 2,
  });
  inputs.push({ id, at: performance.now() });
  stage.dispatchEvent(event);
}
