/**
 * Listens in on the element's data channels, so that a measurement needs no door in the element: which move left when,
 * what the host says about each frame, and how long a round trip takes. Install it before the element connects.
 */
import {
  CHANNELS,
  decodeFrameMetadata,
  decodeHostData,
  decodeViewerData,
  encodeViewerData,
  type FrameMetadata,
  type Millis,
  type VideoInfo,
} from '@remote-view/protocol';
import type { SentMove } from '../recording.ts';

/** The element counts its own pings from 0. */
const FIRST_TOKEN = 0x8000_0000;

export class ChannelTap {
  readonly sent: SentMove[] = [];
  readonly described: FrameMetadata[] = [];
  readonly roundTrips: Millis[] = [];
  video: VideoInfo | undefined;
  #events: RTCDataChannel | undefined;
  readonly #pings = new Map<number, Millis>();
  #nextToken = FIRST_TOKEN;

  install(): void {
    const adopt = (channel: RTCDataChannel): void => this.#adopt(channel);
    globalThis.RTCPeerConnection = class extends RTCPeerConnection {
      override createDataChannel(label: string, options?: RTCDataChannelInit): RTCDataChannel {
        const channel = super.createDataChannel(label, options);
        adopt(channel);
        return channel;
      }
    };
  }

  /** The host answers at once: the time until then is what the network takes, both ways. */
  ping(): void {
    if (this.#events?.readyState !== 'open') return;
    const token = this.#nextToken++;
    this.#pings.set(token, performance.now());
    this.#events.send(encodeViewerData({ type: 'ping', token }));
  }

  #adopt(channel: RTCDataChannel): void {
    if (channel.label === CHANNELS.motion.label) this.#watchMoves(channel);
    if (channel.label === CHANNELS.frames.label) {
      channel.addEventListener('message', (event) => this.described.push(decodeFrameMetadata(bytesOf(event))));
    }
    if (channel.label === CHANNELS.events.label) {
      this.#events = channel;
      channel.addEventListener('message', (event) => this.#hostSaid(bytesOf(event)));
    }
  }

  #watchMoves(channel: RTCDataChannel): void {
    const send = channel.send.bind(channel) as (bytes: Uint8Array<ArrayBuffer>) => void;
    channel.send = (bytes: unknown): void => {
      const at = performance.now();
      send(bytes as Uint8Array<ArrayBuffer>);
      const move = decodeViewerData(bytes as Uint8Array, 'motion');
      if (move.type === 'move') this.sent.push({ id: move.x, seq: move.seq, at });
    };
  }

  #hostSaid(bytes: Uint8Array): void {
    const data = decodeHostData(bytes);
    if (data.type === 'video') this.video = data;
    if (data.type !== 'pong') return;
    const sentAt = this.#pings.get(data.token);
    if (sentAt === undefined) return;
    this.#pings.delete(data.token);
    this.roundTrips.push(performance.now() - sentAt);
  }
}

function bytesOf({ data }: MessageEvent): Uint8Array {
  return new Uint8Array(data as ArrayBuffer);
}
