/**
 * What of a path result can be compared: how full ours kept each path, how long a packet took, and how both stand to the peer
 * of the same run, which bears another load best. Time frozen is a share of the time, and often nothing: it is counted as what
 * is lost.
 */
import { middleOrWorse } from '../path/goals.ts';
import type { PathCaseResult, PathPair, PathResult } from '../path/result.ts';
import type { Comparable, Figure } from './comparable.ts';
import { redrawnMiddle } from './redraw.ts';

/** Of a path that is hardly used nothing would be left to divide by. */
const LEAST_USED = 0.001;

export function comparablePath({ settings, machine, peer, cases }: PathResult): Comparable {
  const { width, height, fps, queue, seed, stretch } = settings;
  const few = cases.some(({ pairs }) => pairs.length < 3);
  return {
    // Cases are found by their names: two runs may have some in common.
    task: { width, height, fps, queue, seed, 'length of phases': stretch },
    conditions: { 'peer, codec': peer.codec, 'peer, at most bit/s': peer.maxBitrate },
    machine,
    figures: cases.flatMap(figuresOf),
    losses: cases.map((one) => ({
      name: `${titleOf(one)}: ms frozen`,
      losses: {
        missed: total(one, ({ ours }) => ours.frozen.milliseconds),
        of: total(one, ({ ours }) => ours.phases.reduce((sum, { seconds }) => sum + seconds * 1_000, 0)),
      },
    })),
    doubts: [
      ...(few ? ['a result of few pairs: the intervals know little of how far pairs differ'] : []),
      ...cases.flatMap((one) => one.doubts.map((doubt) => `${titleOf(one)}, ${doubt}`)),
    ],
  };
}

function figuresOf(one: PathCaseResult): Figure[] {
  const { pairs, rtt } = one;
  const figure = (name: string, unit: string, decides: boolean, valueOf: (pair: PathPair) => number): Figure => {
    const values = pairs.map(valueOf);
    return {
      ...{ name: `${titleOf(one)}: ${name}`, unit, decides },
      values: [{ label: '', value: middleOf(values), enough: true }],
      ...(values.length > 1 ? { redraw: redrawnMiddle(values, middleOf) } : {}),
    };
  };
  return [
    figure('capacity / used', '', true, ({ ours }) => 1 / usedBy(ours)),
    figure('one way with queue, p95', 'ms', true, ({ ours }) => rtt / 2 + (ours.queue?.p95 ?? 0)),
    figure('used, peer / ours', '', true, ({ ours, peer }) => usedBy(peer) / usedBy(ours)),
    figure('  between frames, p99', 'ms', false, ({ ours }) => ours.gaps.p99),
  ];
}

/** Of a path of one's own the name says nothing. */
function titleOf({ name, schedule, rtt, impairments }: PathCaseResult): string {
  return name === 'own' ? [schedule, `RTT ${rtt} ms`, ...impairments].join(', ') : name;
}

function usedBy({ settled }: PathPair['ours']): number {
  return Math.max(LEAST_USED, settled ?? 0);
}

/** Less is better in all of them. */
function middleOf(values: readonly number[]): number {
  return middleOrWorse(values, 'less') ?? Infinity;
}

function total({ pairs }: PathCaseResult, valueOf: (pair: PathPair) => number): number {
  return Math.round(pairs.reduce((sum, pair) => sum + valueOf(pair), 0));
}
