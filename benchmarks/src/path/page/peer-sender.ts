/** The peer's sender: the same picture as our host's, in a canvas that is captured and sent. */
import type { Millis } from '@remote-view/protocol';
import { describeLocally } from '../../peer/page/signalling.ts';
import type { PeerSettings } from '../../peer/settings.ts';
import { NoiseBand } from '../noise.ts';

export interface PeerSenderPlan {
  /** The viewer's. */
  readonly offer: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly settings: PeerSettings;
}

/** What only the sender knows. */
export interface PeerSenderReport {
  readonly codec: string;
  /** Seconds for which the picture was limited by each reason. */
  readonly limitedBy: Readonly<Record<string, number>>;
}

/** What Node calls. */
export interface PeerSenderPage {
  answer(plan: PeerSenderPlan): Promise<string>;
  /** At the end. */
  report(): Promise<PeerSenderReport>;
}

declare global {
  var peerSenderPage: PeerSenderPage;
}

/** A display frame that comes this much early is still the one that is due. */
const EARLY: Millis = 4;

const peer = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });

globalThis.peerSenderPage = { answer, report };

async function answer({ offer, settings, ...picture }: PeerSenderPlan): Promise<string> {
  const track = show(picture);
  track.contentHint = settings.contentHint;
  await peer.setRemoteDescription({ type: 'offer', sdp: offer });
  const [transceiver] = peer.getTransceivers();
  if (transceiver === undefined) throw new Error('an offer without a video');
  transceiver.direction = 'sendonly';
  await transceiver.sender.replaceTrack(track);
  const description = await describeLocally(peer);
  // Only now it is known what is encoded.
  const parameters = transceiver.sender.getParameters();
  parameters.degradationPreference = settings.degradationPreference;
  for (const encoding of parameters.encodings) {
    encoding.maxBitrate = settings.maxBitrate;
    encoding.priority = settings.priority;
    encoding.networkPriority = settings.priority;
  }
  await transceiver.sender.setParameters(parameters);
  return description;
}

function show({ width, height, fps }: Pick<PeerSenderPlan, 'width' | 'height' | 'fps'>): MediaStreamTrack {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  document.body.append(canvas);
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  if (context === null) throw new Error('no canvas to draw on');
  const image = context.createImageData(width, height);
  const band = new NoiseBand({ format: 'bgra', width, height, pixels: new Uint8Array(image.data.buffer) });
  let last = -Infinity;
  const draw = (now: Millis): void => {
    requestAnimationFrame(draw);
    if (now - last < 1_000 / fps - EARLY) return;
    last = now;
    band.draw(now / 1_000);
    context.putImageData(image, 0, 0);
  };
  requestAnimationFrame(draw);
  const [track] = canvas.captureStream(fps).getVideoTracks();
  if (track === undefined) throw new Error('a canvas that cannot be captured');
  return track;
}

async function report(): Promise<PeerSenderReport> {
  const stats = [...(await peer.getStats()).values()] as Record<string, unknown>[];
  const outbound = stats.find(({ type }) => type === 'outbound-rtp');
  const codec = stats.find(({ id }) => id === outbound?.['codecId']);
  return {
    codec: [codec?.['mimeType'], codec?.['sdpFmtpLine']].join(' '),
    limitedBy: (outbound?.['qualityLimitationDurations'] ?? {}) as Readonly<Record<string, number>>,
  };
}
