/**
 * One life of a media path and all that counts with it, namely input sequence numbers, latency,
 * liveness and stats. It is made anew for every attempt.
 */
import {
  decodeFrameMetadata,
  decodeHostData,
  encodeFrameAck,
  encodeBesideInput,
  NO_WISHES,
  RemoteViewError,
  type AckedFrame,
  type AfkNotice,
  type Caption,
  type VoiceWish,
  type ChannelLabel,
  type ControlInfo,
  type ControlRequest,
  type Here,
  type FileRules,
  type LockRequest,
  type LogLine,
  type Millis,
  type PagePreferences,
  type PlainValue,
  type Quality,
  type RateInfo,
  type Resize,
  type Rumble,
  type Rumbled,
  type SceneMessage,
  type SceneStatus,
  type SceneClipboard,
  type SemanticAct,
  type SemanticData,
  type StatePatch,
  type TextFieldRequest,
  type TouchLayout,
  type VideoInfo,
} from '@remote-view/protocol';
import type {
  InputEncoder,
  ClipboardSample,
  KeySample,
  Outgoing,
  PointerSample,
  SensorReading,
  TextSample,
  WheelSample,
} from '../input/encoder.ts';
import type { InputSink } from '../input/capture.ts';
import type { GamepadSample } from '../input/gamepad-watch.ts';
import { LatencyMeter } from '../latency/latency-meter.ts';
import type { ReportEntry } from '../stats/report-reader.ts';
import type { FileLink } from '../files/file-transfers.ts';
import { LazyPart } from '../lazy-part.ts';
import { FrameAcks } from './frame-acks.ts';
import { Liveness, PING_EVERY, PING_OVERDUE } from './liveness.ts';
import type {
  FileChannel,
  MediaPath,
  MediaPathHandlers,
  MediaReply,
  MediaRequest,
  PathAudio,
  PresentedFrame,
  TransportName,
} from './media-path.ts';

/** What the host says that concerns more than the link itself. */
export type HostNews =
  | SceneMessage
  | SceneStatus
  | VideoInfo
  | RateInfo
  | LockRequest
  | SemanticData
  | StatePatch
  | Caption
  | VoiceWish
  | LogLine
  | FileRules
  | TextFieldRequest
  | SceneClipboard
  | Rumble
  | TouchLayout
  | ControlInfo
  | AfkNotice;

/** Who captures the input says where it cannot be fetched: it is the same part. */
const inputPart = new LazyPart(
  () => import('../input/input.ts'),
  () => {},
);

export interface LinkHandlers {
  open(): void;
  data(data: HostNews): void;
  sound(track: MediaStreamTrack): void;
  lost(error: RemoteViewError): void;
  /** A message was not understood, and ignored. */
  rejected(error: RemoteViewError): void;
}

export class Link implements InputSink, FileLink {
  /** Names the path towards the gateway. */
  readonly id: string;
  readonly latency = new LatencyMeter();
  readonly #handlers: LinkHandlers;
  readonly #path: MediaPath;
  /** Null: it is on its way, and so is the path. */
  #encoder: InputEncoder | null = null;
  readonly #acks = new FrameAcks();
  #liveness: Liveness | null = null;
  /** What the host knows of them. */
  #wishes: Quality = NO_WISHES;
  #pings = 0;
  #pingedAt: Millis = 0;
  /** Of the newest ping that was answered before the next. */
  #trip: Millis | null = null;
  #pingTimer: ReturnType<typeof setInterval> | undefined;
  #flushTimer: ReturnType<typeof setTimeout> | undefined;

  /** @throws RemoteViewError what opening the path throws: `unsupported-browser`, `sdp-no-h264` */
  constructor(id: string, handlers: LinkHandlers, openPath: (handlers: MediaPathHandlers) => MediaPath) {
    this.id = id;
    this.#handlers = handlers;
    inputPart.use((part) => (this.#encoder = new part.InputEncoder()));
    this.#path = openPath({
      open: () => this.#opened(),
      data: (channel, bytes) => this.#receive(channel, bytes),
      sound: (track) => handlers.sound(track),
      lost: (error) => handlers.lost(error),
      rejected: (error) => handlers.rejected(error),
    });
  }

  get transport(): TransportName {
    return this.#path.transport;
  }

  get picture(): MediaPath['picture'] {
    return this.#path.picture;
  }

  get audio(): PathAudio | null {
    return this.#path.audio;
  }

  /** The host can be talked to. */
  get isOpen(): boolean {
    return this.#liveness !== null && this.#encoder !== null;
  }

  async request(iceServers: readonly RTCIceServer[]): Promise<MediaRequest> {
    return this.#path.request(iceServers);
  }

  async accept(reply: MediaReply): Promise<void> {
    return this.#path.accept(reply);
  }

  pointer(sample: PointerSample): void {
    this.#say((encoder, now) => encoder.pointer(sample, now));
  }

  cancel(sample: PointerSample): void {
    this.#say((encoder, now) => encoder.cancel(sample, now));
  }

  presence(action: 'enter' | 'leave', sample: PointerSample): void {
    this.#say((encoder, now) => encoder.presence(action, sample, now));
  }

  wheel(sample: WheelSample): void {
    this.#say((encoder, now) => encoder.wheel(sample, now));
  }

  key(sample: KeySample): void {
    this.#say((encoder, now) => encoder.key(sample, now));
  }

  focus(focused: boolean): void {
    this.#say((encoder, now) => encoder.focus(focused, now));
  }

  gamepad(sample: GamepadSample): void {
    this.#say((encoder, now) => encoder.gamepad(sample, now));
  }

  lock(locked: boolean, refused: string): void {
    this.#say((encoder, now) => encoder.lock(locked, refused, now));
  }

  /** How the device is held or moved. */
  sensor(reading: SensorReading): void {
    this.#say((encoder, now) => encoder.sensor(reading, now));
  }

  /** How an effect on a gamepad ended. */
  rumbled(answer: Rumbled): void {
    this.#path.send('events', encodeBesideInput(answer));
  }

  text(edit: TextSample): void {
    this.#say((encoder, now) => encoder.text(edit, now));
  }

  clipboard(piece: ClipboardSample): void {
    this.#say((encoder, now) => encoder.clipboard(piece, now));
  }

  /** An item of the scene was used without a pointer. */
  act(act: Omit<SemanticAct, 'type' | 'seq'>): void {
    this.#say((encoder, now) => encoder.act(act, now));
  }

  resize(size: Resize): void {
    this.#path.send('events', encodeBesideInput(size));
  }

  /** The page may have missed the newest picture. */
  refresh(): void {
    this.#path.send('events', encodeBesideInput({ type: 'refresh' }));
  }

  /** How the user of this page wants to see things. */
  prefer(preferences: PagePreferences): void {
    this.#path.send('events', encodeBesideInput(preferences));
  }

  /** Tells the host what is wished for, unless it knows. */
  wish(quality: Quality): void {
    const { maxBitrate, preferred } = this.#wishes;
    if (quality.maxBitrate === maxBitrate && quality.preferred === preferred) return;
    if (this.#path.send('events', encodeBesideInput(quality))) this.#wishes = quality;
  }

  /** For the host itself. @returns false where it could not be sent */
  tell(data: ControlRequest | Here): boolean {
    return this.#path.send('events', encodeBesideInput(data));
  }

  /** Something says that the path may have broken: it has less time now to show that it has not. */
  doubt(): void {
    if (this.#liveness === null) return;
    this.#liveness.doubt(performance.now());
    this.#tick(performance.now());
  }

  /**
   * @returns false where it could not be sent
   * @throws RemoteViewError for a payload that is too large or not JSON-like
   */
  message(payload: PlainValue): boolean {
    return this.#say((encoder, now) => encoder.message(payload, now));
  }

  /** The browser presented a frame. */
  presented(metadata: PresentedFrame): void {
    const { rtpTimestamp, presentationTime: presentedAt, receiveTime: receivedAt } = metadata;
    if (rtpTimestamp === undefined) return;
    // First of all: the host waits for it.
    if (receivedAt !== undefined) this.#acknowledge({ rtpTimestamp, receivedAt, presentedAt });
    const decode = (metadata.processingDuration ?? 0) * 1_000;
    this.latency.presented(rtpTimestamp, { presentedAt, receivedAt, decode, count: metadata.presentedFrames });
  }

  openFiles(): FileChannel {
    return this.#path.openFiles();
  }

  rejected(error: RemoteViewError): void {
    this.#handlers.rejected(error);
  }

  /** What the browser says of the media path, read in `stats/report-reader.ts`. */
  async report(): Promise<Iterable<ReportEntry>> {
    return this.#path.report(this.#trip);
  }

  close(): void {
    clearInterval(this.#pingTimer);
    clearTimeout(this.#flushTimer);
    this.#path.close();
  }

  #acknowledge(frame: AckedFrame): void {
    const frames = this.#acks.presented(frame, performance.now());
    if (frames !== null) this.#path.send('frames', encodeFrameAck(frames));
  }

  /** @returns false where something could not be sent */
  #say(encode: (encoder: InputEncoder, now: Millis) => readonly Outgoing[]): boolean {
    const part = inputPart.loaded;
    if (this.#encoder === null || part === null) return false;
    let sent = true;
    for (const { channel, data, time } of encode(this.#encoder, performance.now())) {
      if (!this.#path.send(channel, part.encodeInput(data))) sent = false;
      // What is said once more happened earlier.
      else if (data.type !== 'inputState') this.latency.input(data.seq, time);
    }
    this.#scheduleFlush();
    return sent;
  }

  #scheduleFlush(): void {
    const due = this.#encoder?.dueAt ?? null;
    clearTimeout(this.#flushTimer);
    if (due === null) return;
    const flush = (): void => void this.#say((encoder, now) => encoder.flush(now));
    this.#flushTimer = setTimeout(flush, Math.max(0, due - performance.now()));
  }

  #opened(): void {
    this.#liveness = new Liveness(performance.now());
    this.#pingTimer = setInterval(() => this.#tick(performance.now()), PING_EVERY);
    this.#handlers.open();
  }

  #ping(now: Millis): void {
    this.#pingedAt = now;
    this.#path.send('events', encodeBesideInput({ type: 'ping', token: ++this.#pings }));
    this.#say((encoder) => encoder.state(now));
  }

  #tick(now: Millis): void {
    this.#ping(now);
    if (this.#liveness?.tick(now) === false) {
      clearInterval(this.#pingTimer);
      this.#handlers.lost(new RemoteViewError('peer-failed', 'The host has gone silent.'));
    }
  }

  #receive(channel: ChannelLabel, bytes: Uint8Array): void {
    const now = performance.now();
    this.#liveness?.heard(now);
    if (this.#liveness !== null && now - this.#pingedAt >= PING_OVERDUE) this.#ping(now);
    try {
      if (channel === 'frames') return this.latency.described(decodeFrameMetadata(bytes));
      const data = decodeHostData(bytes);
      if (data.type !== 'pong') this.#handlers.data(data);
      else if (data.token === this.#pings) this.#trip = now - this.#pingedAt;
    } catch (thrown) {
      this.#handlers.rejected(RemoteViewError.from(thrown));
    }
  }
}
