/**
 * One viewer's media on its way: frames in, packets out when they are due, feedback in, rates out.
 *
 * Sans-IO and without a clock: a peer connection (viewer-peer.ts) and the benchmarks' virtual network drive it the same way.
 * Call `poll` when the time of `nextPoll` has come; what it returns leaves then, in that order. Ask `ready` before a frame is
 * made: one that the path has no room for is left out before it is encoded, since after that nothing may be missing.
 */
import type { Millis } from '@remote-view/protocol';
import type { CongestionController, RateDecision, SentPacket } from './congestion/controller.ts';
import { HeldNumbers } from './congestion/held-numbers.ts';
import { SentPackets } from './congestion/sent-packets.ts';
import { Pacer, type PacedPacket, type PacketClass } from './pacing/pacer.ts';
import { SentFrames } from './media-transport-frames.ts';
import { LossRepair } from './repair/loss-repair.ts';
import { FirSequence, type KeyFrameReason } from './rtcp/key-frame-throttle.ts';
import type { ReportBlock, RtcpItem } from './rtcp/parse.ts';
import { ReceiverStats } from './rtcp/receiver-stats.ts';
import { parseTransportCc } from './rtcp/transport-cc.ts';
import { TransportSequence, type RtpPacket } from './rtp/packet.ts';
import { Retransmitter } from './rtp/retransmitter.ts';
import { VideoSender, type SentTotals } from './rtp/video-sender.ts';
import type { NegotiatedVideo } from './sdp/negotiate.ts';

export interface MediaTransportOptions {
  readonly video: NegotiatedVideo;
  readonly controller: CongestionController;
  /** Whether the receiver is made to repeat its reports (held-numbers.ts); by default it is. Some controllers want all in order. */
  readonly repeatReports?: boolean;
  /** Random, 0-65535. */
  readonly firstSequenceNumbers: { readonly transport: number; readonly video: number; readonly rtx: number };
}

/** An encoded frame, in decoding order and without start codes. */
export interface MediaFrame {
  readonly number: number;
  readonly keyFrame: boolean;
  readonly nals: readonly Uint8Array[];
  /** 90 kHz, 32 bits. */
  readonly rtpTimestamp: number;
}

/** The viewer has this frame. */
export interface FrameAck {
  readonly rtpTimestamp: number;
  /** When its last packet came, on the viewer's clock. */
  readonly receivedAt: Millis;
}

const CLOCK_RATE = 90_000;
/** A path that says nothing for so long gets a frame now and then, to see whether it is there again. */
const LOST_AFTER: Millis = 500;
const TICK_EVERY: Millis = 25;
/** A viewer acks a frame at the next refresh of its screen; one more is margin. */
const ACKED_WITHIN: Millis = 34;
/** Without one for so long there are none. */
const ACKS_COME: Millis = 1_000;
/** Share of a frame interval that may still wait in the pacer when the next frame is made. */
const MAX_QUEUED: Millis = 12;

/** Bytes that may wait before anybody has told of anything. */
const MAX_UNHEARD = 1_048_576;

export class MediaTransport {
  readonly #controller: CongestionController;
  readonly #video: NegotiatedVideo;
  readonly #repeatReports: boolean;
  readonly #sender: VideoSender;
  readonly #retransmitter: Retransmitter;
  readonly #receiver: ReceiverStats;
  readonly #held = new HeldNumbers();
  #sequence: TransportSequence;
  readonly #sent: SentPackets;
  readonly #pacer: Pacer;
  readonly #fir = new FirSequence();
  readonly #frames = new SentFrames();
  readonly #finished: number[] = [];
  readonly #repair: LossRepair;
  /** For the next report, with which the viewer's own come. */
  readonly #wishes: KeyFrameReason[] = [];
  #tickedAt: Millis = -Infinity;
  #probed: RateDecision['probe'];
  #sentBytes = 0;
  #heard = false;
  /** The least that feedback took. */
  #quickest: Millis | undefined;
  #ackedAt: Millis = -Infinity;
  #rejectedFeedback = 0;

  constructor({ video, controller, firstSequenceNumbers, repeatReports = true }: MediaTransportOptions) {
    this.#controller = controller;
    this.#video = video;
    this.#repeatReports = repeatReports;
    this.#sender = new VideoSender({ video, firstSequenceNumber: firstSequenceNumbers.video });
    const { target, pacing } = controller.decision;
    this.#retransmitter = new Retransmitter({
      video,
      firstRtxSequenceNumber: firstSequenceNumbers.rtx,
      targetBitrate: target,
    });
    this.#repair = new LossRepair(this.#retransmitter);
    this.#receiver = new ReceiverStats(video.ssrc, CLOCK_RATE);
    this.#sequence = new TransportSequence(firstSequenceNumbers.transport);
    this.#sent = new SentPackets(firstSequenceNumbers.transport);
    this.#pacer = new Pacer(pacing);
  }

  get decision(): RateDecision {
    return this.#controller.decision;
  }

  /** Of the video stream, for its sender reports. */
  get totals(): SentTotals {
    return this.#sender.totals;
  }

  /** Reports of transport-wide feedback that did not add up. */
  get rejectedFeedback(): number {
    return this.#rejectedFeedback;
  }

  /** Whether the path has room for another frame. One that nobody has told of yet is given what it is sent. */
  ready(): boolean {
    const { pacing, window } = this.#controller.decision;
    const queued = this.#pacer.queuedBytes;
    if (!this.#heard) return queued < MAX_UNHEARD;
    if (queued > (pacing / 8_000) * MAX_QUEUED) return false;
    return !this.#hasFeedback() || this.#sent.bytesUnderway + queued < window;
  }

  /** @returns false for a frame that holds nothing to send */
  sendFrame(frame: MediaFrame): boolean {
    const packets = this.#sender.packetize(frame);
    if (packets.length === 0) return false;
    const { number, rtpTimestamp } = frame;
    if (frame.keyFrame) this.#repair.keyFrame();
    this.#frames.push({ number, rtpTimestamp, first: packets[0]!.sequenceNumber, packets: packets.length });
    this.#pacer.push('video', packets, number);
    this.#probe(number);
    return true;
  }

  /** Sound leaves before all else, and is not repeated. */
  sendAudio(packet: RtpPacket): void {
    this.#pacer.push('audio', [packet], undefined);
  }

  /** What the viewer says; returns its wishes for key frames. */
  receiveRtcp(items: readonly RtcpItem[], now: Millis): KeyFrameReason[] {
    const wishes: KeyFrameReason[] = this.#wishes.splice(0);
    for (const item of items) {
      switch (item.type) {
        case 'receiver-report':
        case 'sender-report':
          this.#received(item.reports, now);
          break;
        case 'remb':
          if (item.ssrcs.includes(this.#video.ssrc)) this.#controller.estimated(item.bitrate, now);
          this.#applyRates(now);
          break;
        case 'nack':
          if (item.mediaSsrc === this.#video.ssrc) {
            this.#sendAgain(this.#repair.requested(item.lost, now, this.#rtt));
          }
          break;
        case 'transport-cc':
          this.#feedback(item.feedback, now);
          break;
        case 'pli':
          wishes.push('pli');
          break;
        case 'fir':
          if (this.#fir.isNew(item.sequenceNumber)) wishes.push('fir');
          break;
        default:
          break;
      }
    }
    return wishes;
  }

  /** Acks of frames that were never sent, or are long gone, say nothing. */
  frameAck({ rtpTimestamp, receivedAt }: FrameAck, now: Millis): void {
    const frame = Number.isFinite(receivedAt) ? this.#frames.acked(rtpTimestamp) : undefined;
    if (frame === undefined) return;
    this.#heard = true;
    this.#ackedAt = now;
    this.#sent.acknowledgeUpTo(frame.lastSequence);
    this.#repair.shown((frame.first + frame.packets - 1) & 0xffff);
    const { number, sentBytes, firstSentAt, lastSentAt, repaired } = frame;
    this.#controller.frameReported({ frame: number, sentBytes, firstSentAt, lastSentAt, repaired, receivedAt }, now);
    this.#applyRates(now);
  }

  /** @param bitrate that the encoder could use at most, bits per second */
  setUseful(bitrate: number): void {
    this.#controller.setUseful(bitrate);
  }

  /** A sender report with this stamp leaves. */
  senderReportSent(compactNtp: number, now: Millis): void {
    this.#receiver.senderReportSent(compactNtp, now);
  }

  /** The packets that leave now. */
  poll(now: Millis): RtpPacket[] {
    if (now - this.#tickedAt >= TICK_EVERY) {
      this.#tickedAt = now;
      this.#sent.expire(now - LOST_AFTER);
      if (this.#hearsOfPackets()) this.#sendAgain(this.#repair.overdue(now, this.#rtt));
      else this.#repair.assumeArrived(now, this.#rtt);
      if (this.#repair.giveUp()) {
        this.#pacer.drop('retransmission');
        this.#wishes.push('drop');
      }
      this.#controller.tick(now);
      this.#applyRates(now);
    }
    const due = this.#pacer.poll(now);
    for (const paced of due) this.#leaves(paced, now);
    return due.map(({ packet }) => packet);
  }

  /** Frames whose last packet left since the last call. */
  takeFinished(): number[] {
    return this.#finished.splice(0);
  }

  /** Undefined while nothing waits and nothing is under way of which the receiver will tell. */
  nextPoll(): Millis | undefined {
    const underway = this.#hasFeedback() && this.#sent.bytesUnderway > 0;
    return this.#pacer.nextPoll() ?? (underway ? this.#tickedAt + TICK_EVERY : undefined);
  }

  #leaves({ packet, frame, kind }: PacedPacket, now: Millis): void {
    // Without a number nobody tells of it.
    if (kind === 'audio' && packet.transportCcAt < 0) return;
    const sent = this.#number(packet, frame, kind, now);
    this.#controller.sent(sent);
    this.#sentBytes += sent.bytes;
    if (kind !== 'video') return;
    this.#retransmitter.sent([packet], now);
    if (frame !== undefined && this.#frames.leaves(frame, this.#sent.newest, this.#sentBytes, now))
      this.#finished.push(frame);
  }

  /** In the order of leaving, but for repairs that make the receiver repeat itself (held-numbers.ts). */
  #number(packet: RtpPacket, frame: number | undefined, kind: PacketClass, now: Millis): SentPacket {
    const { bytes } = packet;
    // Sound is not repaired.
    const carries = kind === 'audio' ? undefined : packet.carries;
    const original = kind === 'video';
    const held = kind === 'retransmission' && this.#repeatReports ? this.#held.take(now) : undefined;
    if (held !== undefined) {
      new TransportSequence(this.#sent.wireNumber(held)).stamp(packet);
      return this.#sent.addHeld(held, { bytes: bytes.length, sentAt: now, frame, carries, original });
    }
    if (this.#held.isDue(now)) {
      const left = this.#sent.hold(now);
      this.#held.hold(left, now);
      this.#sequence = new TransportSequence(this.#sent.wireNumber(left + 1));
    }
    this.#sequence.stamp(packet);
    return this.#sent.add(bytes.length, now, frame, carries, original);
  }

  #sendAgain(packets: readonly RtpPacket[]): void {
    for (const { carries } of packets) this.#frames.sentAgain(carries);
    // Where the queue is full the receiver asks again.
    this.#pacer.push('retransmission', packets, undefined);
  }

  /**
   * The first frame that the viewer does not show, although it had the time to say so, and of which nobody says what is
   * missing: the request was lost, and the report as well.
   */
  #chase(now: Millis): void {
    const frame = this.#frames.oldest;
    const rtt = this.#rtt;
    if (frame === undefined || rtt === undefined || now - this.#ackedAt > ACKS_COME) return;
    if (frame.packetsLeft > 0 || now - frame.lastSentAt < rtt + ACKED_WITHIN) return;
    const untold = this.#sent.untold(frame.firstSequence, frame.lastSequence);
    this.#sendAgain(this.#repair.untold(untold, now, rtt));
  }

  #received(reports: readonly ReportBlock[], now: Millis): void {
    if (!this.#receiver.onReports(reports, now)) return;
    this.#heard = true;
    const { rtt, fractionLost } = this.#receiver.state;
    if (rtt !== undefined) this.#controller.roundTrip(rtt, now);
    this.#controller.lossReported(fractionLost, now);
    if (!this.#hearsOfPackets()) this.#repair.lossReported(fractionLost);
    this.#applyRates(now);
  }

  #feedback(bytes: Uint8Array, now: Millis): void {
    const feedback = parseTransportCc(bytes);
    if (feedback === undefined) {
      this.#rejectedFeedback += 1;
      return;
    }
    const reports = this.#sent.report(feedback);
    if (reports.length === 0) return;
    this.#heard = true;
    this.#quickest = Math.min(this.#quickest ?? Infinity, now - reports.at(-1)!.sentAt);
    this.#chase(now);
    this.#sendAgain(this.#repair.reported(reports, now, this.#rtt));
    this.#controller.feedback(reports, now);
    this.#applyRates(now);
  }

  /** Newest packets again, behind their frame: they lengthen its train, and heal what of them was lost. */
  #probe(frame: number): void {
    const { probe } = this.#controller.decision;
    if (probe === undefined || probe === this.#probed) return;
    this.#probed = probe;
    this.#pacer.push('probe', this.#retransmitter.duplicates(probe.bytes), frame);
  }

  #applyRates(now: Millis): void {
    const { target, pacing } = this.#controller.decision;
    this.#pacer.setRate(pacing);
    this.#retransmitter.setTargetBitrate(target, now);
    this.#repair.setBitrate(pacing);
  }

  /** Receiver reports come once a second; before the first one what the quickest feedback took is close enough. */
  get #rtt(): Millis | undefined {
    return this.#receiver.state.rtt ?? this.#quickest;
  }

  #hasFeedback(): boolean {
    return this.#video.transportCcId !== undefined;
  }

  /** Feedback that was negotiated may not come, and then says as little of what is lost as if it had not been. */
  #hearsOfPackets(): boolean {
    return this.#hasFeedback() && this.#controller.silent !== true;
  }
}
