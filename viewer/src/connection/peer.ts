/**
 * One peer connection: the offer with one H.264 receiver and three data channels, made as early as possible, and the
 * bytes that go through the channels. A peer connection that broke is never mended, it is replaced.
 */
import { CHANNELS, FILES_CHANNEL, RemoteViewError, type ChannelLabel } from '@remote-view/protocol';
import { PeerAudio } from '../audio/peer-audio.ts';
import { offerStereo } from '../audio/stereo.ts';
import type { ReportEntry } from '../stats/report-reader.ts';
import { preferH264 } from './h264.ts';
import type { MediaPath, MediaPathHandlers, MediaReply, MediaRequest } from './media-path.ts';

/** On channels that may lose messages: above this the path is slower than what it tells of, which is old when it arrives. */
const MAX_LOSSY_BUFFERED = 8_192;
/** The host does not read; more would only fill the browser's memory. */
const MAX_EVENTS_BUFFERED = 1_048_576;

/** A host that checks a candidate is connected 50 ms earlier than one that knows none. */
const CANDIDATE_WITHIN = 20;

export const NO_WEBRTC = 'This browser has no WebRTC, or it is switched off.';

export class Peer implements MediaPath {
  readonly transport = 'webrtc';
  readonly picture: MediaStreamTrack;
  readonly audio: PeerAudio;
  readonly #connection: RTCPeerConnection;
  readonly #handlers: MediaPathHandlers;
  readonly #channels: Readonly<Record<ChannelLabel, RTCDataChannel>>;
  readonly #offer: Promise<RTCSessionDescriptionInit>;
  #closed = false;

  /** @throws RemoteViewError `unsupported-browser` or `sdp-no-h264` */
  constructor(handlers: MediaPathHandlers) {
    this.#handlers = handlers;
    // Before there is a connection, which would have to be closed where it throws.
    const codecs = receivableCodecs();
    this.#connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    const transceiver = this.#connection.addTransceiver('video', { direction: 'recvonly' });
    transceiver.setCodecPreferences(codecs);
    // Not every browser has it; together with the host's playout-delay of zero no frame waits for a later one.
    if ('jitterBufferTarget' in transceiver.receiver) transceiver.receiver.jitterBufferTarget = 0;
    this.picture = transceiver.receiver.track;
    this.audio = new PeerAudio(this.#connection);
    this.#channels = {
      motion: this.#open('motion'),
      events: this.#open('events'),
      frames: this.#open('frames'),
    };
    this.#connection.addEventListener('connectionstatechange', () => {
      const state = this.#connection.connectionState;
      if (state === 'failed') this.#lose('The media connection failed. Check that the network lets UDP through.');
      if (state === 'closed') this.#lose('The media connection is closed.');
    });
    this.#offer = this.#connection.createOffer();
    // Whoever awaits `request()` learns of it; a peer that was closed before has nobody who does.
    this.#offer.catch(() => undefined);
  }

  /**
   * The session description to send, with the first candidate in it where there soon is one: a host that may check it
   * does so while its answer is still on its way. It is not held back for long, since a host without learns of us by our
   * first check (RFC 8445 section 7.3.1.3, peer-reflexive candidates).
   */
  async request(iceServers: readonly RTCIceServer[]): Promise<MediaRequest> {
    if (iceServers.length > 0) {
      this.#connection.setConfiguration({ bundlePolicy: 'max-bundle', iceServers: [...iceServers] });
    }
    const offer = await this.#offer;
    const candidate = firstCandidate(this.#connection);
    await this.#connection.setLocalDescription({ type: 'offer', sdp: offerStereo(offer.sdp ?? '') });
    await candidate;
    return { type: 'offer', sdp: this.#connection.localDescription?.sdp ?? '' };
  }

  async accept(reply: MediaReply): Promise<void> {
    if (reply.type !== 'answer' || this.#connection.signalingState !== 'have-local-offer') return;
    try {
      await this.#connection.setRemoteDescription(reply);
    } catch (cause) {
      throw new RemoteViewError('sdp-invalid', undefined, { cause });
    }
  }

  send(label: ChannelLabel, bytes: Uint8Array<ArrayBuffer>): boolean {
    const channel = this.#channels[label];
    const limit = label === 'events' ? MAX_EVENTS_BUFFERED : MAX_LOSSY_BUFFERED;
    if (channel.readyState !== 'open' || channel.bufferedAmount > limit) return false;
    channel.send(bytes);
    return true;
  }

  openFiles(): RTCDataChannel {
    const { label, ...options } = FILES_CHANNEL;
    return this.#connection.createDataChannel(label, options);
  }

  async report(): Promise<Iterable<ReportEntry>> {
    const report = await this.#connection.getStats();
    return report.values() as Iterable<ReportEntry>;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#connection.close();
  }

  #open(label: ChannelLabel): RTCDataChannel {
    const { label: _label, ...options } = CHANNELS[label];
    const channel = this.#connection.createDataChannel(label, options);
    channel.binaryType = 'arraybuffer';
    channel.addEventListener('message', ({ data }) => {
      if (this.#closed) return;
      // Text is nothing that the protocol knows: no bytes, which no decoder accepts, so it is counted as such.
      this.#handlers.data(label, data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array());
    });
    if (label === 'events') {
      channel.addEventListener('open', () => {
        if (!this.#closed) this.#handlers.open();
      });
      channel.addEventListener('close', () => this.#lose('The host closed the media connection.'));
    }
    return channel;
  }

  #lose(text: string): void {
    if (!this.#closed) this.#handlers.lost(new RemoteViewError('peer-failed', text));
  }
}

/** Resolves with the first ICE candidate, or where there is none, or none soon. Browsers have the first in 1-3 ms. */
async function firstCandidate(connection: RTCPeerConnection): Promise<void> {
  return new Promise((resolve) => {
    connection.addEventListener('icecandidate', () => resolve(), { once: true });
    setTimeout(resolve, CANDIDATE_WITHIN);
  });
}

function receivableCodecs(): RTCRtpCodec[] {
  if (
    typeof RTCPeerConnection === 'undefined' ||
    typeof RTCRtpReceiver === 'undefined' ||
    typeof RTCRtpTransceiver.prototype.setCodecPreferences !== 'function'
  ) {
    throw new RemoteViewError('unsupported-browser', NO_WEBRTC);
  }
  return preferH264(RTCRtpReceiver.getCapabilities('video')?.codecs ?? []);
}
