/** What happened in the last ten minutes, a line a second, for whoever wants to look at it somewhere else. */
import type { RemoteViewStats } from './stats.ts';

/** One second of it: {@link RemoteViewStats} without the single frames. */
export type StatsSample = Omit<RemoteViewStats, 'frames'> & {
  readonly frames: Omit<RemoteViewStats['frames'], 'recent'>;
};

/** Samples kept: ten minutes at one a second; the oldest goes. */
export const MAX_SAMPLES = 600;

export class StatsHistory {
  readonly #samples: StatsSample[] = [];

  /** Oldest first. Where the picture was not live there are none, so times have gaps. */
  get samples(): readonly StatsSample[] {
    return this.#samples;
  }

  add(stats: RemoteViewStats): void {
    this.#samples.push(toSample(stats));
    if (this.#samples.length > MAX_SAMPLES) this.#samples.shift();
  }
}

export function toSample({ frames, ...rest }: RemoteViewStats): StatsSample {
  const { recent: _recent, ...summary } = frames;
  return { ...rest, frames: summary };
}

/** Every number and word of each sample, a column each; the time as ISO 8601 in the first. */
export function toCsv(samples: readonly StatsSample[]): string {
  const rows = samples.map(({ timestamp, rejected, ...rest }) => {
    const isoTime = new Date(timestamp).toISOString();
    const counted = Object.values(rejected).reduce((sum, count) => sum + count, 0);
    return flatten({ time: isoTime, ...rest, rejected: counted });
  });
  const names = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => names.map((name) => cell(row[name])).join(','));
  // RFC 4180
  return [names.join(','), ...lines, ''].join('\r\n');
}

type Cell = string | number | boolean | null | undefined;

function flatten(value: object, prefix = ''): Record<string, Cell> {
  const parts = Object.entries(value).map(([name, part]: [string, Cell | object]) =>
    typeof part === 'object' && part !== null ? flatten(part, `${prefix}${name}.`) : { [prefix + name]: part },
  );
  return Object.assign({}, ...parts) as Record<string, Cell>;
}

function cell(value: Cell): string {
  if (typeof value === 'number') return String(Math.round(value * 1_000) / 1_000);
  if (typeof value !== 'string') return value === true || value === false ? String(value) : '';
  // Names of adapters and encoders are the host's words: a spreadsheet must not take them for formulas.
  const text = /^[=+\-@\t\r]/u.test(value) ? `'${value}` : value;
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
