/**
 * The paths that are tried: RFC 8867 section 5.1 with ten times its reference capacity, and the losses, steps, outages and
 * traces of access networks. All of them describe the way to the viewer; the way back has the delay and nothing else.
 */
import type { Millis } from '@remote-view/protocol';
import { Opportunities, SteppedRate, type Bottleneck } from '../network/capacity.ts';
import { CELLULAR, cellularTrace, type CellularName } from '../network/cellular.ts';
import type { Span } from '../network/link.ts';
import type { LossModel } from '../network/loss.ts';
import { seededRandom } from '../stats/random.ts';
import { lengthOf, parseSchedule, type Phase } from './schedule.ts';

export interface PathCase {
  readonly name: string;
  /** Round-trip time of the empty path. */
  readonly rtt: Millis;
  readonly phases: readonly Phase[];
  readonly loss?: LossModel | undefined;
  /** Most that a packet is late by. None overtakes another. */
  readonly jitter?: Millis | undefined;
  /** The trace that says the capacity, in place of the phases. */
  readonly cellular?: CellularName | undefined;
}

/** Of the bottleneck, as its time at the capacity (RFC 8867 section 4): what comes beyond it is dropped. */
export const QUEUE: Millis = 300;

export const CASES: readonly PathCase[] = [
  { name: 'rfc8867-5.1', rtt: 100, phases: parseSchedule('40s 10M, 20s 25M, 20s 6M, 20s 10M') },
  { name: 'loss-1', rtt: 20, phases: parseSchedule('30s 10M'), loss: { type: 'random', share: 0.01 } },
  { name: 'loss-5', rtt: 20, phases: parseSchedule('30s 10M'), loss: { type: 'random', share: 0.05 } },
  { name: 'loss-10', rtt: 20, phases: parseSchedule('30s 10M'), loss: { type: 'random', share: 0.1 } },
  { name: 'bursts', rtt: 20, phases: parseSchedule('30s 20M'), loss: { type: 'bursts', good: 200, bad: 4 }, jitter: 5 },
  { name: 'steps', rtt: 20, phases: parseSchedule('15s 5M, 15s 50M, 15s 5M') },
  { name: 'outage', rtt: 20, phases: parseSchedule('15s 10M, 1s 0M, 14s 10M') },
  // The mean of the recording, about: what passes is what the trace says.
  { name: 'lte', rtt: 50, phases: parseSchedule('60s 4.6M'), cellular: 'lte-att' },
];

/** Of the way to the viewer, from the beginning of the schedule. The same for the same seed. */
export function bottleneckOf({ phases, cellular }: PathCase, seed: number): Bottleneck {
  if (cellular !== undefined) {
    const seconds = Math.ceil(lengthOf(phases) / 1_000);
    return new Opportunities(cellularTrace(CELLULAR[cellular], seconds, seededRandom(seed)), seconds * 1_000);
  }
  let carries = phases[0]?.capacity ?? 0;
  return new SteppedRate(
    spansOf(phases).map(({ from }, index) => {
      // An outage is what the way does; the bottleneck before it goes on as it was.
      carries = phases[index]?.capacity || carries;
      return { from, bitrate: carries };
    }),
  );
}

export function outagesOf({ phases }: PathCase): Span[] {
  return spansOf(phases).filter((_span, index) => phases[index]?.capacity === 0);
}

/** From when to when each phase is, counted from the first. */
export function spansOf(phases: readonly Phase[]): Span[] {
  let from = 0;
  return phases.map(({ seconds }) => {
    const span = { from, to: from + seconds * 1_000 };
    from = span.to;
    return span;
  });
}
