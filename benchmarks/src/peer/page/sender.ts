/**
 * The peer's host: the scene in an ordinary page, drawn by three.js into a canvas that is captured and sent. The scene's
 * module is ours, unchanged; this is the little that runs it in a browser.
 */
import { POSITION_MAX, type Millis } from '@remote-view/protocol';
import type { SceneContext } from '@remote-view/renderer-host';
import { WebGLRenderer } from 'three';
import { WebGLNodesHandler } from 'three/addons/tsl/WebGLNodesHandler.js';
import scene from '../../../scenes/barcode/scene.ts';
import { startingAt } from '../sdp.ts';
import { INPUT_CHANNEL, type PeerSettings } from '../settings.ts';
import { describeLocally, INPUT_LABEL } from './signalling.ts';

export interface SenderPlan {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly settings: PeerSettings;
}

/** What only the sender knows. */
export interface SenderReport {
  /** The WebGL implementation, as it names itself. */
  readonly adapter: string;
  /** As negotiated. Which encoder it is, Chromium tells only to pages that use a camera. */
  readonly codec: string;
  /** Why the picture is less than it could be; `none` where it is not. */
  readonly qualityLimitation: string;
}

/** What Node calls. */
export interface SenderPage {
  offer(plan: SenderPlan): Promise<string>;
  accept(answer: string): Promise<void>;
  /** At the end. */
  report(): Promise<SenderReport>;
}

declare global {
  var senderPage: SenderPage;
}

/** A display frame that comes this much early is still the one that is due. */
const EARLY: Millis = 4;

const canvas = document.createElement('canvas');
const peer = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
let maxBitrate = 0;

globalThis.senderPage = { offer, accept, report };

async function offer(plan: SenderPlan): Promise<string> {
  const { settings, fps } = plan;
  ({ maxBitrate } = settings);
  await startScene(plan);
  const stream = canvas.captureStream(fps);
  const track = stream.getVideoTracks()[0]!;
  track.contentHint = settings.contentHint;
  const transceiver = peer.addTransceiver(track, { direction: 'sendonly', streams: [stream] });
  const codecs = RTCRtpSender.getCapabilities('video')?.codecs ?? [];
  transceiver.setCodecPreferences(codecs.filter(({ mimeType }) => /^video\/(H264|rtx)$/u.test(mimeType)));
  await configure(transceiver.sender, settings);
  const inputs = peer.createDataChannel(INPUT_LABEL, INPUT_CHANNEL);
  inputs.binaryType = 'arraybuffer';
  inputs.addEventListener('message', ({ data }) => move(new DataView(data as ArrayBuffer).getUint16(0), plan));
  return describeLocally(peer);
}

async function configure(sender: RTCRtpSender, settings: PeerSettings): Promise<void> {
  const parameters = sender.getParameters();
  parameters.degradationPreference = settings.degradationPreference;
  for (const encoding of parameters.encodings) {
    encoding.maxBitrate = settings.maxBitrate;
    encoding.priority = settings.priority;
    encoding.networkPriority = settings.priority;
  }
  await sender.setParameters(parameters);
}

async function accept(answer: string): Promise<void> {
  await peer.setRemoteDescription({ type: 'answer', sdp: startingAt(answer, maxBitrate) });
}

async function startScene({ width, height, fps }: SenderPlan): Promise<void> {
  Object.assign(canvas.style, { display: 'block', width: `${width}px`, height: `${height}px` });
  document.body.append(canvas);
  // WebGPURenderer on WebGL 2 draws into a texture first and copies it, which SwiftShader is slow at.
  const renderer = new WebGLRenderer({ canvas, antialias: false, alpha: false });
  renderer.setNodesHandler(new WebGLNodesHandler());
  renderer.setSize(width, height, false);
  // All that the scene of this benchmark uses.
  const context: Partial<SceneContext> = {
    // Scenes are typed for WebGPURenderer; what this one uses of it, `render`, both have.
    renderer: renderer as unknown as SceneContext['renderer'],
    canvas,
    size: { width, height, pixelRatio: 1 },
    send: () => undefined,
    onMessage: () => () => undefined,
    audio: { context: new AudioContext(), microphones: new Set(), onMicrophone: () => () => undefined },
    signal: new AbortController().signal,
  };
  const handlers = await scene.setup(context as SceneContext);
  const start = performance.now();
  let last = start;
  let frame = 0;
  const draw = (now: Millis): void => {
    requestAnimationFrame(draw);
    if (now - last < 1_000 / fps - EARLY) return;
    handlers?.update?.({ time: (now - start) / 1_000, delta: (now - last) / 1_000, frame: frame++ });
    last = now;
  };
  requestAnimationFrame(draw);
}

/** The event that a scene gets from our host for the same input. */
function move(position: number, { width, height }: SenderPlan): void {
  const { left, top } = canvas.getBoundingClientRect();
  canvas.dispatchEvent(
    new PointerEvent('pointermove', {
      pointerId: 1,
      pointerType: 'mouse',
      clientX: left + (position / POSITION_MAX) * width,
      clientY: top + height / 2,
    }),
  );
}

async function report(): Promise<SenderReport> {
  const stats = [...(await peer.getStats()).values()] as Record<string, unknown>[];
  const outbound = stats.find(({ type }) => type === 'outbound-rtp');
  const codec = stats.find(({ id }) => id === outbound?.['codecId']);
  return {
    adapter: adapter(),
    codec: [codec?.['mimeType'], codec?.['sdpFmtpLine']].join(' '),
    qualityLimitation: textOf(outbound?.['qualityLimitationReason']),
  };
}

function adapter(): string {
  const context = canvas.getContext('webgl2');
  const names = context?.getExtension('WEBGL_debug_renderer_info');
  return textOf(context?.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : 'unknown';
}
