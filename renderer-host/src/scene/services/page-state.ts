/**
 * Tells the pages what the scene shares: all of it when a viewer is new, and after that what changed, at most once in the
 * time of a frame. Changes need no frame to be told; without a viewer nothing is told, and one timer at most is armed.
 */
import { encodeHostData, type Millis, type PlainValue, type StatePatch } from '@remote-view/protocol';
import type { SceneState } from '../sdk/services.ts';
import { StateLedger } from './state-ledger.ts';

/** A frame of a display. */
const EVERY: Millis = 16;

export interface PageStateOptions {
  /** To every page. */
  readonly send: (bytes: Uint8Array) => void;
  /** Milliseconds of a clock that does not jump. */
  readonly now: () => Millis;
}

export class PageState implements SceneState {
  readonly #options: PageStateOptions;
  readonly #ledger = new StateLedger();
  /** Pages may have something: from this scene, or from the one before. */
  #shared = false;
  #ready = false;
  #watched = false;
  /** Somebody has not been told anything. */
  #wholeDue = false;
  #toldAt: Millis = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: PageStateOptions) {
    this.#options = options;
  }

  get keys(): readonly string[] {
    return this.#ledger.keys;
  }

  get(key: string): PlainValue | undefined {
    return this.#ledger.get(key);
  }

  set(key: string, value: PlainValue): void {
    this.#ledger.set(key, value);
    this.#wake();
  }

  delete(key: string): boolean {
    const was = this.#ledger.delete(key);
    if (was) this.#wake();
    return was;
  }

  /** This scene takes the place of another. */
  replaces(): void {
    this.#shared = true;
  }

  /** Set-up is done: the pages go from what they have to all that it shares, and see nothing in between. */
  setUpDone(): void {
    this.#ready = true;
    this.#wake();
  }

  /** A viewer is new. All pages get the whole, and those that have it lose nothing by it. */
  joined(): void {
    this.#watched = true;
    this.#wholeDue = true;
    this.#wake();
  }

  /** Nobody is there to be told; who comes gets the whole. */
  deserted(): void {
    this.#watched = false;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  /** After the turn in which the scene changes several things, and no sooner than a frame after the last time. */
  #wake(): void {
    if (this.#closed || !this.#ready || !this.#watched || this.#timer !== undefined) return;
    if (!this.#ledger.hasNews && !this.#wholeDue) return;
    const wait = Math.max(0, this.#toldAt + EVERY - this.#options.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#watched) this.#tell();
    }, wait);
  }

  #tell(): void {
    this.#toldAt = this.#options.now();
    const whole = this.#wholeDue;
    this.#wholeDue = false;
    const parts: readonly StatePatch[] = whole ? this.#ledger.whole() : this.#ledger.patch();
    // Most scenes share nothing, and that needs not be said.
    if (!this.#shared && this.#ledger.keys.length === 0) return;
    this.#shared = true;
    for (const part of parts) this.#options.send(encodeHostData(part));
  }
}
