/** What is asked of a transport on a path, modelled or emulated: measures, and the limits that stand for every path. Pure data. */
import type { Millis } from '@remote-view/protocol';
import type { Limits } from '../report/judged-goal.ts';

/**
 * - `utilisation`: share of what the path could carry of what the encoder could use, that arrived; settled
 * - `queueP95`, `queueP99`: what packets wait at the bottleneck, ms, the whole run
 * - `belowAfter`: from the beginning of the phase until less is sent than the path holds, ms
 * - `peakQueue`: longest wait at the bottleneck in the phase's first five seconds, ms
 * - `to90`: from the beginning of the phase until 90 % of what could arrive does, and 85 % for the next second, ms
 * - `frozen`: share of the time in freezes, %
 * - `moreKeyFrames`: key frames after the first
 * - `frameDelayP95`: from a frame's capture until it can be decoded, ms
 */
export type Measure =
  | 'utilisation'
  | 'queueP95'
  | 'queueP99'
  | 'belowAfter'
  | 'peakQueue'
  | 'to90'
  | 'frozen'
  | 'moreKeyFrames'
  | 'frameDelayP95';

export interface CaseGoal<M extends Measure = Measure> extends Limits {
  readonly measure: M;
  /** Of the measures that are about one phase. */
  readonly phase?: string;
}

export const MEASURES: Readonly<Record<Measure, { readonly name: string; readonly unit: string }>> = {
  utilisation: { name: 'utilisation, settled', unit: '' },
  queueP95: { name: 'queue p95', unit: 'ms' },
  queueP99: { name: 'queue p99', unit: 'ms' },
  belowAfter: { name: 'until less is sent than fits', unit: 'ms' },
  peakQueue: { name: 'peak queue', unit: 'ms' },
  to90: { name: 'until 90 %', unit: 'ms' },
  frozen: { name: 'time frozen', unit: '%' },
  moreKeyFrames: { name: 'key frames after the first', unit: '' },
  frameDelayP95: { name: 'frame delay p95', unit: 'ms' },
};

export function less<M extends Measure>(
  measure: M,
  must: number | undefined,
  aim: number,
  phase?: string,
): CaseGoal<M> {
  return { measure, must, aim, better: 'less', ...(phase === undefined ? {} : { phase }) };
}

export const USED: CaseGoal<'utilisation'> = { measure: 'utilisation', must: 0.85, aim: 0.93, better: 'more' };
/** Of a path that is steady, or steps. */
export const FILLED: readonly CaseGoal<'utilisation' | 'queueP95' | 'queueP99'>[] = [
  USED,
  less('queueP95', 50, 20),
  less('queueP99', 150, 50),
];

/** Where the capacity falls. */
export const below = (phase: string, rtt: Millis): CaseGoal<'belowAfter'> => less('belowAfter', 300, rtt + 70, phase);

/** Where it falls by 76 %, on a path with a short round trip. */
export const peak = (phase: string): CaseGoal<'peakQueue'> => less('peakQueue', 250, 100, phase);

/** Where it is there again. */
export const back = (phase: string): CaseGoal<'to90'> => less('to90', 5_000, 1_500, phase);

/** From 300 kbit/s to 10 Mbit/s. */
export const ramp = (phase: string): CaseGoal<'to90'> => less('to90', 2_000, 600, phase);

/** Random losses, RTT 20 ms. @param mustFreeze share of the time that may be frozen, % */
export const unfrozen = (mustFreeze: number): readonly CaseGoal<'frozen' | 'moreKeyFrames'>[] => [
  less('frozen', mustFreeze, 0),
  less('moreKeyFrames', undefined, 0),
];
