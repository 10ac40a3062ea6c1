/**
 * The page of the audio suite: an ordinary page with one `<remote-view>`, and beside it what writes down when tones begin
 * and when the picture turns white. The track is heard in an audio graph of the page's own, as `<audio>` hears it; the way
 * from there to the loudspeaker is the machine's, and is not in the numbers.
 */
import type { RemoteView } from '@remote-view/viewer';
import type { Beep } from '../beeps.ts';
import type { AudioPlan, AudioRecording } from '../recording.ts';
import { ONSET_PROCESSOR } from './onset-processor.ts';

/** What Node calls. */
export interface AudioPage {
  record(plan: AudioPlan): Promise<AudioRecording>;
  /** Beeps so far. */
  progress(): number;
}

declare global {
  var audioPage: AudioPage;
}

const FIRST_FRAME_WITHIN = 30_000;
/** For the last beep to be heard and seen. */
const TAIL = 1_000;

const beeps: Beep[] = [];
const tones: number[] = [];
const flashes: number[] = [];
let connection: RTCPeerConnection | undefined;

globalThis.audioPage = { record, progress: () => beeps.length };

async function record(plan: AudioPlan): Promise<AudioRecording> {
  const sound = Promise.withResolvers<MediaStreamTrack>();
  const Real = globalThis.RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Real {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      this.addEventListener('track', ({ track, target }) => {
        connection = target as RTCPeerConnection;
        if (track.kind === 'audio') sound.resolve(track);
      });
    }
  };
  const element = await show(plan);
  element.send({ bed: plan.bed });
  await listen(await sound.promise);
  watch(element.shadowRoot!.querySelector('video')!);
  await until(() => beeps.length >= plan.warmUpBeeps);
  const before = await audioReport();
  await until(() => beeps.length >= plan.warmUpBeeps + plan.beeps);
  await new Promise((resolve) => setTimeout(resolve, TAIL));
  const after = await audioReport();
  const difference = (name: keyof typeof after): number => after[name] - before[name];
  const { adapter, encoder, software } = await element.getStats();
  return {
    beeps: beeps.slice(plan.warmUpBeeps, plan.warmUpBeeps + plan.beeps),
    tones,
    flashes,
    jitterBuffer: (difference('jitterBufferDelay') / difference('jitterBufferEmittedCount')) * 1_000,
    concealed: difference('concealedSamples') / difference('totalSamplesReceived'),
    packetsLost: difference('packetsLost'),
    video: adapter === null || encoder === null || software === null ? undefined : { adapter, encoder, software },
  };
}

async function show({ gateway, scene, width, height }: AudioPlan): Promise<RemoteView> {
  await import(/* @vite-ignore */ `${gateway}/remote-view.js`);
  const element = document.createElement('remote-view');
  element.src = gateway;
  element.scene = scene;
  Object.assign(element.style, { display: 'block', width: `${width}px`, height: `${height}px` });
  element.addEventListener('message', ({ data }) => beeps.push(data as unknown as Beep));
  const firstFrame = new Promise<void>((resolve, reject) => {
    setTimeout(() => reject(new Error(`no picture: ${element.state}`)), FIRST_FRAME_WITHIN);
    element.addEventListener('firstframe', () => resolve());
  });
  document.body.append(element);
  await firstFrame;
  return element;
}

async function listen(track: MediaStreamTrack): Promise<void> {
  const context = new AudioContext();
  const module = URL.createObjectURL(new Blob([ONSET_PROCESSOR], { type: 'text/javascript' }));
  await context.audioWorklet.addModule(module);
  const onset = new AudioWorkletNode(context, 'onset');
  onset.port.addEventListener('message', ({ data }) => tones.push(data as number));
  onset.port.start();
  context
    .createMediaStreamSource(new MediaStream([track]))
    .connect(onset)
    .connect(context.destination);
}

function watch(video: HTMLVideoElement): void {
  const canvas = new OffscreenCanvas(1, 1);
  const brush = canvas.getContext('2d', { willReadFrequently: true })!;
  let white = false;
  const look: VideoFrameRequestCallback = (_now, { presentationTime }) => {
    brush.drawImage(video, 0, 0, 1, 1);
    const isWhite = brush.getImageData(0, 0, 1, 1).data[0]! > 128;
    if (isWhite && !white) flashes.push(performance.timeOrigin + presentationTime);
    white = isWhite;
    video.requestVideoFrameCallback(look);
  };
  video.requestVideoFrameCallback(look);
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 50));
}

async function audioReport() {
  const report = await connection!.getStats();
  const entries = [...report.values()] as Partial<RTCInboundRtpStreamStats>[];
  const sound = entries.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'audio');
  return {
    jitterBufferDelay: sound?.jitterBufferDelay ?? 0,
    jitterBufferEmittedCount: sound?.jitterBufferEmittedCount ?? 0,
    concealedSamples: sound?.concealedSamples ?? 0,
    totalSamplesReceived: sound?.totalSamplesReceived ?? 0,
    packetsLost: sound?.packetsLost ?? 0,
  };
}
