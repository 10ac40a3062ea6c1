/**
 * Takes snapshots of a scene that gives any, for the one that will take its place: every five seconds while it draws, once
 * after it came to rest, and when the agent asks since it is about to end this process.
 *
 * A snapshot is taken behind a frame, while the GPU is still at it. One that costs much is taken less often: they get at
 * most half a percent of the time. What was not changed by it is not told again.
 */
import { RemoteViewError, type Millis, type PlainValue } from '@remote-view/protocol';
import { SNAPSHOT_BYTES } from '../../agent/session-store.ts';
import { toJsonText } from './json-text.ts';

const EVERY: Millis = 5_000;
/** Of the time, for snapshots. */
const SHARE = 1 / 200;
/** Without a frame for so long the scene rests. */
const RESTS_AFTER: Millis = 200;

export interface SnapshotsOptions {
  /** To the agent, as JSON; undefined where there is none. */
  readonly tell: (text: string | undefined) => void;
  readonly warn: (text: string) => void;
  /** Milliseconds of a clock that does not jump. */
  readonly now: () => Millis;
}

export class Snapshots {
  readonly #options: SnapshotsOptions;
  #source: (() => PlainValue) | undefined;
  #told: string | undefined;
  /** The scene drew since the last one. */
  #stale = false;
  #dueAt: Millis = Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: SnapshotsOptions) {
    this.#options = options;
  }

  /**
   * The scene is set up. Its first snapshot comes when it has run for a while: until then the one that it was restored
   * from is not to be replaced.
   */
  from(source: (() => PlainValue) | undefined): void {
    this.#source = source;
    this.#dueAt = this.#options.now() + EVERY;
  }

  /** A frame was drawn and is being read back. */
  drawn(): void {
    if (this.#source === undefined) return;
    this.#stale = true;
    const now = this.#options.now();
    if (now >= this.#dueAt) this.#take();
    else this.#timer ??= setTimeout(() => this.#rests(), this.#dueAt - now + RESTS_AFTER);
  }

  /** The agent asks for one. */
  asked(): void {
    if (!this.#take()) this.#options.tell(this.#told);
  }

  close(): void {
    this.#source = undefined;
    clearTimeout(this.#timer);
  }

  /** While frames come, one of them is the occasion. */
  #rests(): void {
    this.#timer = undefined;
    if (this.#stale) this.#take();
  }

  /** @returns whether there is a new one */
  #take(): boolean {
    if (this.#source === undefined) return false;
    const startedAt = this.#options.now();
    this.#stale = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    let isNew = false;
    try {
      const text = toJsonText(this.#source(), SNAPSHOT_BYTES, 'The snapshot');
      isNew = text !== this.#told;
      if (isNew) this.#options.tell(text);
      this.#told = text;
    } catch (thrown) {
      this.#options.warn(`There is no snapshot: ${RemoteViewError.from(thrown).message}`);
    }
    const endedAt = this.#options.now();
    this.#dueAt = endedAt + Math.max(EVERY, (endedAt - startedAt) / SHARE);
    return isNew;
  }
}
