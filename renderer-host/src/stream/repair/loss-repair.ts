/**
 * What is sent again, when and how often.
 *
 * A browser asks for a packet at once when a later one comes, and after that by a timer that has never heard of the round trip
 * (100 ms in Chromium, whose receiver measures none); its requests get lost as well. Transport-wide feedback says the same
 * by itself every 50 ms, of packets that were sent again too. So both are listened to: the first request is answered at
 * once, and what is lost again is sent again without being asked for.
 *
 * Where packets overtake each other the browser's first request is premature: if most of what it asked for turns out to have
 * arrived, only the feedback and a second request count.
 *
 * Pure, and bounded by what it is made of: missing-packets.ts, retransmitter.ts, and the packets that reports may name.
 */
import type { Millis } from '@remote-view/protocol';
import type { CarriedReport } from '../congestion/sent-packets.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import type { Retransmitter } from '../rtp/retransmitter.ts';
import { MissingPackets } from './missing-packets.ts';

/** What left so long before a packet that arrived would have arrived, too. */
const REORDERING: Millis = 15;
/** Reports come every 50 ms. */
const REPORTED_WITHIN: Millis = 60;
/** Browsers ask again after 100 ms, and look for that every 20. */
const ASKED_AGAIN_WITHIN: Millis = 150;
/** How fast the share of lost packets is learned: over some two hundred of them. */
const LOSS_GAIN = 0.005;
/** How fast it is learned whether requests are premature: over some ten. */
const OVERTAKEN_GAIN = 0.1;
/** Share of lost packets of which every copy may be lost: at 10 Mbit/s and 10 % loss one in a minute or two. */
const RESIDUAL_LOSS = 1e-4;
const MAX_COPIES = 4;

export class LossRepair {
  readonly #retransmitter: Retransmitter;
  readonly #missing = new MissingPackets();
  /** Not arrived by the last report, but too new to be lost. By transport-wide number. */
  readonly #suspects = new Map<number, CarriedReport>();
  /** Share of packets lost, lately. */
  #loss = 0;
  /** Share of the requested packets that had only been overtaken. */
  #overtaken = 0;

  constructor(retransmitter: Retransmitter) {
    this.#retransmitter = retransmitter;
  }

  /** @param bitrate at which packets leave, bits per second */
  setBitrate(bitrate: number): void {
    this.#missing.setBitrate(bitrate);
  }

  /** The viewer asks for these. @returns what to send now */
  requested(numbers: readonly number[], now: Millis, roundTrip: Millis | undefined): RtpPacket[] {
    const believed = numbers.filter((number) => this.#overtaken < 0.5 || this.#missing.has(number));
    for (const number of numbers) {
      if (this.#retransmitter.knows(number, now)) this.#missing.missed(number, now, roundTrip ?? 0);
    }
    return this.#sendAgain(believed, now, roundTrip);
  }

  /** One report of transport-wide feedback, in order of sequence. @returns what to send now */
  reported(reports: readonly CarriedReport[], now: Millis, roundTrip: Millis | undefined): RtpPacket[] {
    let newest = -Infinity;
    for (const report of reports) {
      const { sequence, carries, sentAt, receivedAt, original } = report;
      if (receivedAt !== undefined) {
        this.#suspects.delete(sequence);
        newest = Math.max(newest, sentAt);
        if (carries !== undefined) this.#arrived(carries, original);
      } else if (carries !== undefined) this.#suspects.set(sequence, report);
    }
    const lost: number[] = [];
    for (const { sequence, carries, sentAt, original } of this.#suspects.values()) {
      if (carries === undefined || newest - sentAt < REORDERING) continue;
      this.#suspects.delete(sequence);
      if (this.#isLost(carries, original, now)) lost.push(carries);
    }
    for (const number of lost) this.#missing.missed(number, now, roundTrip ?? 0);
    return this.#sendAgain(lost, now, roundTrip);
  }

  /** What was sent again, and neither arrived nor lost by a report that should have come: the report was lost. */
  overdue(now: Millis, roundTrip: Millis | undefined): RtpPacket[] {
    if (roundTrip === undefined) return [];
    return this.#sendAgain(this.#missing.overdue(now - roundTrip - REPORTED_WITHIN), now, roundTrip);
  }

  /** Where no report comes of what was sent again: a viewer that does not ask for it once more has it. */
  assumeArrived(now: Millis, roundTrip: Millis | undefined): void {
    const before = now - (roundTrip ?? 0) - ASKED_AGAIN_WITHIN;
    for (const number of this.#missing.overdue(before)) this.#missing.arrived(number);
  }

  /** Where there are no reports but one a second. @param share of packets lost since the last one, 0..1 */
  lossReported(share: number): void {
    this.#loss = share;
  }

  /** Nobody says whether these arrived, and the viewer cannot show their frame. */
  untold(numbers: readonly number[], now: Millis, roundTrip: Millis): RtpPacket[] {
    const fresh = numbers.filter(
      (number) => !this.#missing.has(number) && !this.#retransmitter.hasRepeated(number, now),
    );
    for (const number of fresh) this.#missing.missed(number, now, roundTrip);
    return this.#sendCopies(fresh, 1, now, roundTrip);
  }

  /** The viewer could show the frame that ends with this packet. */
  shown(lastNumber: number): void {
    this.#missing.arrivedUpTo(lastNumber);
  }

  /** A key frame leaves. */
  keyFrame(): void {
    this.#missing.keyFrame();
  }

  /** Once: only a key frame helps. */
  giveUp(): boolean {
    return this.#missing.giveUp();
  }

  #arrived(number: number, original: boolean): void {
    this.#loss -= this.#loss * LOSS_GAIN;
    if (original && this.#missing.has(number)) this.#overtaken += (1 - this.#overtaken) * OVERTAKEN_GAIN;
    this.#missing.arrived(number);
  }

  /** Whether it has to be sent again. */
  #isLost(number: number, original: boolean, now: Millis): boolean {
    this.#loss += (1 - this.#loss) * LOSS_GAIN;
    if (!original) return this.#missing.copyLost(number);
    this.#overtaken -= this.#overtaken * OVERTAKEN_GAIN;
    // Of what was sent again the verdict on that counts.
    return !this.#retransmitter.hasRepeated(number, now);
  }

  /** What was lost twice is late already: it gets all the copies that the path asks for, the first repair half as many. */
  #sendAgain(numbers: readonly number[], now: Millis, roundTrip: Millis | undefined): RtpPacket[] {
    const copies = Math.ceil(Math.log(RESIDUAL_LOSS) / Math.log(this.#loss));
    const most = Math.max(1, Math.min(MAX_COPIES, copies));
    const again = numbers.filter((number) => this.#retransmitter.hasRepeated(number, now));
    const first = numbers.filter((number) => !this.#retransmitter.hasRepeated(number, now));
    return [
      ...this.#sendCopies(again, most, now, roundTrip),
      ...this.#sendCopies(first, Math.ceil(most / 2), now, roundTrip),
    ];
  }

  #sendCopies(numbers: readonly number[], copies: number, now: Millis, roundTrip: Millis | undefined): RtpPacket[] {
    // A key frame comes and needs none of them.
    if (numbers.length === 0 || this.#missing.givenUp) return [];
    const packets = this.#retransmitter.onNack(numbers, now, roundTrip, copies);
    const counts = new Map<number, number>();
    for (const { carries } of packets) counts.set(carries, (counts.get(carries) ?? 0) + 1);
    for (const [number, count] of counts) this.#missing.sentAgain(number, count, now);
    return packets;
  }
}
