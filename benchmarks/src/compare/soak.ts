/** What of a soak can be compared: the level of its windows, not their drift, which each result judges by itself. */
import { ROLES } from '../soak/processes.ts';
import type { SoakResult } from '../soak/result.ts';
import { median } from '../stats/distribution.ts';
import type { Comparable, Figure } from './comparable.ts';
import { redrawnPercentiles } from './redraw.ts';
import { isEnough } from './verdict.ts';

/** Windows: half a minute, since what one of them shows lasts into the next. */
const WINDOW_BLOCK = 3;

export function comparableSoak({ settings, machine, windows, memory }: SoakResult): Comparable {
  const { scene, width, height, hostFps, minutes, settling, windowSeconds } = settings;
  const settled = windows.slice(settling);
  const levels = (['p50', 'p95'] as const).flatMap((end): Figure[] => {
    const values = settled.flatMap((window) => window[end] ?? []);
    if (values.length === 0) return [];
    return [
      {
        name: `${end} of a window, middle`,
        unit: 'ms',
        decides: true,
        values: [{ label: '', value: median(values), enough: isEnough(values.length, 0.5) }],
        redraw: redrawnPercentiles([values], [0.5], WINDOW_BLOCK),
      },
    ];
  });
  const resident = ROLES.flatMap((role): Figure[] => {
    const values = memory
      .filter(({ at }) => at >= settling * windowSeconds)
      .flatMap(({ memory: { [role]: value } }) => value ?? []);
    // One process, that moves in steps: drawing its samples again would know nothing of how far runs differ.
    return values.length === 0
      ? []
      : [
          {
            name: `memory of ${role}`,
            unit: 'MB',
            decides: true,
            values: [{ label: '', value: median(values), enough: true }],
          },
        ];
  });
  const sum = (key: 'missed' | 'inputs' | 'lost' | 'decoded'): number =>
    windows.reduce((total, window) => total + window[key], 0);
  return {
    task: { scene, width, height },
    conditions: { 'frame rate of the host': hostFps, 'length, min': minutes },
    machine,
    figures: [...levels, ...resident],
    losses: [
      { name: 'inputs missed', losses: { missed: sum('missed'), of: sum('inputs') } },
      { name: 'frames lost', losses: { missed: sum('lost'), of: sum('lost') + sum('decoded') } },
    ],
    doubts: [
      'a soak is one session: the intervals do not know how far sessions differ, and of memory the tolerance alone decides',
    ],
  };
}
