/**
 * One viewer's peer connection: negotiated once, then video out, input in.
 *
 * The viewer offers. Its SDP never reaches libdatachannel: a clean offer is written from what was parsed. Of its
 * candidates only ports are used, with the address from which it speaks to the gateway (`sdp/candidates.ts`), so nothing
 * that a viewer writes makes the host send a packet to anybody else; from anywhere else it becomes known by its own
 * connectivity checks (a peer-reflexive candidate, RFC 8445 section 7.3.1.3). The rebuilt offer says `setup:active`:
 * browsers repeat a lost ClientHello after 50 ms, libdatachannel after a second.
 *
 * `setLocalDescription` in a wrong state aborts the process, so the order of calls is fixed in the constructor.
 */
import {
  CHANNELS,
  encodeFrameMetadata,
  encodeHostData,
  RemoteViewError,
  type HostData,
  type Millis,
  type Preference,
  type RateInfo,
  type ViewerData,
} from '@remote-view/protocol';
import { randomInt } from 'node:crypto';
import { isIP } from 'node:net';
import nodeDataChannel, { type DataChannel, type PeerConnection, type Track } from 'node-datachannel';
import type { StreamSettings } from '../agent/child-messages.ts';
import { hostNow } from '../host-clock.ts';
import { FrameTrainController } from './congestion/frame-train-controller.ts';
import { InputGate } from './input-gate.ts';
import { MediaTransport } from './media-transport.ts';
import { buildSdes, buildSenderReport, compactNtp, compound } from './rtcp/build.ts';
import type { KeyFrameReason } from './rtcp/key-frame-throttle.ts';
import { parseRtcp } from './rtcp/parse.ts';
import { bindChannel, bindPeerConnection, DROP_ALL } from './safe-callbacks.ts';
import { buildAnswer, readLocalTransport } from './sdp/answer.ts';
import { candidatesToCheck } from './sdp/candidates.ts';
import { negotiateVideo, type NegotiatedVideo } from './sdp/negotiate.ts';
import { parseOffer, type ParsedOffer } from './sdp/offer.ts';
import { rebuildOffer } from './sdp/rebuild.ts';
import { sendBytes } from './send-bytes.ts';
import { isWorthTelling } from './shared-rate.ts';
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
}

export interface ViewerPeerHandlers {
  answer(sdp: string): void;
  /** Video can flow. */
  connected(): void;
  /** The `events` channel is open: what every viewer must know comes first on it. */
  eventsOpen(): void;
  input(channel: 'motion' | 'events', data: ViewerData, bytes: Uint8Array, receivedAt: Millis): void;
  keyFrame(reason: KeyFrameReason): void;
  /** {@link ViewerPeer.target} or {@link ViewerPeer.ready} may be another. */
  rateChanged(): void;
  /** Once. Nothing follows. */
  closed(error: RemoteViewError | undefined): void;
  fault(error: RemoteViewError): void;
}

/** Answers without a transport after this long mean that nobody came. */
const CONNECT_WITHIN: Millis = 15_000;
/** A viewer pings every 500 ms; one that is silent for so long is gone, whatever ICE thinks. */
const SILENT_AFTER: Millis = 5_000;
/** Bytes that may wait on a data channel: a viewer that does not read gets nothing more. */
const MAX_BUFFERED_EVENTS = 1_048_576;
const MAX_BUFFERED_FRAMES = 16_384;
/** Bits per second: before anything is known, and the bounds of what is asked of the encoder. */
const START_BITRATE = 3e6;
const MIN_BITRATE = 150e3;
const MAX_BITRATE = 50e6;
/** Frames in the pacer: those that a joining viewer gets at once, and a few; the scene is held up long before. */
const MAX_LEAVING = 64;
const CNAME = 'remote-view';

export class ViewerPeer {
  readonly number: number;
  readonly #handlers: ViewerPeerHandlers;
  readonly #connection: PeerConnection;
  readonly #track: Track;
  readonly #video: NegotiatedVideo;
  readonly #transport: MediaTransport;
  readonly #gate = new InputGate();
  readonly #openedAt = hostNow();
  #events: DataChannel | undefined;
  #frames: DataChannel | undefined;
  #heardAt: Millis | undefined;
  #open = false;
  #closed = false;
  #answered = false;
  /** Nothing is sent before a key frame, and nothing after a gap but one. */
  #waitsForKeyFrame = true;
  /** Frames whose packets have not all left. */
  readonly #leaving: StreamFrame[] = [];
  #timer: NodeJS.Timeout | undefined;
  #usefulBitrate: number;
  #toldRate: RateInfo | undefined;
  #newestInput = 0;

  /** @throws RemoteViewError `sdp-invalid`, `sdp-no-h264` */
  constructor(options: ViewerPeerOptions, handlers: ViewerPeerHandlers) {
    this.number = options.number;
    this.#handlers = handlers;
    const offer = parseOffer(options.offer);
    const ssrc = randomInt(1, 2 ** 31);
    this.#video = negotiateVideo(offer, options.profileLevelId, { ssrc, rtxSsrc: ssrc + 1 });
    const video = this.#video;
    this.#transport = new MediaTransport({
      video,
      controller: new FrameTrainController({ start: START_BITRATE, min: MIN_BITRATE, max: MAX_BITRATE }),
      firstSequenceNumbers: { transport: randomInt(65_536), video: randomInt(65_536), rtx: randomInt(65_536) },
    });
    this.#usefulBitrate = options.usefulBitrate;
    this.#transport.setUseful(options.usefulBitrate);
    this.#connection = createConnection(options.settings);
    try {
      this.#track = this.#negotiate(
        offer,
        isIP(options.address) === 0 ? [] : candidatesToCheck(offer.candidates, options.address),
      );
    } catch (thrown) {
      // Nobody holds this peer yet: what is open by now would stay open.
      this.#closed = true;
      this.#connection.close();
      throw thrown;
    }
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
    this.#leaving.push(frame);
    if (this.#leaving.length > MAX_LEAVING) this.#leaving.shift();
    this.#pump();
  }

  /** Its path has no room, and it waits for no one: it goes on from a key frame once there is room again. */
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
    if (!this.#open) {
      if (now - this.#openedAt > CONNECT_WITHIN) this.#end(new RemoteViewError('connect-timeout'));
      return;
    }
    if (this.#heardAt !== undefined && now - this.#heardAt > SILENT_AFTER) {
      this.#end(new RemoteViewError('peer-failed', 'The viewer fell silent.'));
    } else if (this.#waitsForKeyFrame && this.#transport.ready()) {
      this.#handlers.keyFrame('drop');
    }
    this.#tellRate();
  }

  /** For the page's statistics: what its picture is held to, and by what; only where that is another than it knows. */
  #tellRate(): void {
    if (!this.listens) return;
    const target = Math.round(Math.min(this.target, this.#usefulBitrate));
    const wished = this.#gate.wishes.maxBitrate ?? Infinity;
    const limitedBy = target >= wished ? 'viewer' : target >= this.#usefulBitrate ? 'scene' : 'network';
    const told = this.#toldRate;
    if (limitedBy === told?.limitedBy && !isWorthTelling(target, told.target)) return;
    this.#toldRate = { type: 'rate', target, limitedBy };
    this.send(this.#toldRate);
  }

  /** @param rtpTimestamp of the very moment of the call */
  sendReport(wallClockMs: number, rtpTimestamp: number): void {
    if (!this.#open) return;
    const { ssrc } = this.#video;
    const report = buildSenderReport({ ssrc, wallClockMs, rtpTimestamp, ...this.#transport.totals });
    this.#transport.senderReportSent(compactNtp(wallClockMs), hostNow());
    sendBytes(this.#track, compound([report, buildSdes([ssrc], CNAME)]));
  }

  close(): void {
    this.#end(undefined);
  }

  #negotiate(offer: ParsedOffer, candidates: readonly string[]): Track {
    const fault = (error: RemoteViewError): void => this.#handlers.fault(error);
    const connection = this.#connection;
    bindPeerConnection(
      connection,
      {
        stateChange: (state) => {
          if (state === 'failed' || state === 'closed' || state === 'disconnected') {
            this.#end(new RemoteViewError('peer-failed', `The peer connection ${state}.`));
          }
        },
        gatheringComplete: () => this.#answer(offer),
        dataChannel: (channel) => this.#adopt(channel),
      },
      fault,
    );
    const video = new nodeDataChannel.Video(this.#video.mid, 'SendOnly');
    video.addH264Codec(this.#video.payloadType);
    video.addSSRC(this.#video.ssrc, CNAME, CNAME, 'video');
    const track = connection.addTrack(video);
    bindChannel(
      track,
      {
        open: () => this.#opened(),
        message: (bytes) => this.#receiveRtcp(bytes),
        closed: () => this.#end(new RemoteViewError('peer-failed', 'The video track closed.')),
      },
      fault,
    );
    // Whoever offers `passive` wants the host to be the client; everybody else is made one.
    const setup = offer.setup === 'passive' ? 'passive' : 'active';
    connection.setRemoteDescription(rebuildOffer(offer, this.#video, setup, candidates), 'offer');
    if (connection.signalingState() !== 'have-remote-offer') {
      throw new RemoteViewError('sdp-invalid', 'The offer was not accepted.');
    }
    connection.setLocalDescription('answer');
    return track;
  }

  #answer(offer: ParsedOffer): void {
    const local = this.#connection.localDescription();
    if (this.#answered || this.#closed || local === null) return;
    this.#answered = true;
    const ids = { cname: CNAME, streamId: CNAME, trackId: 'video' };
    this.#handlers.answer(buildAnswer(offer, this.#video, readLocalTransport(local.sdp), ids));
  }

  #adopt(channel: DataChannel): void {
    const label = channel.getLabel();
    const fault = (error: RemoteViewError): void => this.#handlers.fault(error);
    if (label === CHANNELS.frames.label) {
      this.#frames = channel;
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
    } else {
      bindChannel(channel, DROP_ALL, fault);
      channel.close();
    }
  }

  #channelOpen(channel: DataChannel, label: string): void {
    if (label !== CHANNELS.events.label || this.#events !== undefined) return;
    this.#events = channel;
    this.#heardAt = hostNow();
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
    this.#heardAt = receivedAt;
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
    for (const frame of result.data) this.#transport.frameAck(frame, now);
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
    for (const wish of this.#transport.receiveRtcp(parseRtcp(bytes).items, hostNow())) this.#handlers.keyFrame(wish);
    this.#pump();
  }

  /** Lets packets leave that are due, and comes back when the next ones are. */
  #pump(): void {
    if (!this.#open) return;
    const now = hostNow();
    const packets = this.#transport.poll(now);
    if (!packets.every((packet) => sendBytes(this.#track, packet.bytes))) {
      // What was not sent leaves a gap that NACKs could only fill late: start again from a key frame.
      this.#waitsForKeyFrame = true;
      this.#handlers.keyFrame('drop');
    }
    for (const number of this.#transport.takeFinished()) {
      const index = this.#leaving.findIndex((frame) => frame.number === number);
      const [frame] = this.#leaving.splice(0, index + 1).slice(-1);
      if (frame !== undefined) this.#describe(frame, now);
    }
    this.#handlers.rateChanged();
    const next = this.#transport.nextPoll();
    clearTimeout(this.#timer);
    if (next !== undefined) this.#timer = setTimeout(() => this.#pump(), Math.max(1, Math.floor(next - now)));
  }

  #describe(frame: StreamFrame, sentAt: Millis): void {
    const frames = this.#frames;
    if (frames?.isOpen() !== true || frames.bufferedAmount() > MAX_BUFFERED_FRAMES) return;
    const input = frame.inputs.get(this.number);
    const isNew = input !== undefined && input.seq !== this.#newestInput;
    if (input !== undefined) this.#newestInput = input.seq;
    const wait = isNew ? Math.max(0, frame.startedAt - input.receivedAt) : 0;
    const stages = [wait, ...frame.stages, Math.max(0, sentAt - frame.receivedAt)];
    sendBytes(
      frames,
      encodeFrameMetadata({
        rtpTimestamp: frame.rtpTimestamp,
        frame: frame.number,
        inputSeq: this.#newestInput,
        keyFrame: frame.keyFrame,
        bytes: frame.bytes,
        stages: stages.map((ms) => Math.round(ms * 1_000)),
      }),
    );
  }

  #end(error: RemoteViewError | undefined): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#open = false;
    clearTimeout(this.#timer);
    this.#connection.close();
    this.#handlers.closed(error);
  }
}

function createConnection(settings: StreamSettings): PeerConnection {
  return new nodeDataChannel.PeerConnection('viewer', {
    iceServers: [],
    disableAutoNegotiation: true,
    ...(settings.bindAddress === undefined ? {} : { bindAddress: settings.bindAddress }),
    ...(settings.portRange === undefined
      ? {}
      : { portRangeBegin: settings.portRange.begin, portRangeEnd: settings.portRange.end }),
  });
}
