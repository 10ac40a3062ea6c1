/**
 * What a congestion controller is told, and what it decides: the seam between the transport, which sends and hears, and
 * whoever works out how much the path holds. All of it is pure: every call carries the time.
 *
 * Times of the receiver are on its own clock, whose zero nobody knows: only their differences mean anything.
 */
import type { Millis } from '@remote-view/protocol';

/** A packet as it left. */
export interface SentPacket {
  /** Transport-wide, unwrapped: 0, 1, 2, ... in the order of leaving. */
  readonly sequence: number;
  /** Of the whole RTP packet. */
  readonly bytes: number;
  readonly sentAt: Millis;
  /** The frame that it belongs to; undefined for retransmissions, probes and audio. */
  readonly frame: number | undefined;
}

/** What the receiver said about one packet. */
export interface PacketReport extends SentPacket {
  /** On the receiver's clock; undefined where the packet has not arrived. It may arrive later, and is reported again. */
  readonly receivedAt: Millis | undefined;
}

/** A frame that the viewer has, by its own word, which comes sooner than transport-wide feedback. */
export interface FrameReport {
  readonly frame: number;
  /** All bytes that had left with its last packet, from the beginning: two frames' difference is what came between them. */
  readonly sentBytes: number;
  readonly firstSentAt: Millis;
  readonly lastSentAt: Millis;
  /** Some of it was sent again: when it was complete says nothing about queues. */
  readonly repaired: boolean;
  /** When its last packet came, on the viewer's clock, which is another one than that of {@link PacketReport}. */
  readonly receivedAt: Millis;
}

export interface RateDecision {
  /** Bits per second for the encoder. */
  readonly target: number;
  /** Bits per second at which packets leave. */
  readonly pacing: number;
  /** Bytes that may be under way; a frame beyond them is better not made. */
  readonly window: number;
  /** Packets of no use but to find out what the path holds, to be sent now behind a frame. */
  readonly probe: { readonly bytes: number; readonly pacing: number } | undefined;
}

/** Bits per second. */
export interface RateRange {
  /** Before anything is known. */
  readonly start: number;
  readonly min: number;
  readonly max: number;
}

export interface CongestionController {
  readonly decision: RateDecision;
  /**
   * Nobody tells of single packets, although they leave: what is known comes from receiver reports alone. A controller that
   * knows no such state leaves it out.
   */
  readonly silent?: boolean;
  sent(packet: SentPacket): void;
  /** One report of transport-wide feedback, in order of sequence. */
  feedback(reports: readonly PacketReport[], now: Millis): void;
  frameReported(report: FrameReport, now: Millis): void;
  /** A round-trip time was measured. */
  roundTrip(rtt: Millis, now: Millis): void;
  /** A receiver report. @param share of packets lost since the one before, 0..1 */
  lossReported(share: number, now: Millis): void;
  /** What the receiver believes that the path holds (REMB), bits per second. */
  estimated(bitrate: number, now: Millis): void;
  /** How many bits per second the encoder could use: there is no point in finding out whether the path holds more. */
  setUseful(bitrate: number): void;
  /** Time goes by; called at least every 25 ms while anything is under way. */
  tick(now: Millis): void;
}
