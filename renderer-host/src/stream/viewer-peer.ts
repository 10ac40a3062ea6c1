/**
 * One viewer, however it is reached (`viewer-path.ts`): what it may say, what it is told, which frames it gets, and what each
 * of them means for the other viewers.
 */
import {
  encodeHostData,
  encodeViewerData,
  NO_WISHES,
  type ControlRequest,
  type Here,
  type RemoteViewError,
  type HostData,
  type Millis,
  type Preference,
  type Quality,
  type Right,
  type Role,
  type ViewerData,
} from '@remote-view/protocol';
import type { Grant } from '../access/grant.ts';
import type { SpokenPacket } from './audio/microphone-gate.ts';
import { hostNow } from '../host-clock.ts';
import type { FileToScene } from '../link/file-messages.ts';
import type { FileBudget } from './files/file-budget.ts';
import { ViewerFiles } from './files/viewer-files.ts';
import { FrameDescriptions } from './frame-descriptions.ts';
import { InputGate } from './input-gate.ts';
import { NewestFrame } from './newest-frame.ts';
import { PeerLiveness } from './peer-liveness.ts';
import { RateReport } from './rate-report.ts';
import type { KeyFrameReason } from './rtcp/key-frame-throttle.ts';
import type { AudioFrame } from './rtp/audio-sender.ts';
import type { StreamFrame } from './stream-frame.ts';
import type { OpenPath, PathChannel, ReportTimes, ViewerPath } from './viewer-path.ts';

/** Of a pong that answers nothing, and asks for a ping. */
const NOBODY_PINGED = 0;

export interface ViewerPeerOptions {
  /** Unique in this stream process. */
  readonly number: number;
  readonly grant: Grant;
  /** Bits per second that the encoder could use at most. */
  readonly usefulBitrate: number;
  /** Shared by all of the session. */
  readonly fileBudget: FileBudget;
  readonly openPath: OpenPath;
}

export interface ViewerPeerHandlers {
  /** Video can flow. */
  connected(): void;
  /** The `events` channel is open: what every viewer must know comes first on it. */
  eventsOpen(): void;
  input(channel: 'motion' | 'events', data: ViewerData, bytes: Uint8Array, receivedAt: Millis): void;
  /** Whether what it wishes of the picture counts. */
  shapesPicture(): boolean;
  /** It asks for control, gives it up, or says that somebody is there. */
  presence(data: ControlRequest | Here): void;
  /** A packet of its microphone. */
  spoken(packet: SpokenPacket): void;
  /** Something of a file; false where there is no scene that reads. */
  file(message: FileToScene, body?: Uint8Array): boolean;
  keyFrame(reason: KeyFrameReason): void;
  /** {@link ViewerPeer.target} or {@link ViewerPeer.ready} may be another. */
  rateChanged(): void;
  /** Once. Nothing follows. */
  closed(error: RemoteViewError | undefined): void;
  fault(error: RemoteViewError): void;
}

export class ViewerPeer {
  readonly number: number;
  readonly grant: Grant;
  readonly files: ViewerFiles;
  readonly #handlers: ViewerPeerHandlers;
  readonly #path: ViewerPath;
  readonly #gate: InputGate;
  readonly #descriptions: FrameDescriptions;
  readonly #newest = new NewestFrame();
  readonly #rateReport = new RateReport();
  readonly #liveness = new PeerLiveness(hostNow());
  #open = false;
  #closed = false;
  /** Nothing is sent before a key frame, and nothing after a gap but one. */
  #waitsForKeyFrame = true;
  #usefulBitrate: number;

  /** @throws RemoteViewError what opening the path throws */
  constructor(options: ViewerPeerOptions, handlers: ViewerPeerHandlers) {
    this.number = options.number;
    this.grant = options.grant;
    this.#gate = new InputGate(options.grant.rights);
    this.#handlers = handlers;
    this.#descriptions = new FrameDescriptions(options.number, (bytes) => this.#path.send('frames', bytes));
    this.files = new ViewerFiles(options.number, options.fileBudget, {
      toViewer: (bytes) => this.#path.send('files', bytes),
      toScene: (message, body) => handlers.file(message, body),
      misused: (error) => this.#end(error),
    });
    this.#usefulBitrate = options.usefulBitrate;
    this.#path = options.openPath({
      opened: () => this.#opened(),
      eventsOpen: () => this.#eventsOpen(),
      message: (channel, bytes) => this.#receive(channel, bytes),
      spoken: (packet) => {
        if (this.permits('microphone')) handlers.spoken(packet);
      },
      wish: (reason) => {
        if (reason !== 'pli' || !this.#newest.shown) handlers.keyFrame(reason);
      },
      gap: () => (this.#waitsForKeyFrame = true),
      left: (number, now) => this.#descriptions.left(number, now),
      changed: () => handlers.rateChanged(),
      closed: (error) => this.#end(error),
      fault: (error) => handlers.fault(error),
    });
    this.#path.setUseful(options.usefulBitrate);
  }

  /** Video can flow, or did. */
  get isConnected(): boolean {
    return this.#open || this.#closed;
  }

  /** As its token says; who can say nothing looks on. */
  get role(): Role {
    return this.#path.speaks ? this.grant.role : 'spectator';
  }

  /** Messages on the `events` channel reach it. */
  get listens(): boolean {
    return this.#path.listens;
  }

  /** Bits per second for the encoder, as far as this viewer is concerned. */
  get target(): number {
    return Math.min(this.#path.target, this.#wishes.maxBitrate ?? Infinity);
  }

  /** What it would rather keep where there is no room for all. */
  get preference(): Preference {
    return this.#wishes.preferred;
  }

  /** Whether its path has room for another frame; who sees nothing yet holds nobody up. */
  get ready(): boolean {
    return !this.#open || this.#waitsForKeyFrame || this.#path.ready();
  }

  /** Sends a frame with its description, unless this viewer waits for a key frame. */
  sendFrame(frame: StreamFrame): void {
    if (!this.#open || (this.#waitsForKeyFrame && !frame.keyFrame)) return;
    this.#waitsForKeyFrame = false;
    this.#newest.sent(frame.rtpTimestamp, hostNow());
    this.#descriptions.leaving(frame);
    this.#path.sendFrame(frame);
  }

  sendSound(frame: AudioFrame): void {
    if (this.#open) this.#path.sendSound(frame);
  }

  /**
   * Its path has no room, and it waits for no one: it goes on from a key frame once there is room again. Or what follows is
   * another picture.
   */
  skipFrame(): void {
    if (this.#open) this.#waitsForKeyFrame = true;
  }

  /** Frames up to now, from a key frame on: a picture at once for one who just came. */
  catchUp(frames: readonly StreamFrame[]): void {
    for (const frame of frames) this.sendFrame(frame);
  }

  /** Sends a message on the `events` channel; a viewer that does not read loses it. */
  send(data: HostData): void {
    this.sendEncoded(encodeHostData(data));
  }

  sendEncoded(bytes: Uint8Array): void {
    if (this.#path.listens) this.#path.send('events', bytes);
  }

  /** @param bitrate that the encoder could use at most, bits per second */
  setUsefulBitrate(bitrate: number): void {
    this.#usefulBitrate = bitrate;
    this.#path.setUseful(this.#useful());
  }

  /** Once a second: the sender report, and whether anybody is still there. */
  everySecond(now: Millis): void {
    const lost = this.#liveness.lost(now, this.#open);
    if (lost !== undefined) this.#end(lost);
    if (!this.#open) return;
    if (this.#liveness.isQuiet(now)) this.send({ type: 'pong', token: NOBODY_PINGED });
    if (this.#waitsForKeyFrame && this.#path.ready()) this.#handlers.keyFrame('drop');
    this.#tellRate();
  }

  /** Several times a second: what a silent viewer holds is let go. */
  letGoIfSilent(now: Millis): void {
    const rest = this.#open ? this.#gate.letGo(now) : undefined;
    if (rest !== undefined) this.#handlers.input('events', rest, encodeViewerData(rest), now);
  }

  #tellRate(): void {
    if (!this.listens) return;
    const viewer = this.#wishes.maxBitrate ?? Infinity;
    const bounds = { network: this.#path.target, viewer, scene: this.#usefulBitrate };
    const report = this.#rateReport.next(bounds);
    if (report !== undefined) this.send(report);
  }

  report(times: ReportTimes): void {
    this.#path.report(times);
  }

  /** Whether its token lets it do this. */
  permits(right: Right): boolean {
    return this.#gate.permits(right);
  }

  /** What was dropped since its token does not allow it. */
  get forbidden(): number {
    return this.#gate.counts.forbidden;
  }

  /** @param error why, where that is not its own wish */
  close(error?: RemoteViewError): void {
    this.#end(error);
  }

  #eventsOpen(): void {
    this.#liveness.heard(hostNow());
    this.#handlers.eventsOpen();
  }

  #opened(): void {
    if (this.#open || this.#closed) return;
    this.#open = true;
    this.#handlers.connected();
    if (this.#waitsForKeyFrame) this.#handlers.keyFrame('join');
  }

  #receive(channel: PathChannel, bytes: Uint8Array): void {
    this.#liveness.heard(hostNow());
    if (channel === 'frames') this.#receiveAck(bytes);
    else if (channel === 'files') this.files.receive(bytes);
    else this.#receiveData(bytes, channel);
  }

  #receiveData(bytes: Uint8Array, channel: 'motion' | 'events'): void {
    if (this.#closed) return;
    const receivedAt = hostNow();
    const result = this.#gate.take(bytes, channel, receivedAt);
    if (result.type === 'close') {
      this.#end(result.error);
      return;
    }
    if (result.type === 'drop') {
      if (result.reason === 'wish') this.#wished();
      return;
    }
    if (result.type === 'presence') this.#handlers.presence(result.data);
    else if (result.type === 'refresh') this.#refresh();
    else if (result.data.type === 'ping') this.send({ type: 'pong', token: result.data.token });
    else this.#handlers.input(channel, result.data, result.bytes, receivedAt);
  }

  /** A key frame, since what was lost may be long forgotten. */
  #refresh(): void {
    if (this.#newest.overdue(hostNow())) this.#handlers.keyFrame('refresh');
  }

  #receiveAck(bytes: Uint8Array): void {
    if (this.#closed) return;
    const now = hostNow();
    const result = this.#gate.takeAck(bytes, now);
    if (result.type === 'close') {
      this.#end(result.error);
      return;
    }
    if (result.type === 'drop') return;
    for (const frame of result.data) {
      this.#newest.acked(frame.rtpTimestamp, now);
      this.#path.frameAck(frame, now);
    }
  }

  #wished(): void {
    this.#path.setUseful(this.#useful());
    this.#handlers.rateChanged();
  }

  get #wishes(): Quality {
    return this.#handlers.shapesPicture() ? this.#gate.wishes : NO_WISHES;
  }

  /** What the encoder could use, within what the viewer wishes. */
  #useful(): number {
    return Math.min(this.#usefulBitrate, this.#wishes.maxBitrate ?? Infinity);
  }

  #end(error: RemoteViewError | undefined): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#open = false;
    this.files.close();
    this.#path.close();
    this.#handlers.closed(error);
  }
}
