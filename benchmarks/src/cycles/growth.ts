/**
 * What grew over many cycles. A count that goes up and down is judged by its least values: what leaks is never less again than
 * it was before.
 */
export interface Look {
  /** Cycles that were done by then. */
  readonly cycles: number;
  /** Counts, and bytes of memory, by name. */
  readonly values: Readonly<Record<string, number>>;
}

export interface Growth {
  readonly name: string;
  /** The least of the first and of the last half of the looks. */
  readonly before: number;
  readonly after: number;
  /** For each cycle between them. */
  readonly perCycle: number;
}

/** @param looks at least two, the oldest first, without the warm-up */
export function growthOf(looks: readonly Look[]): Growth[] {
  const half = Math.ceil(looks.length / 2);
  const [first, last] = [looks.slice(0, half), looks.slice(half)];
  const names = Object.keys(looks[0]?.values ?? {});
  return names.map((name) => {
    const [before, after] = [leastOf(first, name), leastOf(last, name)];
    const between = after.cycles - before.cycles;
    return {
      name,
      before: before.value,
      after: after.value,
      perCycle: between > 0 ? (after.value - before.value) / between : 0,
    };
  });
}

function leastOf(looks: readonly Look[], name: string): { readonly cycles: number; readonly value: number } {
  const all = looks.map(({ cycles, values }) => ({ cycles, value: values[name] ?? 0 }));
  return all.reduce((least, one) => (one.value < least.value ? one : least), all[0] ?? { cycles: 0, value: 0 });
}
