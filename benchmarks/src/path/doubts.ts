/**
 * When a machine was too busy for what it had to measure. The emulator runs before others where it may, so where it is late, hosts
 * and browsers are later still, and controllers see a path that trembles as the schedule does not say. Pure.
 */
import type { Millis } from '@remote-view/protocol';
import { SIDES, type PathPair } from './result.ts';

/** At p99. With nothing else on two cores it is 3 to 5 ms where encoders and decoders take both, and 10 ms is half the shortest round trip. */
const LATE: Millis = 10;

export function doubtsOf(pairs: readonly PathPair[]): string[] {
  return pairs.flatMap((pair, index) =>
    SIDES.filter((side) => pair[side].lateness.p99 > LATE).map(
      (side) => `pair ${index + 1}, ${side}: the link was late by ${pair[side].lateness.p99.toFixed(0)} ms at p99`,
    ),
  );
}
