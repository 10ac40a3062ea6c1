/**
 * The paths that are tried: RFC 8867 section 5.1 with ten times its reference capacity, and the losses, steps, outages and
 * traces of access networks. All of them describe the way to the viewer; the way back has the delay and nothing else.
 */
import type { Millis } from '@remote-view/protocol';
import { Opportunities, SteppedRate, type Bottleneck } from '../network/capacity.ts';
import { CELLULAR, cellularTrace, type CellularName } from '../network/cellular.ts';
import {
  back,
  below,
  FILLED,
  less,
  peak,
  ramp,
  unfrozen,
  USED,
  type CaseGoal,
  type Measure,
} from '../network/goals.ts';
import type { Span } from '../network/link.ts';
import type { LossModel } from '../network/loss.ts';
import { seededRandom } from '../stats/random.ts';
import { lengthOf, parseSchedule, type Phase } from './schedule.ts';

/** What the emulator and a page can see of what the scoreboard asks. */
export type PathMeasure = Exclude<Measure, 'frameDelayP95'>;

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
  /** What ours is held against, besides the peer. Phases go by {@link phaseNames}. */
  readonly goals?: readonly CaseGoal<PathMeasure>[] | undefined;
}

/** Of the bottleneck, as its time at the capacity (RFC 8867 section 4): what comes beyond it is dropped. */
export const QUEUE: Millis = 300;
/** Bits per second that the peer may use, and of which the goals count no more: a wider path is not one to be filled. */
export const USEFUL = 30e6;

/** The longest wait after the drop of RFC 8867 5.1 is not judged, for the reason that the scoreboard has (`network/cases.ts`). */
export const CASES: readonly PathCase[] = [
  {
    ...{ name: 'rfc8867-5.1', rtt: 100, phases: parseSchedule('40s 10M, 20s 25M, 20s 6M, 20s 10M') },
    goals: [...FILLED, below('25 → 6 Mbit/s', 100)],
  },
  randomLoss(1, 0),
  randomLoss(5, 0.2),
  randomLoss(10, 2),
  {
    ...{ name: 'bursts', rtt: 20, phases: parseSchedule('20s 20M'), jitter: 5 },
    loss: { type: 'bursts', good: 200, bad: 4 },
    goals: [less('frozen', 1, 0.1)],
  },
  {
    ...{ name: 'steps', rtt: 20, phases: parseSchedule('10s 5M, 12s 50M, 10s 5M') },
    goals: [...FILLED, back('5 → 50 Mbit/s'), below('50 → 5 Mbit/s', 20)],
  },
  {
    ...{ name: 'drop', rtt: 20, phases: parseSchedule('10s 25M, 10s 6M') },
    // Who never filled the path is at once below what is left of it.
    goals: [USED, below('25 → 6 Mbit/s', 20), peak('25 → 6 Mbit/s')],
  },
  {
    ...{ name: 'outage', rtt: 20, phases: parseSchedule('10s 10M, 1s 0M, 10s 10M') },
    goals: [ramp('10 Mbit/s'), back('0 → 10 Mbit/s'), less('queueP95', 50, 20)],
  },
  // The mean of the recording, about: what passes is what the trace says.
  { name: 'lte', rtt: 50, phases: parseSchedule('40s 4.6M'), cellular: 'lte-att' },
];

function randomLoss(percent: number, mustFreeze: number): PathCase {
  return {
    ...{ name: `loss-${percent}`, rtt: 20, phases: parseSchedule('20s 10M') },
    loss: { type: 'random', share: percent / 100 },
    goals: unfrozen(mustFreeze),
  };
}

/** What goals and tables call the phases: each by its capacity, and by that of the one before. */
export function phaseNames(phases: readonly Phase[]): string[] {
  return phases.map(({ capacity }, index) => {
    const before = phases[index - 1];
    return `${before === undefined ? '' : `${before.capacity / 1e6} → `}${capacity / 1e6} Mbit/s`;
  });
}

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
