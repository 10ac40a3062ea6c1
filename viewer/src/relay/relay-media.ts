/**
 * Media over the gateway's WebSocket: what a peer connection does, where there can be none. Frames are decoded here
 * (`frame-decoder.ts`) and painted into a canvas (`canvas-picture.ts`).
 *
 * Bound: what is sent above {@link MAX_BUFFERED} is dropped, on channels that may lose messages, or not taken.
 */
import {
  LIMITS,
  MEDIA_SUBPROTOCOL,
  mediaRelay,
  parseJson,
  PROTOCOL_VERSION,
  RemoteViewError,
  type ChannelLabel,
  type Millis,
} from '@remote-view/protocol';
import { closeSocket } from '../connection/close-socket.ts';
import type { MediaPath, MediaPathHandlers, MediaReply, MediaRequest } from '../connection/media-path.ts';
import { pauseAskedBy } from '../connection/reconnect-policy.ts';
import type { ReportEntry } from '../stats/report-reader.ts';
import { CanvasPicture } from './canvas-picture.ts';
import { FrameDecoder } from './frame-decoder.ts';
import { RelaySound } from './relay-sound.ts';
import { RelayFileChannel } from './relay-file-channel.ts';
import { assertWebCodecs } from './web-codecs.ts';

const MAX_BUFFERED: Readonly<Record<ChannelLabel, number>> = { motion: 8_192, events: 1_048_576, frames: 65_536 };
const RATE_WINDOW = 1_000;

export class RelayMedia implements MediaPath {
  readonly transport = 'websocket';
  readonly audio = null;
  readonly picture = new CanvasPicture();
  readonly #url: URL;
  readonly #handlers: MediaPathHandlers;
  readonly #frames = new mediaRelay.RelayedFrames();
  readonly #decoder: FrameDecoder;
  readonly #sound: RelaySound;
  #files: RelayFileChannel | null = null;
  #socket: WebSocket | null = null;
  #open = false;
  #closed = false;
  #bytes = 0;
  /** When frames came, within {@link RATE_WINDOW}. */
  #arrivals: number[] = [];

  /** @param url `wss://…/v1/media`. @throws RemoteViewError `unsupported-browser` */
  constructor(url: URL, handlers: MediaPathHandlers) {
    assertWebCodecs();
    this.#url = url;
    this.#handlers = handlers;
    this.#sound = new RelaySound((track) => handlers.sound(track));
    this.#decoder = new FrameDecoder({
      decoded: (frame) => {
        if (this.#closed) frame.image.close();
        else this.picture.show(frame);
      },
      wantsKeyFrame: () => this.#say('video', new Uint8Array()),
      failed: (error) => this.#lose(error),
    });
  }

  async request(): Promise<MediaRequest> {
    return { type: 'relay' };
  }

  async accept(reply: MediaReply): Promise<void> {
    if (reply.type !== 'relay' || this.#closed || this.#socket !== null) return;
    const socket = new WebSocket(this.#url, MEDIA_SUBPROTOCOL);
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    const greeting = { type: 'attach', version: PROTOCOL_VERSION, ticket: reply.ticket };
    socket.addEventListener('open', () => this.#closed || socket.send(JSON.stringify(greeting)));
    socket.addEventListener('message', ({ data }) => this.#receive(data));
    socket.addEventListener('close', ({ code }) => {
      this.#lose(new RemoteViewError('peer-failed', 'The media socket closed.', { context: pauseAskedBy(code) }));
    });
  }

  send(label: ChannelLabel, bytes: Uint8Array<ArrayBuffer>): boolean {
    if (!this.#open || (this.#socket?.bufferedAmount ?? 0) > MAX_BUFFERED[label]) return false;
    this.#say(label, bytes);
    return true;
  }

  openFiles(): RelayFileChannel {
    this.#files?.close();
    this.#files = new RelayFileChannel((bytes) => this.#say('files', bytes));
    return this.#files;
  }

  async report(roundTrip: Millis | null): Promise<Iterable<ReportEntry>> {
    const { canvas, replaced } = this.picture;
    const { decoded, dropped } = this.#decoder.counts;
    this.#forgetArrivals();
    return [
      { id: 'transport', type: 'transport', selectedCandidatePairId: 'path' },
      { id: 'path', type: 'candidate-pair', currentRoundTripTime: roundTrip === null ? null : roundTrip / 1_000 },
      { id: 'codec', type: 'codec', mimeType: 'video/H264' },
      {
        ...{ id: 'video', type: 'inbound-rtp', kind: 'video', codecId: 'codec', bytesReceived: this.#bytes },
        ...{ framesPerSecond: this.#arrivals.length, framesDecoded: decoded, framesDropped: dropped + replaced },
        ...(canvas.width > 0 && { frameWidth: canvas.width, frameHeight: canvas.height }),
      },
    ];
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#open = false;
    this.#files?.close();
    this.#decoder.close();
    this.#sound.close();
    this.picture.close();
    if (this.#socket !== null) closeSocket(this.#socket);
  }

  #say(channel: mediaRelay.RelayChannel, bytes: Uint8Array): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(mediaRelay.encodeRelayMessage(channel, bytes));
  }

  #receive(data: unknown): void {
    if (this.#closed) return;
    try {
      if (data instanceof ArrayBuffer) this.#relayed(new Uint8Array(data));
      else this.#told(parseJson(mediaRelay.GatewayToMedia, String(data), LIMITS.signalingBytes));
    } catch (thrown) {
      this.#handlers.rejected(RemoteViewError.from(thrown));
    }
  }

  #told(message: mediaRelay.GatewayToMedia): void {
    if (message.type === 'error') return this.#lose(new RemoteViewError(message.code, message.message));
    if (this.#open) return;
    this.#open = true;
    this.#handlers.open();
  }

  #relayed(bytes: Uint8Array<ArrayBuffer>): void {
    const { channel, payload } = mediaRelay.decodeRelayMessage(bytes);
    switch (channel) {
      case 'video':
        return this.#video(payload);
      case 'files':
        return this.#files?.receive(bytes.subarray(1));
      case 'audio':
        return this.#sound.take(payload);
      case 'motion':
      case 'events':
      case 'frames':
        return this.#handlers.data(channel, payload);
      default:
        channel satisfies never;
    }
  }

  #video(payload: Uint8Array): void {
    this.#bytes += payload.length;
    const frame = this.#frames.take(payload);
    if (frame === undefined) return;
    const now = performance.now();
    this.#arrivals.push(now);
    this.#forgetArrivals();
    this.#decoder.take(frame, now);
  }

  #forgetArrivals(): void {
    const since = performance.now() - RATE_WINDOW;
    this.#arrivals = this.#arrivals.filter((at) => at > since);
  }

  #lose(error: RemoteViewError): void {
    if (!this.#closed) this.#handlers.lost(error);
  }
}
