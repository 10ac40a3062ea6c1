/**
 * The packets of one transport that left and of which the receiver has not told, so that its feedback, which knows 16-bit
 * numbers and a clock of its own, becomes reports about packets.
 *
 * Bounded: the newest {@link REMEMBERED} packets. Feedback about others, be it late, replayed or made up, is counted and says
 * nothing. A packet is reported as lost as often as the receiver says so, and as received once.
 */
import type { Millis } from '@remote-view/protocol';
import { TICKS_PER_MS, TICKS_PER_REFERENCE, type TransportCcFeedback } from '../rtcp/transport-cc.ts';
import type { PacketReport, SentPacket } from './controller.ts';

/** A second at 80 Mbit/s; a power of two divides 65,536. */
const REMEMBERED = 8_192;
const REFERENCE_SPAN = 2 ** 24;

interface CarriedPacket extends SentPacket {
  readonly carries: number | undefined;
  readonly original: boolean;
}

interface Remembered extends CarriedPacket {
  /** Its number is older than those of its neighbours. */
  readonly held: boolean;
  told: boolean;
  received: boolean;
}

/** A report, with the RTP sequence number of the video packet that it is about, first or again. */
export interface CarriedReport extends PacketReport {
  readonly carries: number | undefined;
  /** Sent for the first time. */
  readonly original: boolean;
}

export class SentPackets {
  readonly #first: number;
  readonly #packets: (Remembered | undefined)[] = new Array<Remembered | undefined>(REMEMBERED);
  #next = 0;
  #reference: number | undefined;
  #underway = 0;
  #oldest = 0;
  #unknown = 0;

  /** @param first number of the first packet on the wire, 0-65535 */
  constructor(first: number) {
    this.#first = first & 0xffff;
  }

  /** Bytes that left since the newest packet of which the receiver has told. */
  get bytesUnderway(): number {
    return this.#underway;
  }

  /** Packets that feedback named and that are not known. */
  get unknown(): number {
    return this.#unknown;
  }

  /** Its packets must be stamped in the same order. */
  add(bytes: number, sentAt: Millis, frame: number | undefined, carries?: number, original = true): SentPacket {
    return this.#remember({
      sequence: this.#next++,
      bytes,
      sentAt,
      frame,
      carries,
      original,
      held: false,
      told: false,
      received: false,
    });
  }

  /** Leaves out a number, for a packet to come. */
  hold(now: Millis): number {
    const nothing = { bytes: 0, sentAt: now, frame: undefined, carries: undefined, original: false, held: true };
    // Whatever is said of a number that no packet has is no news.
    return this.#remember({ ...nothing, sequence: this.#next++, told: true, received: true }).sequence;
  }

  /** A packet leaves with a number that was held. It is under way until one of its neighbours by number is told of. */
  addHeld(sequence: number, packet: Omit<CarriedPacket, 'sequence'>): SentPacket {
    const late: Remembered = { ...packet, sequence, held: true, told: false, received: false };
    this.#packets[sequence % REMEMBERED] = late;
    if (sequence >= this.#oldest) this.#underway += late.bytes;
    return late;
  }

  /** The newest number that was given or held. */
  get newest(): number {
    return this.#next - 1;
  }

  /** Its number on the wire. */
  wireNumber(sequence: number): number {
    return (this.#first + sequence) & 0xffff;
  }

  #remember(packet: Remembered): SentPacket {
    // What is forgotten is not under way: the receiver has been silent about thousands of packets since.
    this.#acknowledge(packet.sequence - REMEMBERED);
    this.#packets[packet.sequence % REMEMBERED] = packet;
    this.#underway += packet.bytes;
    return packet;
  }

  /** In order of leaving. */
  report({ baseSequenceNumber, reference, arrivals }: TransportCcFeedback): CarriedReport[] {
    const from = this.#unwrap(baseSequenceNumber);
    const start = this.#unwrapReference(reference) * TICKS_PER_REFERENCE;
    const reports: CarriedReport[] = [];
    let newest = -1;
    for (const [index, ticks] of arrivals.entries()) {
      const packet = this.#packets[(from + index) % REMEMBERED];
      if (packet?.sequence !== from + index) {
        this.#unknown += 1;
        continue;
      }
      newest = packet.sequence;
      // That it is missing is said again with every report that begins before it, and of held numbers before they are used.
      if (packet.received || (ticks === undefined && (packet.told || packet.held))) continue;
      packet.told = true;
      packet.received = ticks !== undefined;
      const { sequence, bytes, sentAt, frame, carries, original } = packet;
      const receivedAt = ticks === undefined ? undefined : (start + ticks) / TICKS_PER_MS;
      reports.push({ sequence, bytes, sentAt, frame, carries, original, receivedAt });
    }
    this.#acknowledge(newest);
    // In the order of leaving, in which one with a held number comes later than its neighbours.
    return reports.sort((a, b) => a.sentAt - b.sentAt);
  }

  /**
   * Video packets between two transport-wide numbers of which no report has come although one told of later packets: it was
   * lost. RTP sequence numbers.
   */
  untold(from: number, to: number): number[] {
    const numbers: number[] = [];
    if (to >= this.#oldest) return numbers;
    for (let sequence = from; sequence <= to; sequence++) {
      const packet = this.#packets[sequence % REMEMBERED];
      if (packet?.sequence !== sequence || packet.told || !packet.original || packet.carries === undefined) continue;
      numbers.push(packet.carries);
    }
    return numbers;
  }

  /** Packets up to this one are not under way any more: the receiver has told of one that left later. */
  #acknowledge(newest: number): void {
    for (; this.#oldest <= newest; this.#oldest++) {
      this.#underway -= this.#packets[this.#oldest % REMEMBERED]?.bytes ?? 0;
    }
  }

  /** What left before `time` and was never told of is lost, or its report was. */
  expire(time: Millis): void {
    for (let packet = this.#packets[this.#oldest % REMEMBERED]; this.#oldest < this.#next;) {
      if (packet === undefined || packet.sentAt >= time) return;
      this.#acknowledge(this.#oldest);
      packet = this.#packets[this.#oldest % REMEMBERED];
    }
  }

  /** Everything up to the last packet of a frame arrived. */
  acknowledgeUpTo(sequence: number): void {
    if (sequence < this.#next) this.#acknowledge(sequence);
  }

  /** The number nearest to the newest that left. Negative where there was none. */
  #unwrap(wire: number): number {
    const newest = this.#next - 1;
    const behind = (this.#first + newest - wire) & 0xffff;
    // The base may lie ahead of what left only in a report that is made up.
    return behind < 0x8000 ? newest - behind : newest + (0x10000 - behind);
  }

  #unwrapReference(reference: number): number {
    const known = this.#reference;
    if (known === undefined) {
      this.#reference = reference;
      return reference;
    }
    const step = (((reference - known) % REFERENCE_SPAN) + REFERENCE_SPAN * 1.5) % REFERENCE_SPAN;
    const unwrapped = known + step - REFERENCE_SPAN / 2;
    if (unwrapped > known) this.#reference = unwrapped;
    return unwrapped;
  }
}
