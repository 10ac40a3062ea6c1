/**
 * Percentiles of samples. Nearest rank, no interpolation: every number that is reported was measured.
 */
export interface Distribution {
  readonly count: number;
  readonly min: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  readonly mean: number;
}

/** @throws RangeError for no samples: no number describes them */
export function distribution(samples: readonly number[]): Distribution {
  if (samples.length === 0) throw new RangeError('a distribution of no samples');
  const ascending = samples.toSorted((a, b) => a - b);
  return {
    count: ascending.length,
    min: ascending[0]!,
    p50: percentile(ascending, 0.5),
    p95: percentile(ascending, 0.95),
    p99: percentile(ascending, 0.99),
    max: ascending.at(-1)!,
    mean: ascending.reduce((sum, value) => sum + value, 0) / ascending.length,
  };
}

/**
 * The smallest sample that at least `fraction` of all are not above.
 * @param ascending sorted, not empty
 * @param fraction 0..1
 */
export function percentile(ascending: readonly number[], fraction: number): number {
  const rank = Math.ceil(ascending.length * fraction);
  const value = ascending[Math.min(ascending.length, Math.max(1, rank)) - 1];
  if (value === undefined) throw new RangeError('a percentile of no samples');
  return value;
}

export function median(samples: readonly number[]): number {
  return percentile(
    samples.toSorted((a, b) => a - b),
    0.5,
  );
}
