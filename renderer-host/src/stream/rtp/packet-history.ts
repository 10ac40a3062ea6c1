/**
 * The packets of one stream that a receiver may still ask for again.
 *
 * Bounded twice: a new packet takes the place of the one `capacity` before it, and one older than `maxAge` is gone
 * (its frame is long past any use). The frames' blocks are freed as their last packet leaves.
 */
import type { Millis } from '@remote-view/protocol';
import type { RtpPacket } from './packet.ts';

/** 2 s at 10 Mbit/s, 2.4 MB. A power of two divides 65,536, so a slot stays the same across the wrap. */
export const HISTORY_CAPACITY = 2_048;
/** Chromium gives up on a gap long before. */
export const HISTORY_MAX_AGE: Millis = 2_000;

export interface SentPacket {
  readonly packet: RtpPacket;
  readonly sentAt: Millis;
  /** When it was last sent again. */
  resentAt: Millis | undefined;
}

export class PacketHistory {
  readonly #slots: (SentPacket | undefined)[] = new Array<SentPacket | undefined>(HISTORY_CAPACITY);
  /** Sequence number of the oldest packet kept; the packets behind it are contiguous. */
  #oldest = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Keeps a packet just sent. Packets come in order of their sequence number; a jump empties the history. */
  add(packet: RtpPacket, now: Millis): void {
    if (this.#size > 0 && packet.sequenceNumber !== ((this.#oldest + this.#size) & 0xffff)) this.#clear();
    if (this.#size === 0) this.#oldest = packet.sequenceNumber;
    if (this.#size === HISTORY_CAPACITY) this.#dropOldest();
    this.#slots[packet.sequenceNumber % HISTORY_CAPACITY] = { packet, sentAt: now, resentAt: undefined };
    this.#size += 1;
    this.#expire(now);
  }

  /** The packet of this number, undefined where it was never sent or is gone. */
  get(sequenceNumber: number, now: Millis): SentPacket | undefined {
    this.#expire(now);
    const sent = this.#slots[sequenceNumber % HISTORY_CAPACITY];
    return sent?.packet.sequenceNumber === sequenceNumber ? sent : undefined;
  }

  /** The newest packets, newest first. */
  newest(count: number): RtpPacket[] {
    const packets: RtpPacket[] = [];
    for (let back = 1; back <= Math.min(count, this.#size); back++) {
      const sent = this.#slots[(this.#oldest + this.#size - back) % HISTORY_CAPACITY];
      if (sent !== undefined) packets.push(sent.packet);
    }
    return packets;
  }

  #expire(now: Millis): void {
    while (this.#size > 0) {
      const oldest = this.#slots[this.#oldest % HISTORY_CAPACITY]!;
      if (now - oldest.sentAt <= HISTORY_MAX_AGE) return;
      this.#dropOldest();
    }
  }

  #dropOldest(): void {
    this.#slots[this.#oldest % HISTORY_CAPACITY] = undefined;
    this.#oldest = (this.#oldest + 1) & 0xffff;
    this.#size -= 1;
  }

  #clear(): void {
    while (this.#size > 0) this.#dropOldest();
  }
}
