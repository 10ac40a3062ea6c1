/** A run as lines over time, few enough points for a file and a plot. */
import type { Millis } from '@remote-view/protocol';
import type { Bottleneck } from './capacity.ts';
import { Flow } from './flow.ts';
import type { TimedPhase } from './path.ts';
import type { Recording } from './recording.ts';
import type { NetworkRun } from './result.ts';

/** Nineteen cases with two controllers stay below 300 kB. */
const POINTS = 120;
const MBIT = 1e6;

export function seriesOf(
  recording: Recording,
  bottleneck: Bottleneck,
  phases: readonly TimedPhase[],
): NetworkRun['series'] {
  const end = phases.at(-1)!.to;
  const step = end / POINTS;
  const video = new Flow(recording.received.filter(({ isNew }) => isNew));
  const queue = new Array<number>(POINTS).fill(0);
  for (const { at, wait = 0 } of recording.sent) {
    const index = Math.min(POINTS - 1, Math.floor((at + wait) / step));
    queue[index] = Math.max(queue[index]!, wait);
  }
  const targets = new Array<number>(POINTS).fill(0);
  const counts = new Array<number>(POINTS).fill(0);
  for (const { at, bitrate } of recording.targets) {
    const index = Math.min(POINTS - 1, Math.floor(at / step));
    targets[index]! += bitrate;
    counts[index]! += 1;
  }
  const outage = (at: Millis): boolean =>
    phases.some(({ outage, from, to }) => outage === true && at >= from && at < to);
  const rate = (bits: number): number => short(bits / (step / 1_000) / MBIT);
  const each = (value: (from: Millis, index: number) => number): number[] =>
    Array.from({ length: POINTS }, (_, index) => value(index * step, index));
  return {
    capacity: each((from) => (outage(from + step / 2) ? 0 : rate(bottleneck.bitsBetween(from, from + step)))),
    target: each((_from, index) => short(targets[index]! / Math.max(1, counts[index]!) / MBIT)),
    received: each((from) => rate(video.bits(from, from + step))),
    queue: each((_from, index) => short(queue[index]!)),
  };
}

/** A line is not wider than this. */
function short(value: number): number {
  return Number(value.toPrecision(3));
}
