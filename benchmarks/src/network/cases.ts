/** What the scoreboard asks: paths, how they change, and what must come out. Pure data. */
import type { CellularName } from './cellular.ts';
import { back, below, FILLED, less, peak, ramp, unfrozen, type CaseGoal } from './goals.ts';
import type { Jitter, QueueLimit } from './link.ts';
import type { LossModel } from './loss.ts';

export interface Phase {
  readonly name: string;
  readonly seconds: number;
  /** Of the bottleneck, bits per second. */
  readonly bitrate: number;
  /** Nothing passes, in either direction. Such a phase is as long in a quick run. */
  readonly outage?: true;
  /** What the pictures need, bits per second, where that is less than the encoder may use. */
  readonly needed?: number;
}

/** What does not change while a case runs. Delay, jitter and loss are those of each direction, the queue that towards the viewer. */
export interface PathModel {
  /** One way, ms. */
  readonly delay: number;
  readonly queue: QueueLimit;
  readonly jitter?: Jitter;
  readonly loss?: LossModel;
  /** Instead of the phases' bitrates. */
  readonly cellular?: CellularName;
}

export interface NetworkCase {
  readonly name: string;
  readonly title: string;
  readonly phases: readonly Phase[];
  readonly path: PathModel;
  /** Bits per second that the encoder could use at most. */
  readonly useful: number;
  readonly goals: readonly CaseGoal[];
}

const MBIT = 1e6;
/** What the host's encoder uses at most (`bitrateFor`). */
const USEFUL = 30 * MBIT;

/**
 * RFC 8867 section 5.1: one flow, and a capacity that changes. Its longest wait is not judged: within its round trip of 100 ms, before anybody
 * can know of the drop to 0.6 of what was 2.5, more has left than 300 ms of the new capacity carry.
 * @param times the reference, in Mbit/s
 */
function variableCapacity(times: number): NetworkCase {
  const reference = times * MBIT;
  return {
    name: `rfc8867-5.1-x${times}`,
    title: `RFC 8867 5.1, ${mbit(reference)} -> ${mbit(2.5 * reference)} -> ${mbit(0.6 * reference)} -> ${mbit(reference)} Mbit/s, RTT 100 ms`,
    phases: [
      { name: 'x1', seconds: 40, bitrate: reference },
      { name: 'x2.5', seconds: 20, bitrate: 2.5 * reference },
      { name: 'x0.6', seconds: 20, bitrate: 0.6 * reference },
      { name: 'x1 again', seconds: 20, bitrate: reference },
    ],
    path: { delay: 50, queue: { ms: 300 } },
    useful: Math.max(USEFUL, 3 * reference),
    goals: [...FILLED, below('x0.6', 100)],
  };
}

const RFC_5_2: NetworkCase = {
  name: 'rfc8867-5.2-x10',
  title: 'capacities of RFC 8867 5.2, 20 -> 10 -> 17.5 -> 5 -> 10 Mbit/s, RTT 100 ms',
  phases: [2, 1, 1.75, 0.5, 1].map((ratio, index) => ({
    ...{ name: `x${ratio}${index === 4 ? ' again' : ''}`, seconds: 25, bitrate: 10 * MBIT * ratio },
  })),
  path: { delay: 50, queue: { ms: 300 } },
  useful: USEFUL,
  goals: FILLED,
};

const STEPS: NetworkCase = {
  name: 'steps',
  title: 'steps 5 -> 50 -> 5 Mbit/s, RTT 20 ms, queue 100 ms',
  phases: [
    { name: '5', seconds: 20, bitrate: 5 * MBIT },
    { name: '50', seconds: 20, bitrate: 50 * MBIT },
    { name: '5 again', seconds: 20, bitrate: 5 * MBIT },
  ],
  path: { delay: 10, queue: { ms: 100 } },
  useful: 60 * MBIT,
  goals: [...FILLED, back('50'), below('5 again', 20)],
};

const DROP: NetworkCase = {
  name: 'drop',
  title: 'capacity drops by 76 %, 25 -> 6 Mbit/s, RTT 20 ms',
  phases: [
    { name: '25', seconds: 15, bitrate: 25 * MBIT },
    { name: '6', seconds: 15, bitrate: 6 * MBIT },
  ],
  path: { delay: 10, queue: { ms: 300 } },
  useful: USEFUL,
  goals: [below('6', 20), peak('6')],
};

const RAMP: NetworkCase = {
  name: 'ramp',
  title: 'ramp from 0.3 to 10 Mbit/s, a dip to 3, and back, RTT 40 ms',
  phases: [
    { name: 'start', seconds: 15, bitrate: 10 * MBIT },
    { name: 'dip', seconds: 8, bitrate: 3 * MBIT },
    { name: 'back', seconds: 15, bitrate: 10 * MBIT },
  ],
  path: { delay: 20, queue: { ms: 300 } },
  useful: USEFUL,
  goals: [ramp('start'), back('back'), less('queueP95', 50, 20)],
};

const OUTAGE: NetworkCase = {
  name: 'outage',
  title: 'nothing passes for a second, 10 Mbit/s, RTT 40 ms',
  phases: [
    { name: 'before', seconds: 15, bitrate: 10 * MBIT },
    { name: 'outage', seconds: 1, bitrate: 10 * MBIT, outage: true },
    { name: 'after', seconds: 15, bitrate: 10 * MBIT },
  ],
  path: { delay: 20, queue: { ms: 300 } },
  useful: USEFUL,
  goals: [back('after'), less('queueP95', 50, 20)],
};

const APPLICATION_LIMITED: NetworkCase = {
  name: 'app-limited',
  title: 'pictures that need 1 Mbit/s, then all of 20 Mbit/s, RTT 40 ms',
  phases: [
    { name: 'full', seconds: 10, bitrate: 20 * MBIT },
    { name: 'little', seconds: 30, bitrate: 20 * MBIT, needed: MBIT },
    { name: 'full again', seconds: 15, bitrate: 20 * MBIT },
  ],
  path: { delay: 20, queue: { ms: 300 } },
  useful: USEFUL,
  goals: [back('full again'), less('queueP95', 50, 20), less('queueP99', 150, 50)],
};

/** @param percent of packets, in each direction */
function randomLoss(percent: number, mustFreeze: number): NetworkCase {
  return {
    name: `loss-${percent}`,
    title: `${percent} % random loss both ways, 10 Mbit/s, RTT 20 ms`,
    phases: [{ name: 'all', seconds: 60, bitrate: 10 * MBIT }],
    path: { delay: 10, queue: { ms: 300 }, loss: { type: 'random', share: percent / 100 } },
    useful: USEFUL,
    goals: unfrozen(mustFreeze),
  };
}

/** str0m's presets of its network emulator. @param good and bad: mean stretches in packets */
function wireless(
  name: string,
  title: string,
  mbits: number,
  path: PathModel,
  goals: readonly CaseGoal[],
): NetworkCase {
  return {
    ...{ name, title, path, goals, useful: USEFUL },
    phases: [{ name: 'all', seconds: 60, bitrate: mbits * MBIT }],
  };
}

const WIFI = wireless(
  'wifi',
  'Wi-Fi: 100 Mbit/s, 5 ± 2 ms one way, bursts of loss of 1 %',
  100,
  { ...trembling(5, 2), queue: { bytes: 200_000 }, loss: { type: 'bursts', good: 200, bad: 2 } },
  [less('frozen', 1, 0.1)],
);
const WIFI_LOSSY = wireless(
  'wifi-lossy',
  'lossy Wi-Fi: 50 Mbit/s, 15 ± 10 ms one way, bursts of loss of 5 %',
  50,
  { ...trembling(15, 10), queue: { bytes: 100_000 }, loss: { type: 'bursts', good: 40, bad: 2 } },
  [less('frozen', 1, 0.1)],
);
/** Where a repair takes longer than a freeze has to last, so nobody can promise that there is none. */
const CONGESTED = wireless(
  'congested',
  'congested: 10 Mbit/s, 80 ± 40 ms one way, bursts of loss of 10 %, queue 50 kB',
  10,
  { ...trembling(80, 40), queue: { bytes: 50_000 }, loss: { type: 'bursts', good: 18, bad: 2 } },
  [less('frozen', undefined, 5)],
);
const JITTER = wireless(
  'jitter-20',
  'up to 20 ms of jitter in order, 10 Mbit/s, RTT 40 ms',
  10,
  { delay: 20, queue: { ms: 300 }, jitter: { upTo: 20, reorders: false } },
  FILLED,
);
const REORDERING = wireless(
  'reordering',
  'up to 5 ms of jitter with overtaking, 10 Mbit/s, RTT 40 ms',
  10,
  { delay: 20, queue: { ms: 300 }, jitter: { upTo: 5, reorders: true } },
  FILLED,
);

function cellular(name: CellularName, title: string, aim: readonly CaseGoal[]): NetworkCase {
  return {
    ...{ name, title, useful: USEFUL, goals: aim },
    phases: [{ name: 'all', seconds: 120, bitrate: 0 }],
    path: { delay: 20, queue: { bytes: 500_000 }, cellular: name },
  };
}

export const CASES: readonly NetworkCase[] = [
  variableCapacity(10),
  variableCapacity(1),
  variableCapacity(30),
  RFC_5_2,
  STEPS,
  DROP,
  RAMP,
  OUTAGE,
  APPLICATION_LIMITED,
  randomLoss(1, 0),
  randomLoss(5, 0.2),
  randomLoss(10, 2),
  WIFI,
  WIFI_LOSSY,
  CONGESTED,
  JITTER,
  REORDERING,
  cellular('lte-att', 'as LTE of AT&T while driving, mean 4.6 Mbit/s, RTT 40 ms, queue 500 kB', [
    less('frameDelayP95', undefined, 250),
  ]),
  cellular('lte-tmobile', 'as LTE of T-Mobile while driving, mean 17 Mbit/s, RTT 40 ms, queue 500 kB', [
    less('frameDelayP95', undefined, 250),
  ]),
];

/** In a quick run phases last a third, but long enough to settle. */
const QUICK = { share: 1 / 3, least: 8 } as const;

export function quickCase(one: NetworkCase): NetworkCase {
  const phases = one.phases.map((phase) => {
    const seconds = Math.min(phase.seconds, Math.max(QUICK.least, Math.ceil(phase.seconds * QUICK.share)));
    return phase.outage === true ? phase : { ...phase, seconds };
  });
  return { ...one, phases };
}

function trembling(mean: number, around: number): Pick<PathModel, 'delay' | 'jitter'> {
  return { delay: mean - around, jitter: { upTo: 2 * around, reorders: false } };
}

function mbit(bitrate: number): string {
  return String(bitrate / MBIT);
}
