/** Numbers of the stats overlay, written as the language of its words writes them. What is not known is a dash. */
const UNKNOWN = '–';

export class StatsNumbers {
  readonly language: string;
  readonly #formats: readonly Intl.NumberFormat[];

  constructor(language: string) {
    this.language = language;
    this.#formats = [0, 1].map(
      (digits) =>
        new Intl.NumberFormat(language, {
          minimumFractionDigits: digits,
          maximumFractionDigits: digits,
          useGrouping: false,
        }),
    );
  }

  plain(value: number, digits: 0 | 1): string {
    return this.#formats[digits]!.format(value);
  }

  /** A small one has a digit more. */
  millis(value: number | null): string {
    return value === null ? UNKNOWN : this.plain(value, value < 10 ? 1 : 0);
  }

  with(unit: string, value: number | null, digits: 0 | 1 = 0): string {
    return value === null ? UNKNOWN : `${this.plain(value, digits)} ${unit}`;
  }

  range(p50: number | null, p95: number | null): string {
    return p50 === null || p95 === null ? UNKNOWN : `${this.plain(p50, 1)} · p95 ${this.with('ms', p95, 1)}`;
  }

  percent(ratio: number | null): string {
    return this.with('%', ratio === null ? null : ratio * 100, 1);
  }

  bitrate(bits: number | null): string {
    if (bits === null) return UNKNOWN;
    return bits < 1_000_000 ? this.with('kbit/s', bits / 1_000) : this.with('Mbit/s', bits / 1_000_000, 1);
  }
}
