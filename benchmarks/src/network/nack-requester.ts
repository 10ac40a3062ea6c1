/**
 * When a Chromium viewer asks for packets again: at once when a later one comes, then every round trip until they are there or
 * their frame is of no use any more (libwebrtc, modules/video_coding/nack_requester.cc).
 *
 * Two things of it are surprising, and matter. The round trip is what the *viewer* knows: a browser that sends no media learns
 * it by extended reports only (`rrtr`), which it does not offer by itself, so it stays at the initial 100 ms whatever the path, and a
 * second loss costs that. And it keeps no statistics of reordering any more: every gap is asked for, also those that
 * the next packet fills.
 *
 * Bounded: where more is missing than {@link MAX_MISSING}, all of it is forgotten and a key frame is wished for.
 */
import type { Millis } from '@remote-view/protocol';

const ASSUMED_RTT: Millis = 100;
const RESCAN: Millis = 20;
const MAX_RETRIES = 100;
const MAX_MISSING = 1_000;

interface Missing {
  askedAt: Millis;
  retries: number;
}

export class NackRequester {
  readonly #missing = new Map<number, Missing>();
  /** Retransmissions of packets ahead of the newest: never asked for. */
  readonly #recovered = new Set<number>();
  #newest: number | undefined;
  #scannedAt: Millis | undefined;

  /** When to call {@link poll}; undefined while nothing is missing. */
  get nextAt(): Millis | undefined {
    return this.#missing.size === 0 || this.#scannedAt === undefined ? undefined : this.#scannedAt + RESCAN;
  }

  /**
   * @param sequence unwrapped
   * @returns what to ask for now, and whether so much is missing that only a key frame helps
   */
  received(sequence: number, retransmitted: boolean, now: Millis): { readonly ask: number[]; readonly lost: boolean } {
    const newest = this.#newest;
    if (newest !== undefined && sequence <= newest) {
      this.#missing.delete(sequence);
      return { ask: [], lost: false };
    }
    if (newest !== undefined && retransmitted) {
      this.#recovered.add(sequence);
      return { ask: [], lost: false };
    }
    this.#newest = sequence;
    if (newest === undefined) return { ask: [], lost: false };
    if (this.#missing.size + sequence - newest - 1 > MAX_MISSING) {
      this.#missing.clear();
      return { ask: [], lost: true };
    }
    const ask: number[] = [];
    for (let gap = newest + 1; gap < sequence; gap++) if (!this.#recovered.has(gap)) ask.push(gap);
    for (const gap of ask) this.#missing.set(gap, { askedAt: now, retries: 1 });
    this.#scannedAt ??= now;
    return { ask, lost: false };
  }

  /** What to ask for again. */
  poll(now: Millis): number[] {
    if (this.#scannedAt === undefined || now < this.#scannedAt + RESCAN) return [];
    this.#scannedAt = now;
    const ask: number[] = [];
    for (const [sequence, missing] of this.#missing) {
      if (now - missing.askedAt < ASSUMED_RTT) continue;
      ask.push(sequence);
      missing.askedAt = now;
      missing.retries += 1;
      if (missing.retries >= MAX_RETRIES) this.#missing.delete(sequence);
    }
    return ask;
  }

  /** Packets before this one are of no use any more. */
  dropBefore(sequence: number): void {
    // Both in order of insertion, which is that of the numbers, nearly.
    for (const list of [this.#missing, this.#recovered]) {
      for (const one of list.keys()) {
        if (one >= sequence) break;
        list.delete(one);
      }
    }
  }
}
