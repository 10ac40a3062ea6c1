/**
 * When packets leave: by their class first, then in order, at the pacing rate.
 *
 * A frame's packets go out as one train, faster than the path's mean and slower than the machine's burst: what the path
 * does to the train says what it holds (congestion/), and what it cannot take at once does not have to wait in its
 * queue. Sans-IO: call `poll` when the time of `nextPoll` has come; late calls catch up with what they missed.
 *
 * Invariant: nothing is lost here without a word. Video has no bound of its own, because the transport is asked before
 * a frame is made (`MediaTransport.ready`); the classes that peers can fill have one, and what is beyond is refused.
 */
import type { Millis } from '@remote-view/protocol';
import type { RtpPacket } from '../rtp/packet.ts';

/** In order of priority. */
export const PACKET_CLASSES = ['audio', 'retransmission', 'video', 'probe'] as const;
export type PacketClass = (typeof PACKET_CLASSES)[number];

export interface PacedPacket {
  readonly packet: RtpPacket;
  /** The frame whose train it belongs to. */
  readonly frame: number | undefined;
  readonly kind: PacketClass;
}

/** Sent ahead of their time, for timers that know only whole milliseconds. */
const QUANTUM: Millis = 1;
/** A poll may be so late and still send all that was due; beyond it the path would get a burst. */
const MAX_CATCH_UP: Millis = 10;
/** Retransmissions that wait: more than this and the receiver asks again, or gives the frame up. */
const MAX_RETRANSMISSIONS = 512;
const MIN_RATE = 50_000;

export class Pacer {
  readonly #queues: Readonly<Record<PacketClass, PacedPacket[]>> = {
    audio: [],
    retransmission: [],
    video: [],
    probe: [],
  };
  #bytesPerMs: number;
  #queued = 0;
  /** When the packets that left would be through at the pacing rate. */
  #freeAt: Millis = -Infinity;
  /** The last poll left nothing behind. */
  #idle = true;

  /** @param rate bits per second */
  constructor(rate: number) {
    this.#bytesPerMs = bytesPerMs(rate);
  }

  /** Bytes of all classes that wait. */
  get queuedBytes(): number {
    return this.#queued;
  }

  /** @param rate bits per second */
  setRate(rate: number): void {
    this.#bytesPerMs = bytesPerMs(rate);
  }

  /** @returns false where the class is full, and nothing was taken */
  push(kind: PacketClass, packets: readonly RtpPacket[], frame: number | undefined): boolean {
    const queue = this.#queues[kind];
    if (kind === 'retransmission' && queue.length + packets.length > MAX_RETRANSMISSIONS) return false;
    for (const packet of packets) {
      queue.push({ packet, frame, kind });
      this.#queued += packet.bytes.length;
    }
    return true;
  }

  /** All of a class that waits is of no use any more. */
  drop(kind: PacketClass): void {
    for (const { packet } of this.#queues[kind].splice(0)) this.#queued -= packet.bytes.length;
  }

  /** What leaves now. */
  poll(now: Millis): PacedPacket[] {
    const due: PacedPacket[] = [];
    // A poll that is late makes good for it; a time in which nothing waited is no credit.
    this.#freeAt = Math.max(this.#freeAt, this.#idle ? now : now - MAX_CATCH_UP);
    while (this.#queued > 0 && this.#freeAt <= now + QUANTUM) {
      const next = this.#take();
      due.push(next);
      this.#freeAt += next.packet.bytes.length / this.#bytesPerMs;
    }
    this.#idle = this.#queued === 0;
    return due;
  }

  /** Undefined while nothing waits. */
  nextPoll(): Millis | undefined {
    return this.#queued === 0 ? undefined : this.#freeAt;
  }

  #take(): PacedPacket {
    for (const kind of PACKET_CLASSES) {
      const next = this.#queues[kind].shift();
      if (next === undefined) continue;
      this.#queued -= next.packet.bytes.length;
      return next;
    }
    throw new Error('a queue that is not empty has a packet');
  }
}

function bytesPerMs(rate: number): number {
  return Math.max(MIN_RATE, rate) / 8_000;
}
