/**
 * A viewer reached over the gateway's WebSocket: media, input and files as messages on one TCP connection, which this process
 * dials (a host needs no inbound port). What is under way is bounded by `relay-flow.ts`; what the system does not take
 * besides, by {@link MAX_BUFFERED}.
 */
import {
  MEDIA_SUBPROTOCOL,
  mediaRelay,
  parseJson,
  LIMITS,
  PROTOCOL_VERSION,
  RemoteViewError,
  type AckedFrame,
  type Millis,
} from '@remote-view/protocol';
import { WebSocket, type RawData } from 'ws';
import { hostNow } from '../../host-clock.ts';
import { TokenBucket } from '../../token-bucket.ts';
import { BITRATE } from '../peer-path.ts';
import type { AudioFrame } from '../rtp/audio-sender.ts';
import type { StreamFrame } from '../stream-frame.ts';
import type { PathChannel, ViewerPath, ViewerPathHandlers } from '../viewer-path.ts';
import { RelayFlow } from './relay-flow.ts';

export interface RelayPathOptions {
  /** `ws://…/v1/media` */
  readonly url: string;
  readonly ticket: string;
  /** The relay was closed before the viewer was there. */
  refused(error: RemoteViewError): void;
}

/** Bytes that may wait for the system to take them: a gateway that does not read gets nothing more of the channel. */
const MAX_BUFFERED = { events: 1_048_576, frames: 262_144, files: Infinity, video: 4_194_304, audio: 65_536 } as const;
const DIAL_WITHIN: Millis = 5_000;
/** Wishes for a key frame: each forgets what is under way. A viewer has one where a frame does not decode, and waits for it then. */
const NEW_STARTS = { burst: 20, perSecond: 4 };

export class RelayPath implements ViewerPath {
  readonly speaks = true;
  readonly #handlers: ViewerPathHandlers;
  readonly #socket: WebSocket;
  readonly #flow = new RelayFlow(BITRATE);
  readonly #newStarts = new TokenBucket(NEW_STARTS);
  readonly #refused: (error: RemoteViewError) => void;
  #open = false;
  #opened = false;
  #closed = false;

  constructor({ url, ticket, refused }: RelayPathOptions, handlers: ViewerPathHandlers) {
    this.#handlers = handlers;
    this.#refused = refused;
    const socket = new WebSocket(url, MEDIA_SUBPROTOCOL, {
      maxPayload: LIMITS.signalingBytes,
      perMessageDeflate: false,
      handshakeTimeout: DIAL_WITHIN,
    });
    this.#socket = socket;
    const greeting = { type: 'attach', version: PROTOCOL_VERSION, ticket };
    socket.on('open', () => socket.send(JSON.stringify(greeting)));
    socket.on('message', (data: RawData, isBinary) => this.#guard(() => this.#receive(data as Buffer, isBinary)));
    // An error is followed by `close`.
    socket.on('error', () => {});
    socket.on('close', () => this.#lost(new RemoteViewError('peer-failed', 'The relay closed.')));
  }

  get listens(): boolean {
    return this.#open;
  }

  get target(): number {
    return this.#flow.target;
  }

  ready(): boolean {
    return this.#flow.ready(hostNow());
  }

  sendFrame(frame: StreamFrame): void {
    if (!this.#open) return;
    if (!this.#takes('video') || !this.#flow.send(frame.rtpTimestamp, frame.bytes, hostNow())) {
      this.#handlers.gap();
      return;
    }
    for (const message of mediaRelay.encodeRelayedFrame(frame, frame.nals)) this.#socket.send(message);
    this.#handlers.left(frame.number, hostNow());
    this.#handlers.changed();
  }

  sendSound({ rtpTimestamp, payload }: AudioFrame): void {
    if (!this.#takes('audio')) return;
    this.#socket.send(mediaRelay.encodeRelayedSound({ rtpTimestamp, packet: payload }));
  }

  send(channel: Exclude<PathChannel, 'motion'>, bytes: Uint8Array): void {
    if (this.#takes(channel)) this.#socket.send(mediaRelay.encodeRelayMessage(channel, bytes));
  }

  frameAck(frame: AckedFrame, now: Millis): void {
    if (this.#flow.acked(frame, now)) this.#handlers.wish('drop');
    this.#handlers.changed();
  }

  setUseful(bitrate: number): void {
    this.#flow.setUseful(bitrate);
  }

  /** Nobody needs a sender report: picture and sound come in the order in which they were made. */
  report(): void {
    this.#flow.tick(hostNow());
    this.#handlers.changed();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#open = false;
    this.#socket.close(1000);
  }

  #takes(channel: keyof typeof MAX_BUFFERED): boolean {
    return this.#open && this.#socket.bufferedAmount <= MAX_BUFFERED[channel];
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (this.#closed) return;
    if (!isBinary)
      return this.#told(parseJson(mediaRelay.GatewayToMedia, data.toString('utf8'), LIMITS.signalingBytes));
    const { channel, payload } = mediaRelay.decodeRelayMessage(data);
    if (channel !== 'video' && channel !== 'audio') return this.#handlers.message(channel, payload);
    if (channel === 'audio' || payload.length > 0) {
      throw new RemoteViewError('malformed-message', `A viewer says nothing like this. [channel=${channel}]`);
    }
    this.#startAnew();
  }

  /** The viewer's decoder can make nothing of what is under way. */
  #startAnew(): void {
    if (!this.#newStarts.take(1, hostNow())) throw new RemoteViewError('rate-limited');
    this.#flow.forget();
    this.#handlers.gap();
    this.#handlers.wish('drop');
  }

  #told(message: mediaRelay.GatewayToMedia): void {
    if (message.type === 'error') return this.#lost(new RemoteViewError(message.code, message.message));
    if (this.#opened) return;
    this.#opened = true;
    this.#open = true;
    this.#handlers.eventsOpen();
    this.#handlers.opened();
  }

  #lost(error: RemoteViewError): void {
    this.#open = false;
    if (this.#closed) return;
    if (!this.#opened) this.#refused(error);
    this.#handlers.closed(error);
  }

  /** What a peer sent ends its own connection at most. */
  #guard(handle: () => void): void {
    try {
      handle();
    } catch (thrown) {
      const error = RemoteViewError.from(thrown);
      if (error.code === 'internal') this.#handlers.fault(error);
      this.#lost(error);
    }
  }
}
