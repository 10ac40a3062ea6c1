/**
 * One life of the media path: a peer connection and all that counts with it, namely input sequence numbers, latency,
 * liveness and stats. It is made anew for every attempt.
 */
import {
  decodeFrameMetadata,
  decodeHostData,
  encodeFrameAck,
  encodeViewerData,
  NO_WISHES,
  RemoteViewError,
  type AckedFrame,
  type ChannelLabel,
  type FileRules,
  type LockRequest,
  type LogLine,
  type Millis,
  type PlainValue,
  type Quality,
  type RateInfo,
  type Resize,
  type SceneMessage,
  type SceneStatus,
  type SemanticAct,
  type SemanticData,
  type StatePatch,
  type VideoInfo,
} from '@remote-view/protocol';
import { InputEncoder, type KeySample, type Outgoing, type PointerSample, type WheelSample } from '../input/encoder.ts';
import type { InputSink } from '../input/capture.ts';
import type { GamepadSample } from '../input/gamepad-watch.ts';
import { LatencyMeter } from '../latency/latency-meter.ts';
import { ReportReader, type ReportEntry } from '../stats/report-reader.ts';
import type { MediaStats } from '../stats/stats.ts';
import type { PeerAudio } from '../audio/peer-audio.ts';
import { FileSender } from '../files/file-sender.ts';
import { FrameAcks } from './frame-acks.ts';
import { Liveness, PING_EVERY } from './liveness.ts';
import { Peer } from './peer.ts';

/** What the host says that concerns more than the link itself. */
export type HostNews =
  | SceneMessage
  | SceneStatus
  | VideoInfo
  | RateInfo
  | LockRequest
  | SemanticData
  | StatePatch
  | LogLine
  | FileRules;

export interface LinkHandlers {
  open(): void;
  data(data: HostNews): void;
  lost(error: RemoteViewError): void;
  /** A message was not understood, and ignored. */
  rejected(error: RemoteViewError): void;
}

export class Link implements InputSink {
  /** Names the peer connection towards the gateway. */
  readonly id: string;
  readonly latency = new LatencyMeter();
  readonly files = new FileSender(
    () => this.#peer.openFiles(),
    (error) => this.#handlers.rejected(error),
  );
  readonly #handlers: LinkHandlers;
  readonly #peer: Peer;
  readonly #encoder = new InputEncoder();
  readonly #acks = new FrameAcks();
  readonly #reader = new ReportReader();
  #liveness: Liveness | null = null;
  /** What the host knows of them. */
  #wishes: Quality = NO_WISHES;
  #pings = 0;
  #pingTimer: ReturnType<typeof setInterval> | undefined;
  #flushTimer: ReturnType<typeof setTimeout> | undefined;

  /** @throws RemoteViewError `unsupported-browser` or `sdp-no-h264` */
  constructor(id: string, handlers: LinkHandlers) {
    this.id = id;
    this.#handlers = handlers;
    this.#peer = new Peer({
      open: () => this.#opened(),
      data: (channel, bytes) => this.#receive(channel, bytes),
      lost: (error) => handlers.lost(error),
    });
  }

  get track(): MediaStreamTrack {
    return this.#peer.track;
  }

  get audio(): PeerAudio {
    return this.#peer.audio;
  }

  /** The host can be talked to. */
  get isOpen(): boolean {
    return this.#liveness !== null;
  }

  async offer(iceServers: readonly RTCIceServer[]): Promise<string> {
    return this.#peer.offer(iceServers);
  }

  async accept(answer: string): Promise<void> {
    return this.#peer.accept(answer);
  }

  pointer(sample: PointerSample): void {
    this.#emit(this.#encoder.pointer(sample, performance.now()));
  }

  cancel(sample: PointerSample): void {
    this.#emit(this.#encoder.cancel(sample, performance.now()));
  }

  presence(action: 'enter' | 'leave', sample: PointerSample): void {
    this.#emit(this.#encoder.presence(action, sample, performance.now()));
  }

  wheel(sample: WheelSample): void {
    this.#emit(this.#encoder.wheel(sample, performance.now()));
  }

  key(sample: KeySample): void {
    this.#emit(this.#encoder.key(sample, performance.now()));
  }

  focus(focused: boolean): void {
    this.#emit(this.#encoder.focus(focused, performance.now()));
  }

  gamepad(sample: GamepadSample): void {
    this.#emit(this.#encoder.gamepad(sample, performance.now()));
  }

  lock(locked: boolean, refused: string): void {
    this.#emit(this.#encoder.lock(locked, refused, performance.now()));
  }

  /** An item of the scene was used without a pointer. */
  act(act: Omit<SemanticAct, 'type' | 'seq'>): void {
    this.#emit(this.#encoder.act(act, performance.now()));
  }

  resize(size: Resize): void {
    this.#peer.send('events', encodeViewerData(size));
  }

  /** Tells the host what is wished for, unless it knows. */
  wish(quality: Quality): void {
    const { maxBitrate, preferred } = this.#wishes;
    if (quality.maxBitrate === maxBitrate && quality.preferred === preferred) return;
    if (this.#peer.send('events', encodeViewerData(quality))) this.#wishes = quality;
  }

  /**
   * @returns false where it could not be sent
   * @throws RemoteViewError for a payload that is too large or not JSON-like
   */
  message(payload: PlainValue): boolean {
    return this.#emit(this.#encoder.message(payload, performance.now()));
  }

  /** The browser presented a frame. */
  presented(metadata: VideoFrameCallbackMetadata): void {
    const { rtpTimestamp, presentationTime: presentedAt, receiveTime: receivedAt } = metadata;
    if (rtpTimestamp === undefined) return;
    // First of all: the host waits for it.
    if (receivedAt !== undefined) this.#acknowledge({ rtpTimestamp, receivedAt, presentedAt });
    const decode = (metadata.processingDuration ?? 0) * 1_000;
    this.latency.presented(rtpTimestamp, { presentedAt, receivedAt, decode });
  }

  async stats(): Promise<MediaStats> {
    const report = await this.#peer.report();
    return this.#reader.read(report.values() as Iterable<ReportEntry>, performance.now());
  }

  close(): void {
    clearInterval(this.#pingTimer);
    clearTimeout(this.#flushTimer);
    this.files.close();
    this.#peer.close();
  }

  #acknowledge(frame: AckedFrame): void {
    const frames = this.#acks.presented(frame, performance.now());
    if (frames !== null) this.#peer.send('frames', encodeFrameAck(frames));
  }

  #emit(outgoing: readonly Outgoing[]): boolean {
    let sent = true;
    for (const { channel, data, time } of outgoing) {
      if (this.#peer.send(channel, encodeViewerData(data))) this.latency.input(data.seq, time);
      else sent = false;
    }
    this.#scheduleFlush();
    return sent;
  }

  #scheduleFlush(): void {
    const due = this.#encoder.dueAt;
    clearTimeout(this.#flushTimer);
    if (due === null) return;
    const flush = (): void => void this.#emit(this.#encoder.flush(performance.now()));
    this.#flushTimer = setTimeout(flush, Math.max(0, due - performance.now()));
  }

  #opened(): void {
    this.#liveness = new Liveness(performance.now());
    this.#pingTimer = setInterval(() => this.#tick(performance.now()), PING_EVERY);
    this.#handlers.open();
  }

  #tick(now: Millis): void {
    this.#peer.send('events', encodeViewerData({ type: 'ping', token: this.#pings++ }));
    if (this.#liveness?.tick(now) === false) {
      clearInterval(this.#pingTimer);
      this.#handlers.lost(new RemoteViewError('peer-failed', 'The host has gone silent.'));
    }
  }

  #receive(channel: ChannelLabel, bytes: Uint8Array): void {
    this.#liveness?.heard(performance.now());
    try {
      if (channel === 'frames') return this.latency.described(decodeFrameMetadata(bytes));
      const data = decodeHostData(bytes);
      if (data.type !== 'pong') this.#handlers.data(data);
    } catch (thrown) {
      this.#handlers.rejected(RemoteViewError.from(thrown));
    }
  }
}
