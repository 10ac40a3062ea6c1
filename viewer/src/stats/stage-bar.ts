/** The latency stages grouped as people think of them, as shares of a bar. */
import type { LatencyStage, LatencySummary } from '../latency/latency-summary.ts';

export type StageGroup = 'network' | 'wait' | 'render' | 'encode' | 'decode' | 'present';

export interface BarGroup {
  readonly name: StageGroup;
  /** ms */
  readonly duration: number;
  /** Where it begins and how long it is, 0..1 of the bar. */
  readonly start: number;
  readonly share: number;
}

const GROUPS: readonly (readonly [name: StageGroup, stages: readonly LatencyStage[]])[] = [
  ['network', ['network']],
  ['wait', ['wait', 'queue', 'link', 'send']],
  ['render', ['render', 'gpu']],
  ['encode', ['convert', 'encode']],
  ['decode', ['decode']],
  ['present', ['present']],
];

export function stageBar(stages: LatencySummary['stages']): BarGroup[] {
  const durations = GROUPS.map(([, members]) => members.reduce((sum, stage) => sum + stages[stage], 0));
  const total = durations.reduce((sum, duration) => sum + duration, 0);
  let start = 0;
  return GROUPS.map(([name], index) => {
    const duration = durations[index]!;
    const share = total > 0 ? duration / total : 0;
    const group: BarGroup = { name, duration, start, share };
    start += share;
    return group;
  });
}
