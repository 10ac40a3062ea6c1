/**
 * One viewer: its negotiated connection (`peer-link.ts`) and its media's way (`media-transport.ts`), put together: video
 * out, input in, and what each of them means for the other viewers. Everything that waits here is bounded where it waits.
 */
import {
  CHANNELS,
  encodeHostData,
  FILES_CHANNEL,
  type RemoteViewError,
  type HostData,
  type Millis,
  type Preference,
  type ViewerData,
} from '@remote-view/protocol';
import { randomInt } from 'node:crypto';
import type { DataChannel, Track } from 'node-datachannel';
import type { StreamSettings } from '../agent/child-messages.ts';
import type { SpokenPacket } from './audio/microphone-gate.ts';
import { PeerSound } from './audio/peer-sound.ts';
import { hostNow } from '../host-clock.ts';
import type { FileToScene } from '../link/file-messages.ts';
import { FrameTrainController } from './congestion/frame-train-controller.ts';
import type { FileBudget } from './files/file-budget.ts';
import { ViewerFiles } from './files/viewer-files.ts';
import { FrameDescriptions } from './frame-descriptions.ts';
import { InputGate } from './input-gate.ts';
import { MediaTransport } from './media-transport.ts';
import { NewestFrame } from './newest-frame.ts';
import { PeerLiveness } from './peer-liveness.ts';
import { CNAME, openPeerLink, type PeerLink } from './peer-link.ts';
import { RateReport } from './rate-report.ts';
import { buildSdes, buildSenderReport, compactNtp, compound } from './rtcp/build.ts';
import type { KeyFrameReason } from './rtcp/key-frame-throttle.ts';
import { parseRtcp } from './rtcp/parse.ts';
import { bindChannel, DROP_ALL } from './safe-callbacks.ts';
import type { AudioFrame } from './rtp/audio-sender.ts';
import { negotiateAudio } from './sdp/audio.ts';
import { negotiateVideo, type NegotiatedVideo } from './sdp/negotiate.ts';
import { parseOffer } from './sdp/offer.ts';
import { sendBytes } from './send-bytes.ts';
import type { StreamFrame } from './stream-frame.ts';

export interface ViewerPeerOptions {
  /** Unique in this stream process. */
  readonly number: number;
  readonly offer: string;
  /** IP address of the viewer's signaling socket. */
  readonly address: string;
  /** Of the encoder's real SPS. */
  readonly profileLevelId: string;
  /** Bits per second that the encoder could use at most. */
  readonly usefulBitrate: number;
  readonly settings: StreamSettings;
  /** Shared by all of the session. */
  readonly fileBudget: FileBudget;
}

export interface ViewerPeerHandlers {
  answer(sdp: string): void;
  /** Video can flow. */
  connected(): void;
  /** The `events` channel is open: what every viewer must know comes first on it. */
  eventsOpen(): void;
  input(channel: 'motion' | 'events', data: ViewerData, bytes: Uint8Array, receivedAt: Millis): void;
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

/** Bytes that may wait on the `events` channel: a viewer that does not read gets nothing more. */
const MAX_BUFFERED_EVENTS = 1_048_576;
/** Bits per second: before anything is known, and the bounds of what is asked of the encoder. */
const START_BITRATE = 3e6;
const MIN_BITRATE = 150e3;
const MAX_BITRATE = 50e6;

export class ViewerPeer {
  readonly number: number;
  readonly files: ViewerFiles;
  readonly #handlers: ViewerPeerHandlers;
  readonly #link: PeerLink;
  readonly #video: NegotiatedVideo;
  readonly #transport: MediaTransport;
  /** Undefined where the viewer wants no sound. */
  readonly #sound: PeerSound | undefined;
  readonly #gate = new InputGate();
  readonly #descriptions: FrameDescriptions;
  readonly #newest = new NewestFrame();
  readonly #rateReport = new RateReport();
  readonly #liveness = new PeerLiveness(hostNow());
  #events: DataChannel | undefined;
  #open = false;
  #closed = false;
  /** Nothing is sent before a key frame, and nothing after a gap but one. */
  #waitsForKeyFrame = true;
  #timer: NodeJS.Timeout | undefined;
  #usefulBitrate: number;

  /** @throws RemoteViewError `sdp-invalid`, `sdp-no-h264` */
  constructor(options: ViewerPeerOptions, handlers: ViewerPeerHandlers) {
    this.number = options.number;
    this.#handlers = handlers;
    this.#descriptions = new FrameDescriptions(options.number);
    this.files = new ViewerFiles(options.number, options.fileBudget, {
      toScene: (message, body) => handlers.file(message, body),
      misused: (error) => this.#end(error),
      fault: (error) => handlers.fault(error),
    });
    const offer = parseOffer(options.offer);
    const ssrc = randomInt(1, 2 ** 31);
    const video = negotiateVideo(offer, options.profileLevelId, { ssrc, rtxSsrc: ssrc + 1 });
    this.#video = video;
    this.#transport = new MediaTransport({
      video,
      controller: new FrameTrainController({ start: START_BITRATE, min: MIN_BITRATE, max: MAX_BITRATE }),
      firstSequenceNumbers: { transport: randomInt(65_536), video: randomInt(65_536), rtx: randomInt(65_536) },
    });
    // Other streams' SSRCs are the two that follow the first.
    const audio = offer.audio && negotiateAudio(offer.audio, ssrc + 2);
    this.#sound = audio && new PeerSound(audio);
    this.#usefulBitrate = options.usefulBitrate;
    this.#transport.setUseful(options.usefulBitrate);
    this.#link = openPeerLink(
      { offer, video, audio, address: options.address, settings: options.settings },
      {
        answer: (sdp) => {
          if (!this.#closed) handlers.answer(sdp);
        },
        opened: () => this.#opened(),
        rtcp: (bytes) => this.#receiveRtcp(bytes),
        spoken: (bytes) => this.#receiveSpoken(bytes),
        dataChannel: (channel) => this.#adopt(channel),
        closed: (error) => this.#end(error),
        fault: (error) => handlers.fault(error),
      },
    );
  }

  /** Messages on the `events` channel reach it. */
  get listens(): boolean {
    return this.#events?.isOpen() === true;
  }

  /** Bits per second for the encoder, as far as this viewer is concerned. */
  get target(): number {
    return Math.min(this.#transport.decision.target, this.#gate.wishes.maxBitrate ?? Infinity);
  }

  /** What it would rather keep where there is no room for all. */
  get preference(): Preference {
    return this.#gate.wishes.preferred;
  }

  /** Whether its path has room for another frame; who sees nothing yet holds nobody up. */
  get ready(): boolean {
    return !this.#open || this.#waitsForKeyFrame || this.#transport.ready();
  }

  /** Sends a frame with its description, unless this viewer waits for a key frame. */
  sendFrame(frame: StreamFrame): void {
    if (!this.#open || (this.#waitsForKeyFrame && !frame.keyFrame)) return;
    this.#waitsForKeyFrame = false;
    if (!this.#transport.sendFrame(frame)) return;
    this.#newest.sent(frame.rtpTimestamp);
    this.#descriptions.leaving(frame);
    this.#pump();
  }

  /** Sound waits for nothing: the pacer lets it leave before all else. */
  sendSound(frame: AudioFrame): void {
    if (!this.#open || this.#sound === undefined) return;
    this.#transport.sendAudio(this.#sound.packetize(frame));
    this.#pump();
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
    const events = this.#events;
    if (events?.isOpen() === true && events.bufferedAmount() < MAX_BUFFERED_EVENTS) sendBytes(events, bytes);
  }

  /** @param bitrate that the encoder could use at most, bits per second */
  setUsefulBitrate(bitrate: number): void {
    this.#usefulBitrate = bitrate;
    this.#transport.setUseful(this.#useful());
  }

  /** Once a second: the sender report, and whether anybody is still there. */
  everySecond(now: Millis): void {
    const lost = this.#liveness.lost(now, this.#open);
    if (lost !== undefined) this.#end(lost);
    if (!this.#open) return;
    if (this.#waitsForKeyFrame && this.#transport.ready()) this.#handlers.keyFrame('drop');
    this.#tellRate();
  }

  #tellRate(): void {
    if (!this.listens) return;
    const viewer = this.#gate.wishes.maxBitrate ?? Infinity;
    const bounds = { network: this.#transport.decision.target, viewer, scene: this.#usefulBitrate };
    const report = this.#rateReport.next(bounds);
    if (report !== undefined) this.send(report);
  }

  /** Both timestamps are of the very moment of the call. */
  sendReport(wallClockMs: number, rtpTimestamp: number, soundTimestamp: number): void {
    if (!this.#open) return;
    const { ssrc } = this.#video;
    const report = buildSenderReport({ ssrc, wallClockMs, rtpTimestamp, ...this.#transport.totals });
    this.#transport.senderReportSent(compactNtp(wallClockMs), hostNow());
    sendBytes(this.#link.track, compound([report, buildSdes([ssrc], CNAME)]));
    const soundReport = this.#sound?.report(wallClockMs, soundTimestamp, CNAME);
    if (soundReport !== undefined) this.#sendOn(this.#link.soundTrack, soundReport);
  }

  close(): void {
    this.#end(undefined);
  }

  #adopt(channel: DataChannel): void {
    const label = channel.getLabel();
    const fault = (error: RemoteViewError): void => this.#handlers.fault(error);
    if (label === CHANNELS.frames.label) {
      this.#descriptions.use(channel);
      bindChannel(channel, { open: () => {}, message: (bytes) => this.#receiveAck(bytes), closed: () => {} }, fault);
    } else if (label === CHANNELS.motion.label || label === CHANNELS.events.label) {
      bindChannel(
        channel,
        {
          open: () => this.#channelOpen(channel, label),
          message: (bytes) => this.#receiveData(bytes, label),
          closed: () => {},
        },
        fault,
      );
      if (channel.isOpen()) this.#channelOpen(channel, label);
    } else if (label === FILES_CHANNEL.label) {
      this.files.adopt(channel);
    } else {
      bindChannel(channel, DROP_ALL, fault);
      channel.close();
    }
  }

  #channelOpen(channel: DataChannel, label: string): void {
    if (label !== CHANNELS.events.label || this.#events !== undefined) return;
    this.#events = channel;
    this.#liveness.heard(hostNow());
    this.#handlers.eventsOpen();
  }

  #opened(): void {
    if (this.#open || this.#closed) return;
    this.#open = true;
    this.#handlers.connected();
    if (this.#waitsForKeyFrame) this.#handlers.keyFrame('join');
  }

  #receiveData(bytes: Uint8Array, channel: 'motion' | 'events'): void {
    if (this.#closed) return;
    const receivedAt = hostNow();
    const result = this.#gate.take(bytes, channel, receivedAt);
    if (result.type === 'close') {
      this.#end(result.error);
      return;
    }
    this.#liveness.heard(receivedAt);
    if (result.type === 'drop') {
      if (result.reason === 'wish') this.#wished();
      return;
    }
    if (result.data.type === 'ping') this.send({ type: 'pong', token: result.data.token });
    else this.#handlers.input(channel, result.data, bytes, receivedAt);
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
      this.#newest.acked(frame.rtpTimestamp);
      this.#transport.frameAck(frame, now);
    }
    this.#pump();
  }

  #wished(): void {
    this.#transport.setUseful(this.#useful());
    this.#handlers.rateChanged();
  }

  /** What the encoder could use, within what the viewer wishes. */
  #useful(): number {
    return Math.min(this.#usefulBitrate, this.#gate.wishes.maxBitrate ?? Infinity);
  }

  #receiveRtcp(bytes: Uint8Array): void {
    if (this.#closed) return;
    for (const wish of this.#transport.receiveRtcp(parseRtcp(bytes).items, hostNow())) {
      if (wish !== 'pli' || !this.#newest.shown) this.#handlers.keyFrame(wish);
    }
    this.#pump();
  }

  /** Lets packets leave that are due, and comes back when the next ones are. */
  #pump(): void {
    if (!this.#open) return;
    const now = hostNow();
    const packets = this.#transport.poll(now);
    const lost = packets.filter(({ ssrc, bytes }) => !this.#sendOn(this.#trackOf(ssrc), bytes));
    if (lost.some(({ ssrc }) => ssrc !== this.#sound?.ssrc)) {
      // What was not sent leaves a gap that NACKs could only fill late: start again from a key frame.
      this.#waitsForKeyFrame = true;
      this.#handlers.keyFrame('drop');
    }
    for (const number of this.#transport.takeFinished()) this.#descriptions.left(number, now);
    this.#handlers.rateChanged();
    const next = this.#transport.nextPoll();
    clearTimeout(this.#timer);
    if (next !== undefined) this.#timer = setTimeout(() => this.#pump(), Math.max(1, Math.floor(next - now)));
  }

  #receiveSpoken(bytes: Uint8Array): void {
    const packet = this.#closed ? undefined : this.#sound?.spoken(bytes, hostNow());
    if (packet !== undefined) this.#handlers.spoken(packet);
  }

  #trackOf(ssrc: number): Track | undefined {
    return ssrc === this.#sound?.ssrc ? this.#link.soundTrack : this.#link.track;
  }

  #sendOn(track: Track | undefined, bytes: Uint8Array): boolean {
    return track !== undefined && sendBytes(track, bytes);
  }

  #end(error: RemoteViewError | undefined): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#open = false;
    clearTimeout(this.#timer);
    this.files.close();
    this.#link.connection.close();
    this.#handlers.closed(error);
  }
}
