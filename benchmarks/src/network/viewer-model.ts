/**
 * A Chromium viewer of our stream, as far as the network can tell: frames with a playout delay of 0, NACK, PLI, receiver reports,
 * transport-wide feedback, and acks of frames where our own viewer runs in it.
 *
 * Sans-IO: packets in, messages out. The viewer's clock is another one than the host's by {@link CLOCK_OFFSET}, so that nobody
 * compares the two by mistake.
 */
import type { Millis } from '@remote-view/protocol';
import type { FrameAck, NegotiatedVideo, RtcpItem } from '@remote-view/renderer-host/transport';
import { ArrivalReports, feedbackInterval } from './arrival-reports.ts';
import { FrameAcks } from './frame-acks.ts';
import { FrameAssembly, type DecodableFrame } from './frame-assembly.ts';
import { NackRequester } from './nack-requester.ts';
import { readRtp, Unwrapper } from './rtp-reader.ts';

/** What goes back to the host; `bytes` on the wire. */
export type ViewerMessage =
  | { readonly type: 'rtcp'; readonly items: readonly RtcpItem[]; readonly bytes: number }
  | { readonly type: 'acks'; readonly acks: readonly FrameAck[]; readonly bytes: number };

export interface ViewerOptions {
  readonly video: NegotiatedVideo;
  /** Whether frames are acked: our element does, other WHEP players do not. */
  readonly acks: boolean;
  /** Of the screen's refresh and of the timers, ms. */
  readonly phase: Millis;
}

export interface Received {
  readonly messages: readonly ViewerMessage[];
  /** Frames that can be decoded now, in order. */
  readonly frames: readonly DecodableFrame[];
  /** Whether the packet was video that had not come before. */
  readonly isNew: boolean;
}

const CLOCK_OFFSET: Millis = 7_654_321.25;
/** libwebrtc's waits: for a first key frame, and for any frame after that. */
const MAX_WAIT_FOR_KEY_FRAME: Millis = 200;
const MAX_WAIT_FOR_FRAME: Millis = 3_000;
const REPORT_EVERY: Millis = 1_000;
const RTCP_BYTES = { header: 12, nackEntry: 4, report: 32 } as const;
/** An unreliable message under SCTP, DTLS and UDP. */
const ACK_BYTES = 100;

export class ViewerModel {
  readonly #options: ViewerOptions;
  readonly #unwrapper = new Unwrapper();
  readonly #assembly = new FrameAssembly();
  readonly #nack = new NackRequester();
  readonly #arrivals = new ArrivalReports();
  readonly #acks: FrameAcks;
  #feedbackAt: Millis;
  #reportAt: Millis;
  #frameBy: Millis;
  #hasFrame = false;
  #newest = -1;
  #packets = 0;
  #before = { newest: -1, packets: 0 };
  #senderReport: { readonly stamp: number; readonly at: Millis } | undefined;
  #keyFrameRequests = 0;

  constructor(options: ViewerOptions) {
    this.#options = options;
    this.#acks = new FrameAcks(options.phase);
    this.#feedbackAt = options.phase + feedbackInterval();
    this.#reportAt = options.phase + REPORT_EVERY;
    this.#frameBy = MAX_WAIT_FOR_KEY_FRAME;
  }

  get keyFrameRequests(): number {
    return this.#keyFrameRequests;
  }

  /** When to call {@link poll}. */
  get nextAt(): Millis {
    return Math.min(
      this.#feedbackAt,
      this.#reportAt,
      this.#frameBy,
      this.#nack.nextAt ?? Infinity,
      this.#acks.nextAt ?? Infinity,
    );
  }

  senderReport(stamp: number, now: Millis): void {
    this.#senderReport = { stamp, at: now };
  }

  receive(bytes: Uint8Array, now: Millis): Received {
    const { video } = this.#options;
    const packet = readRtp(bytes, video.rtxSsrc, video.transportCcId);
    if (packet.transportSequence !== undefined) this.#arrivals.received(packet.transportSequence, now + CLOCK_OFFSET);
    if (packet.sequenceNumber === undefined) return { messages: [], frames: [], isNew: false };
    const sequence = this.#unwrapper.unwrap(packet.sequenceNumber);
    if (!packet.retransmitted) this.#packets += 1;
    const messages: ViewerMessage[] = [];
    const { ask, lost } = this.#nack.received(sequence, packet.retransmitted, now);
    if (ask.length > 0) messages.push(this.#nackMessage(ask));
    if (lost) messages.push(this.#keyFrameRequest());
    this.#newest = Math.max(this.#newest, sequence);
    const before = this.#assembly.size;
    const frames = this.#assembly.insert(sequence, packet, now);
    for (const frame of frames) this.#decoded(frame, now);
    return { messages, frames, isNew: frames.length > 0 || this.#assembly.size > before };
  }

  poll(now: Millis): ViewerMessage[] {
    const messages: ViewerMessage[] = [];
    const ask = this.#nack.poll(now);
    if (ask.length > 0) messages.push(this.#nackMessage(ask));
    if (now >= this.#feedbackAt) {
      this.#feedbackAt = now + feedbackInterval();
      const feedback = this.#arrivals.report(now + CLOCK_OFFSET);
      if (feedback !== undefined) messages.push(this.#rtcp({ type: 'transport-cc', feedback }, feedback.length));
    }
    if (now >= this.#reportAt) {
      this.#reportAt = now + REPORT_EVERY;
      messages.push(this.#receiverReport(now));
    }
    if (now >= this.#frameBy) {
      this.#frameBy = now + (this.#hasFrame ? MAX_WAIT_FOR_FRAME : MAX_WAIT_FOR_KEY_FRAME);
      messages.push(this.#keyFrameRequest());
    }
    const acks = this.#acks.poll(now);
    if (acks !== undefined) messages.push({ type: 'acks', acks, bytes: ACK_BYTES });
    return messages;
  }

  #decoded({ timestamp, completeAt, lastSequence }: DecodableFrame, now: Millis): void {
    this.#hasFrame = true;
    this.#frameBy = now + MAX_WAIT_FOR_FRAME;
    this.#nack.dropBefore(lastSequence + 1);
    if (!this.#options.acks) return;
    this.#acks.decoded({ rtpTimestamp: timestamp, receivedAt: completeAt + CLOCK_OFFSET }, now);
  }

  #nackMessage(lost: number[]): ViewerMessage {
    const wire = lost.map((sequence) => sequence & 0xffff);
    return this.#rtcp({ type: 'nack', lost: wire }, wire.length * RTCP_BYTES.nackEntry);
  }

  #keyFrameRequest(): ViewerMessage {
    this.#keyFrameRequests += 1;
    return this.#rtcp({ type: 'pli' }, 0);
  }

  /** RFC 3550 section 6.4.1, of what came on the video stream itself. */
  #receiverReport(now: Millis): ViewerMessage {
    const expected = this.#newest - this.#before.newest;
    const lost = Math.max(0, expected - (this.#packets - this.#before.packets));
    this.#before = { newest: this.#newest, packets: this.#packets };
    const report = {
      ...{ ssrc: this.#options.video.ssrc, highestSequenceNumber: Math.max(0, this.#newest) >>> 0, jitter: 0 },
      ...{ fractionLost: expected > 0 ? Math.floor((lost * 256) / (expected + 1)) : 0, cumulativeLost: 0 },
      lastSenderReport: this.#senderReport?.stamp ?? 0,
      delaySinceLastSenderReport: Math.round(((now - (this.#senderReport?.at ?? now)) * 65_536) / 1_000),
    };
    const items: RtcpItem[] = [{ type: 'receiver-report', ssrc: 1, reports: [report] }];
    return { type: 'rtcp', items, bytes: RTCP_BYTES.report };
  }

  #rtcp(
    item:
      | { readonly type: 'transport-cc'; readonly feedback: Uint8Array }
      | { readonly type: 'nack'; readonly lost: readonly number[] }
      | { readonly type: 'pli' },
    bodyBytes: number,
  ): ViewerMessage {
    const items: RtcpItem[] = [{ ...item, mediaSsrc: this.#options.video.ssrc }];
    return { type: 'rtcp', items, bytes: RTCP_BYTES.header + bodyBytes };
  }
}
