/** What of a latency result can be compared. Ends decide; stages say where a difference comes from. */
import type { LatencyResult } from '../latency/result.ts';
import { percentile } from '../stats/distribution.ts';
import type { Comparable, Figure } from './comparable.ts';
import { INPUT_BLOCK, redrawnPercentiles } from './redraw.ts';
import { isEnough } from './verdict.ts';

export function comparableLatency(result: LatencyResult): Comparable {
  const { settings, machine, repetitions, stageNames } = result;
  const { scene, width, height, fps, hostFps } = settings;
  const ends = (['decoded', 'presented', 'display'] as const).flatMap((end) =>
    figureOf(
      end === 'display' ? 'expected display' : end,
      repetitions.map(({ samples }) => samples.map((sample) => sample[end])),
      [0.5, 0.95, 0.99],
      // A headless browser estimates the refresh of a screen that is not there, and changes its mind between sessions.
      end !== 'display' || !/headless/iu.test(machine.chromium),
    ),
  );
  const stages = stageNames.flatMap((name, index) =>
    figureOf(
      `  ${name}`,
      repetitions.map(({ samples }) => samples.flatMap(({ stages }) => stages?.[index] ?? [])),
      [0.5, 0.95],
      false,
    ),
  );
  const sum = (key: 'missed' | 'inputs'): number => repetitions.reduce((total, run) => total + run[key], 0);
  return {
    task: { scene, width, height, fps },
    conditions: { 'frame rate of the host': hostFps },
    machine,
    figures: [...ends, ...stages],
    losses: [{ name: 'inputs missed', losses: { missed: sum('missed'), of: sum('inputs') } }],
    doubts:
      repetitions.length === 1 ? ['a result of one session: the intervals do not know how far sessions differ'] : [],
  };
}

/** @param sessions the samples of each; those that have none count as none */
function figureOf(
  name: string,
  sessions: readonly (readonly number[])[],
  fractions: readonly number[],
  decides: boolean,
): Figure[] {
  const filled = sessions.filter(({ length }) => length > 0);
  const ascending = filled.flat().sort((a, b) => a - b);
  if (ascending.length === 0) return [];
  return [
    {
      name,
      unit: 'ms',
      decides,
      values: fractions.map((fraction) => ({
        label: `p${Math.round(fraction * 100)}`,
        value: percentile(ascending, fraction),
        enough: isEnough(ascending.length, fraction),
      })),
      redraw: redrawnPercentiles(filled, fractions, INPUT_BLOCK),
    },
  ];
}
