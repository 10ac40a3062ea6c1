/**
 * Made traces of mobile networks with the statistics of recorded ones: how fast single seconds are, how that changes from
 * one to the next, bursts of opportunities within a millisecond, and stretches in which nothing passes. The recordings
 * themselves are large and come without a licence.
 */
import type { Millis } from '@remote-view/protocol';
import type { Random } from '../stats/random.ts';
import { OPPORTUNITY_BYTES } from './capacity.ts';
import { gaussian, normalQuantile } from './noise.ts';

/** Of a recording: Mbit/s in single seconds, and its longest stretch without an opportunity. */
export interface CellularStatistics {
  readonly p5: number;
  readonly p50: number;
  readonly p95: number;
  readonly longestGap: Millis;
}

/** Downlinks while driving, from the traces that Mahimahi's users share (names as there). */
export const CELLULAR = {
  'lte-att': { p5: 0.59, p50: 3.75, p95: 11.2, longestGap: 1_120 },
  'lte-tmobile': { p5: 4.08, p50: 13.9, p95: 37.3, longestGap: 920 },
} as const satisfies Record<string, CellularStatistics>;
export type CellularName = keyof typeof CELLULAR;

const SECOND: Millis = 1_000;
/** How much of a second's speed is left in the next: it takes some seconds to drive out of a shadow. */
const PERSISTENCE = 0.8;
/** Standard deviations from the median to the 5th and to the 95th percentile. */
const TO_P95 = 1.645;
const MAX_BURST = 8;
/** Share of seconds with a short gap, as at a handover. */
const GAP_SHARE = 0.1;

/** @returns times of opportunities, ascending, in ms below `seconds * 1000` */
export function cellularTrace(statistics: CellularStatistics, seconds: number, random: Random): Millis[] {
  const rates = secondRates(statistics, seconds, random);
  const times = rates.flatMap((rate, second) => opportunitiesIn(second, rate, random));
  return withLongestGap(times, rates, statistics.longestGap);
}

/** Mbit/s of each second: a random walk whose ranks take the recording's quantiles, so that every trace has them. */
function secondRates({ p5, p50, p95 }: CellularStatistics, seconds: number, random: Random): number[] {
  const walk: number[] = [];
  for (let second = 0; second < seconds; second++) {
    const step = gaussian(random);
    const last = walk.at(-1);
    walk.push(last === undefined ? step : PERSISTENCE * last + Math.sqrt(1 - PERSISTENCE ** 2) * step);
  }
  const order = walk.map((_, second) => second).sort((a, b) => walk[a]! - walk[b]!);
  const rates = walk.map(() => 0);
  for (const [rank, second] of order.entries()) {
    const deviations = normalQuantile((rank + 0.5) / seconds);
    // Slow seconds spread wider than fast ones, so each side of the median has its own width.
    const width = Math.log(deviations < 0 ? p50 / p5 : p95 / p50) / TO_P95;
    rates[second] = p50 * Math.exp(deviations * width);
  }
  return rates;
}

function opportunitiesIn(second: number, rate: number, random: Random): Millis[] {
  const count = Math.round((rate * 1e6) / (OPPORTUNITY_BYTES * 8));
  const gap = random() < GAP_SHARE ? 100 + 400 * random() : 0;
  const gapAt = (SECOND - gap) * random();
  const times: Millis[] = [];
  while (times.length < count) {
    const free = (SECOND - gap) * random();
    const at = second * SECOND + Math.floor(free < gapAt ? free : free + gap);
    for (let burst = Math.ceil(MAX_BURST * random()); burst > 0 && times.length < count; burst--) times.push(at);
  }
  return times.sort((a, b) => a - b);
}

/** Nothing passes for that long behind the slowest second's middle; what ends it comes at once. */
function withLongestGap(times: readonly Millis[], rates: readonly number[], gap: Millis): Millis[] {
  const slowest = rates.indexOf(Math.min(...rates));
  const end = rates.length * SECOND;
  const from = Math.min(slowest * SECOND + SECOND / 2, end - gap - 1);
  const outside = times.filter((at) => at <= from || at > from + gap);
  return [...outside, from, from + gap].sort((a, b) => a - b);
}
