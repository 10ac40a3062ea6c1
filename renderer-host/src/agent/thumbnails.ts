/**
 * How often a session's picture is made small for those who ask: once a second, however many ask, and one at a time. In between
 * they get the one before, and also where none comes: the scene loads, hangs or is being replaced. Pure.
 */
import type { Millis } from '@remote-view/protocol';

/** JPEG in base64; undefined where there has never been a picture. */
export type Thumbnail = string | undefined;

const EVERY: Millis = 1_000;

export class Thumbnails {
  readonly #make: () => Promise<Thumbnail>;
  #newest: Promise<Thumbnail> = Promise.resolve(undefined);
  #askedAt: Millis = -Infinity;
  #making = false;

  /** @param make resolves within a bounded time; undefined where it did not come to a picture */
  constructor(make: () => Promise<Thumbnail>) {
    this.#make = make;
  }

  get(now: Millis): Promise<Thumbnail> {
    if (!this.#making && now - this.#askedAt >= EVERY) {
      this.#askedAt = now;
      this.#making = true;
      this.#newest = this.#makeOrKeep(this.#newest);
    }
    return this.#newest;
  }

  async #makeOrKeep(before: Promise<Thumbnail>): Promise<Thumbnail> {
    try {
      return (await this.#make()) ?? (await before);
    } finally {
      this.#making = false;
    }
  }
}
