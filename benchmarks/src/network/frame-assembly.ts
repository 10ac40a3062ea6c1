/**
 * Frames out of packets, as Chromium does it for H.264 without a dependency descriptor: a frame can be decoded when every
 * packet since the last decoded one is there, or when it is a key frame and complete by itself. What is incomplete
 * waits; a key frame behind it ends the wait.
 *
 * Bounded: packets further ahead than {@link BUFFER} throw away the oldest, as Chromium's packet buffer is emptied when it is full.
 */
import type { Millis } from '@remote-view/protocol';
import type { ReadPacket } from './rtp-reader.ts';

export interface DecodableFrame {
  /** 90 kHz, 32 bits. */
  readonly timestamp: number;
  readonly keyFrame: boolean;
  /** When its own last packet came; frames before it may have been waited for longer. */
  readonly completeAt: Millis;
  /** Unwrapped number of its last packet. */
  readonly lastSequence: number;
}

interface Held {
  readonly timestamp: number;
  readonly marker: boolean;
  readonly at: Millis;
}

const BUFFER = 2_048;

export class FrameAssembly {
  readonly #held = new Map<number, Held>();
  /** Where key frames begin that are not decoded, ascending. */
  readonly #keyFrames: number[] = [];
  /** The first packet of the next frame; undefined before the first key frame. */
  #next: number | undefined;
  /** Packets from `next` up to here are there. */
  #scanned = 0;

  /** Packets that wait. */
  get size(): number {
    return this.#held.size;
  }

  /**
   * @param sequence unwrapped
   * @returns what has become decodable, in order
   */
  insert(sequence: number, packet: ReadPacket, now: Millis): DecodableFrame[] {
    if (this.#held.has(sequence) || (this.#next !== undefined && sequence < this.#next)) return [];
    this.#held.set(sequence, { timestamp: packet.timestamp, marker: packet.marker, at: now });
    if (packet.startsKeyFrame) {
      this.#keyFrames.push(sequence);
      this.#keyFrames.sort((a, b) => a - b);
    }
    if (this.#held.size > BUFFER) this.#dropOldest();
    const frames: DecodableFrame[] = [];
    for (;;) {
      const frame = this.#continued() ?? this.#complete();
      if (frame === undefined) return frames;
      frames.push(frame);
    }
  }

  #continued(): DecodableFrame | undefined {
    if (this.#next === undefined) return undefined;
    for (let held = this.#held.get(this.#scanned); held !== undefined; held = this.#held.get(this.#scanned)) {
      if (held.marker) return this.#take(this.#next, this.#scanned);
      this.#scanned += 1;
    }
    return undefined;
  }

  #complete(): DecodableFrame | undefined {
    for (const start of this.#keyFrames) {
      let end = start;
      while (this.#held.get(end)?.marker === false) end++;
      if (this.#held.has(end)) return this.#take(start, end);
    }
    return undefined;
  }

  #take(start: number, end: number): DecodableFrame {
    let completeAt = -Infinity;
    for (let sequence = start; sequence <= end; sequence++)
      completeAt = Math.max(completeAt, this.#held.get(sequence)!.at);
    const { timestamp } = this.#held.get(end)!;
    const keyFrame = this.#keyFrames.includes(start);
    for (const sequence of this.#held.keys()) {
      if (sequence <= end) this.#held.delete(sequence);
    }
    while (this.#keyFrames.length > 0 && this.#keyFrames[0]! <= end) this.#keyFrames.shift();
    this.#next = end + 1;
    this.#scanned = end + 1;
    return { timestamp, keyFrame, completeAt, lastSequence: end };
  }

  #dropOldest(): void {
    // The one that came first, which is the oldest, nearly.
    const [oldest = -1] = this.#held.keys();
    this.#held.delete(oldest);
    const keyFrame = this.#keyFrames.indexOf(oldest);
    if (keyFrame >= 0) this.#keyFrames.splice(keyFrame, 1);
  }
}
