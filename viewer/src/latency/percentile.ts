export function ascending(values: readonly number[]): number[] {
  return values.toSorted((a, b) => a - b);
}

/** Nearest rank. */
export function percentile(sorted: readonly number[], fraction: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * fraction) - 1)] ?? null;
}
