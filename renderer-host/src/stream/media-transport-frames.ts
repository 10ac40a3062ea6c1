/**
 * The frames that left and that the viewer has not acked: which packets they are made of, and when those left.
 *
 * Bounded: the newest {@link REMEMBERED}. An ack ends its frame and all before it.
 */
import type { Millis } from '@remote-view/protocol';

/** Frames of which an ack may still come; it comes within a few. */
const REMEMBERED = 128;

/** Transport-wide numbers from `firstSequence` to `lastSequence` are its packets, and others among them. */
export interface SentFrame {
  readonly number: number;
  readonly rtpTimestamp: number;
  /** RTP sequence number of its first packet, and how many there are. */
  readonly first: number;
  readonly packets: number;
  /** Some of it was sent again. */
  readonly repaired: boolean;
  /** That wait in the pacer. */
  readonly packetsLeft: number;
  readonly firstSentAt: Millis;
  readonly lastSentAt: Millis;
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** That had left with its last packet. */
  readonly sentBytes: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export class SentFrames {
  readonly #frames: Mutable<SentFrame>[] = [];

  /** The first one that the viewer has not acked. */
  get oldest(): SentFrame | undefined {
    return this.#frames[0];
  }

  push(frame: Pick<SentFrame, 'number' | 'rtpTimestamp' | 'first' | 'packets'>): void {
    const nothingSent = { firstSentAt: 0, lastSentAt: 0, firstSequence: -1, lastSequence: -1, sentBytes: 0 };
    this.#frames.push({ ...frame, ...nothingSent, packetsLeft: frame.packets, repaired: false });
    if (this.#frames.length > REMEMBERED) this.#frames.shift();
  }

  /**
   * A packet of a frame leaves.
   * @param sentBytes all that have left with it
   * @returns whether it was the frame's last
   */
  leaves(number: number, sequence: number, sentBytes: number, now: Millis): boolean {
    const frame = this.#frames.findLast((one) => one.number === number);
    if (frame === undefined) return false;
    if (frame.firstSequence < 0) {
      frame.firstSentAt = now;
      frame.firstSequence = sequence;
    }
    frame.lastSentAt = now;
    frame.lastSequence = sequence;
    frame.sentBytes = sentBytes;
    frame.packetsLeft -= 1;
    return frame.packetsLeft === 0;
  }

  /** @param packet its RTP sequence number */
  sentAgain(packet: number): void {
    const frame = this.#frames.find(({ first, packets }) => ((packet - first) & 0xffff) < packets);
    if (frame !== undefined) frame.repaired = true;
  }

  /** Undefined for a frame that was never sent, has not wholly left, or is gone. */
  acked(rtpTimestamp: number): SentFrame | undefined {
    const index = this.#frames.findLastIndex((frame) => frame.rtpTimestamp === rtpTimestamp);
    const frame = this.#frames[index];
    if (frame === undefined || frame.packetsLeft > 0) return undefined;
    this.#frames.splice(0, index + 1);
    return frame;
  }
}
