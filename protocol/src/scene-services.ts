/**
 * What a scene shares with its pages besides the picture: state, which every page of the session has a copy of, and lines
 * for their consoles.
 *
 * State is told as differences. Values travel as JSON text, so that neither their depth nor their number counts against
 * the limits of a message. The first message to who joins (`whole`) replaces all that was there; what does not fit into
 * one message comes in several, and a page shows them together.
 */
import { wrong, type Fields } from './fields.ts';
import type { PlainValue } from './msgpack.ts';

/** Bounds of what a scene shares. */
export const STATE_LIMITS = {
  keys: 256,
  /** Characters of a key. */
  keyChars: 128,
  /** One value as JSON, bytes of UTF-8. */
  valueBytes: 12_288,
  /** All keys and values, bytes of UTF-8. */
  totalBytes: 65_536,
} as const;

/** Undefined: the key is gone. */
export type StateEntry = readonly [key: string, value: PlainValue | undefined];

export interface StatePatch {
  readonly type: 'state';
  /** Everything said before is void. */
  readonly whole: boolean;
  /** Another message belongs to this one. */
  readonly more: boolean;
  readonly entries: readonly StateEntry[];
}

export const LOG_LEVELS = ['info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Characters of a line. */
export const LOG_CHARS = 2_000;

/** For the consoles of the pages. */
export interface LogLine {
  readonly type: 'log';
  readonly level: LogLevel;
  /** At most {@link LOG_CHARS}. */
  readonly text: string;
}

export function stateFields({ whole, more, entries }: StatePatch): unknown[] {
  const texts = entries.flatMap(([key, value]) => [key, value === undefined ? '' : JSON.stringify(value)]);
  return [whole, more, ...texts];
}

export function readState(fields: Fields): StatePatch {
  const whole = fields.boolean();
  const more = fields.boolean();
  const entries: StateEntry[] = [];
  while (!fields.isAtEnd) {
    const key = fields.string(STATE_LIMITS.keyChars);
    entries.push([key, parseValue(fields.string(STATE_LIMITS.valueBytes))]);
  }
  return { type: 'state', whole, more, entries };
}

/** Frozen: it is shown to a page as what the scene says, and no page changes that. */
function parseValue(text: string): PlainValue | undefined {
  if (text === '') return undefined;
  try {
    return JSON.parse(text, (_key, value: unknown) => Object.freeze(value)) as PlainValue;
  } catch {
    throw wrong('a value in it is no JSON');
  }
}

export function logFields({ level, text }: LogLine): unknown[] {
  return [LOG_LEVELS.indexOf(level), text.slice(0, LOG_CHARS)];
}

export function readLog(fields: Fields): LogLine {
  return { type: 'log', level: fields.oneOf(LOG_LEVELS), text: fields.string(LOG_CHARS) };
}
