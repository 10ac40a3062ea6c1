/**
 * Random numbers that a seed repeats. A run that surprises can be run again with the same inputs at the same times.
 *
 * A Weyl sequence through a 32-bit finaliser (the idea of SplitMix): equal seeds give equal streams, neighbouring ones
 * unrelated streams, which a linear congruential generator does not promise.
 */
export type Random = () => number;

/** @returns a function that gives the next number in [0, 1) */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e37_79b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0_aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}
