/**
 * Lines of the scene for the consoles of its pages. Without a viewer the newest 50 are kept for the first who comes; while
 * there is one, lines beyond the budget are dropped and counted in the next that leaves.
 */
import { encodeHostData, LOG_CHARS, type LogLevel, type Millis } from '@remote-view/protocol';
import { formatWithOptions } from 'node:util';
import { TokenBucket } from '../../token-bucket.ts';
import type { SceneLog } from '../sdk/services.ts';

export interface PageLogOptions {
  /** To every page. */
  readonly send: (bytes: Uint8Array) => void;
  /** Milliseconds of a clock that does not jump. */
  readonly now: () => Millis;
}

interface Line {
  readonly level: LogLevel;
  readonly text: string;
}

/** Lines that may leave. */
const BUDGET = { burst: 100, perSecond: 20 } as const;
const MAX_WAITING = 50;
/** Of a value in a line: enough to see what it is. */
const FORMAT = { depth: 3, maxArrayLength: 50, maxStringLength: LOG_CHARS, breakLength: 120 } as const;

export class PageLog implements SceneLog {
  readonly #options: PageLogOptions;
  readonly #budget = new TokenBucket(BUDGET);
  #dropped = 0;
  readonly #waiting: Line[] = [];
  #watched = false;

  constructor(options: PageLogOptions) {
    this.#options = options;
  }

  readonly info = (...values: unknown[]): void => this.write('info', values);
  readonly warn = (...values: unknown[]): void => this.write('warn', values);
  readonly error = (...values: unknown[]): void => this.write('error', values);

  write(level: LogLevel, values: readonly unknown[]): void {
    if (!this.#budget.take(1, this.#options.now())) {
      this.#dropped++;
      return;
    }
    const dropped = this.#dropped;
    this.#dropped = 0;
    if (dropped > 0)
      this.#put({ level: 'warn', text: `${dropped} lines of the log were dropped: there were too many.` });
    this.#put({ level, text: toText(values) });
  }

  /** A viewer is there. */
  joined(): void {
    this.#watched = true;
    for (const line of this.#waiting.splice(0)) this.#send(line);
  }

  /** Nobody is there to read. */
  deserted(): void {
    this.#watched = false;
  }

  #put(line: Line): void {
    if (this.#watched) return this.#send(line);
    this.#waiting.push(line);
    if (this.#waiting.length > MAX_WAITING) this.#waiting.shift();
  }

  #send({ level, text }: Line): void {
    this.#options.send(encodeHostData({ type: 'log', level, text }));
  }
}

function toText(values: readonly unknown[]): string {
  try {
    return formatWithOptions(FORMAT, ...values).slice(0, LOG_CHARS);
  } catch (thrown) {
    // A getter or an inspection function of the scene's own.
    return `A value could not be shown: ${thrown instanceof Error ? thrown.message : typeof thrown}`.slice(
      0,
      LOG_CHARS,
    );
  }
}
