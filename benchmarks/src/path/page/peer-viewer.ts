/** The page of the peer's viewer: it offers, as ours does, and its connection goes over the emulator. */
import type { Millis } from '@remote-view/protocol';
import { connected, describeLocally } from '../../peer/page/signalling.ts';
import type { PeerSettings } from '../../peer/settings.ts';
import type { PageRecording } from '../page-recording.ts';
import { PresentationLog } from './presentation-log.ts';
import { installRelay } from './relayed-connections.ts';

export interface PeerViewerPlan {
  readonly width: number;
  readonly height: number;
  readonly settings: PeerSettings;
}

/** What Node calls. */
export interface PeerViewerPage {
  offer(plan: PeerViewerPlan): Promise<string>;
  /** @returns once the first frame is there */
  accept(answer: string): Promise<void>;
  record(length: Millis): Promise<PageRecording>;
}

declare global {
  var peerViewerPage: PeerViewerPage;
}

installRelay();
const log = new PresentationLog();
const peer = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
const video = document.createElement('video');

globalThis.peerViewerPage = {
  offer,
  accept,
  record: async (length) => {
    await new Promise((resolve) => setTimeout(resolve, length));
    const { presented, stats } = log;
    return { timeOrigin: performance.timeOrigin, presented, stats, video: undefined };
  },
};

async function offer({ width, height, settings }: PeerViewerPlan): Promise<string> {
  Object.assign(video.style, { display: 'block', width: `${width}px`, height: `${height}px` });
  video.muted = true;
  document.body.append(video);
  const transceiver = peer.addTransceiver('video', { direction: 'recvonly' });
  const codecs = RTCRtpReceiver.getCapabilities('video')?.codecs ?? [];
  transceiver.setCodecPreferences(codecs.filter(({ mimeType }) => /^video\/(H264|rtx)$/u.test(mimeType)));
  const { receiver } = transceiver;
  receiver.jitterBufferTarget = settings.jitterBufferTarget;
  (receiver as RTCRtpReceiver & { playoutDelayHint?: number }).playoutDelayHint = settings.playoutDelayHint;
  video.srcObject = new MediaStream([receiver.track]);
  return describeLocally(peer);
}

async function accept(answer: string): Promise<void> {
  await peer.setRemoteDescription({ type: 'answer', sdp: answer });
  await connected(peer);
  const firstFrame = log.watch(video, peer);
  await video.play();
  await firstFrame;
}
