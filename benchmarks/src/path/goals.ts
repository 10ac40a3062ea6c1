/**
 * A case against its goals and against the peer of the same run. Pure.
 *
 * One number speaks for all rounds: the middle one, of two in the middle the worse, and what never came to be is worse than any
 * number. A ratio is that of the two rounds of a pair, which saw the machine in the same minute.
 */
import type { Better } from '../html/goals.ts';
import { MEASURES } from '../network/goals.ts';
import { judgedGoal } from '../report/judged-goal.ts';
import type { PathCase, PathMeasure } from './cases.ts';
import type { PathGoal, PathPair, PathRound } from './result.ts';

interface AgainstPeer {
  readonly name: string;
  readonly better: Better;
  /** Undefined where it is worse than any number. */
  ratio(pair: PathPair, rtt: number): number | undefined;
}

/**
 * A path can be kept empty by not using it, and be filled by letting packets wait. Power is both in one number: what arrives,
 * over the round trip that it makes (Kleinrock, 1979).
 */
const AGAINST_PEER: readonly AgainstPeer[] = [
  {
    name: 'used, ours / peer',
    better: 'more',
    ratio: ({ ours, peer }) => usedBy(ours) / usedBy(peer),
  },
  {
    name: 'power, ours / peer',
    better: 'more',
    ratio: ({ ours, peer }, rtt) => powerOf(ours, rtt) / powerOf(peer, rtt),
  },
  {
    name: 'time frozen, ours / peer',
    better: 'less',
    ratio: ({ ours, peer }) => {
      if (ours.frozen.milliseconds === 0) return 0;
      return peer.frozen.milliseconds === 0 ? undefined : ours.frozen.milliseconds / peer.frozen.milliseconds;
    },
  },
];

export function judgeCase({ rtt, goals = [] }: PathCase, pairs: readonly PathPair[]): PathGoal[] {
  const own = goals.map((goal): PathGoal => {
    const { name, unit } = MEASURES[goal.measure];
    const of = (side: keyof PathPair): number | null =>
      middleOrWorse(
        pairs.map((pair) => valueOf(goal.measure, goal.phase, pair[side])),
        goal.better,
      );
    const title = goal.phase === undefined ? name : `${name}, ${goal.phase}`;
    return { ...judgedGoal(title, unit, of('ours'), goal), peer: of('peer') };
  });
  const ratios = AGAINST_PEER.map(({ name, better, ratio }): PathGoal => {
    const values = pairs.map((pair) => ratio(pair, rtt) ?? null);
    return { ...judgedGoal(name, '', middleOrWorse(values, better), { must: 1, better }), peer: null };
  });
  return [...own, ...ratios];
}

/** Of two in the middle the worse one; null is worse than any. */
export function middleOrWorse(values: readonly (number | null)[], better: Better): number | null {
  const worst = better === 'less' ? Infinity : -Infinity;
  const fromBest = values.map((value) => value ?? worst).sort((a, b) => (better === 'less' ? a - b : b - a));
  const middle = fromBest[Math.floor(fromBest.length / 2)] ?? worst;
  return middle === worst ? null : middle;
}

function valueOf(measure: PathMeasure, name: string | undefined, round: PathRound): number | null {
  const phase = round.phases.find((one) => one.name === name);
  switch (measure) {
    case 'utilisation':
      return round.settled;
    case 'queueP95':
      return round.queue?.p95 ?? null;
    case 'queueP99':
      return round.queue?.p99 ?? null;
    case 'belowAfter':
      return phase?.belowAfter ?? null;
    case 'peakQueue':
      return phase?.peakQueue ?? null;
    case 'to90':
      return phase?.to90 ?? null;
    case 'frozen':
      return round.frozen.share * 100;
    case 'moreKeyFrames':
      // A picture of another size begins with one, which repairs nothing.
      return Math.max(0, round.keyFrames - (round.sizes.length - 1));
    default:
      return measure satisfies never;
  }
}

/** Of a peer that sent next to nothing everything would be a multiple without end. */
function usedBy({ settled }: PathRound): number {
  return Math.max(0.001, settled ?? 0);
}

/** Share of the path over the round trip of packets that wait as long as one in twenty. */
function powerOf(round: PathRound, rtt: number): number {
  return usedBy(round) / (rtt + (round.queue?.p95 ?? 0));
}
