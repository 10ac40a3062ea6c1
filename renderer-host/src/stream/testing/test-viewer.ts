/** A viewer made of a second, real peer connection. */
import {
  CHANNELS,
  decodeFrameMetadata,
  decodeHostData,
  encodeViewerData,
  type ChannelLabel,
  type FrameMetadata,
  type HostData,
  type FromViewer,
  decodeFileReply,
  type FileReply,
} from '@remote-view/protocol';
import nodeDataChannel, { type DataChannel, type PeerConnection, type Track } from 'node-datachannel';
import { readRtp, type ReceivedRtp } from '../rtp/testing/receive.ts';
import { bindChannel, bindPeerConnection, type ChannelCallbacks } from '../safe-callbacks.ts';
import { sendBytes } from '../send-bytes.ts';

export const PAYLOAD_TYPE = 102;
export const RTX_PAYLOAD_TYPE = 103;

/**
 * An offer that the host does not check before its answer is here: libdatachannel, unlike browsers, now and then loses its
 * ICE transport when it becomes connected in the middle of `setRemoteDescription` (0.33.4, seen under load).
 */
function withoutCandidates(sdp: string): string {
  return sdp.replaceAll(/a=candidate:.*\r\n/gu, '');
}

export class TestViewer {
  readonly rtp: ReceivedRtp[] = [];
  readonly frames: FrameMetadata[] = [];
  readonly heard: HostData[] = [];
  readonly fileReplies: FileReply[] = [];
  state = 'new';
  readonly #connection: PeerConnection;
  readonly #track: Track;
  readonly #channels = new Map<string, DataChannel>();
  readonly #open = new Set<string>();
  readonly #waiting = new Set<() => void>();
  readonly #offer = Promise.withResolvers<string>();

  constructor(labels: readonly ChannelLabel[] = ['events', 'motion', 'frames']) {
    this.#connection = new nodeDataChannel.PeerConnection('a viewer', {
      iceServers: [],
      bindAddress: '127.0.0.1',
      disableAutoNegotiation: true,
    });
    bindPeerConnection(
      this.#connection,
      {
        stateChange: (state) => this.#note(() => (this.state = state)),
        gatheringComplete: () => this.#offer.resolve(this.#connection.localDescription()!.sdp),
        dataChannel: () => {},
      },
      fail,
    );
    // What a browser's `recvonly` is; libdatachannel lets only a track that may send send RTCP.
    const video = new nodeDataChannel.Video('0', 'SendRecv');
    video.addH264Codec(PAYLOAD_TYPE, 'profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1');
    this.#track = this.#connection.addTrack(video);
    bindChannel(
      this.#track,
      this.#callbacks('video', (bytes) => this.#receiveVideo(bytes)),
      fail,
    );
    for (const label of labels) this.openChannel(label);
  }

  async offer(): Promise<string> {
    this.#connection.setLocalDescription('offer');
    return withRtx(withoutCandidates(await this.#offer.promise));
  }

  accept(answer: string): void {
    this.#connection.setRemoteDescription(answer, 'answer');
  }

  /** Opens a channel by its label, ours or not. */
  openChannel(label: string): DataChannel {
    const known = Object.values(CHANNELS).find((channel) => channel.label === label);
    const reliability = known !== undefined && 'maxRetransmits' in known ? { maxRetransmits: 0, unordered: true } : {};
    const channel = this.#connection.createDataChannel(label, reliability);
    const receive = (bytes: Uint8Array): void => {
      if (label === 'frames') this.frames.push(decodeFrameMetadata(bytes));
      else if (label === 'files') this.fileReplies.push(decodeFileReply(bytes));
      else this.heard.push(decodeHostData(bytes));
    };
    bindChannel(channel, this.#callbacks(label, receive), fail);
    this.#channels.set(label, channel);
    return channel;
  }

  isOpen(label: string): boolean {
    return this.#open.has(label);
  }

  send(data: FromViewer, channel: 'motion' | 'events' = 'events'): boolean {
    return this.sendBytes(channel, encodeViewerData(data));
  }

  sendBytes(channel: string, bytes: Uint8Array): boolean {
    const open = this.#channels.get(channel);
    return open !== undefined && sendBytes(open, bytes);
  }

  sendRtcp(bytes: Uint8Array): boolean {
    return sendBytes(this.#track, bytes);
  }

  /** Resolves as soon as `condition` holds; it is looked at whenever something came or changed. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  close(): void {
    this.#connection.close();
  }

  #receiveVideo(bytes: Uint8Array): void {
    // RTCP has 192-223 where RTP has marker and payload type (RFC 5761 section 4).
    if (bytes[1]! >= 192 && bytes[1]! <= 223) return;
    this.rtp.push(readRtp(Uint8Array.from(bytes)));
  }

  #callbacks(label: string, receive: (bytes: Uint8Array) => void): ChannelCallbacks {
    return {
      open: () => this.#note(() => this.#open.add(label)),
      message: (bytes) => this.#note(() => receive(bytes)),
      closed: () => this.#note(() => this.#open.delete(label)),
    };
  }

  #note(change: () => void): void {
    change();
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

/** Retransmissions with a payload type of their own, which libdatachannel cannot offer and hands on as they come. */
function withRtx(sdp: string): string {
  return sdp
    .replace(/(m=video .*)/u, `$1 ${RTX_PAYLOAD_TYPE}`)
    .replace(
      /(a=fmtp:102 .*\r\n)/u,
      `$1a=rtpmap:${RTX_PAYLOAD_TYPE} rtx/90000\r\na=fmtp:${RTX_PAYLOAD_TYPE} apt=102\r\n`,
    );
}

function fail(error: Error): void {
  throw error;
}
