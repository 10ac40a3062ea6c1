/** How often each of several things happened. */
export type Tally = Record<string, number>;

export function add(tally: Tally, what: string | number, times = 1): void {
  tally[what] = (tally[what] ?? 0) + times;
}

export function sumOf(tally: Tally): number {
  return Object.values(tally).reduce((sum, count) => sum + count, 0);
}
