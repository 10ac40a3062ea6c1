/** What of a startup result can be compared: the whole of each case. Phases say where a difference comes from. */
import type { StartupCase, StartupResult } from '../startup/result.ts';
import { percentile } from '../stats/distribution.ts';
import type { Comparable, Figure } from './comparable.ts';
import { redrawnPercentiles } from './redraw.ts';
import { isEnough, LEAST_BEYOND_INDEPENDENT } from './verdict.ts';

export function comparableStartup({ settings, machine, pathNames, cases }: StartupResult): Comparable {
  const { scene, width, height, hostFps } = settings;
  return {
    task: { scene, width, height },
    conditions: { 'frame rate of the host': hostFps },
    machine,
    figures: cases.flatMap((one) => figuresOf(one, pathNames)),
    losses: cases.map(({ name, missed, repetitions }) => ({
      name: `${name}: repetitions without a picture`,
      losses: { missed, of: repetitions },
    })),
    doubts: [],
  };
}

function figuresOf({ name, samples }: StartupCase, pathNames: readonly string[]): Figure[] {
  const figure = (title: string, values: readonly number[], fractions: readonly number[], decides: boolean): Figure => {
    const ascending = values.toSorted((a, b) => a - b);
    return {
      name: title,
      unit: 'ms',
      decides,
      values: fractions.map((fraction) => ({
        label: `p${Math.round(fraction * 100)}`,
        value: percentile(ascending, fraction),
        enough: isEnough(ascending.length, fraction, LEAST_BEYOND_INDEPENDENT),
      })),
      // Each repetition has a page, and mostly a session, of its own.
      redraw: redrawnPercentiles([values], fractions, 1),
    };
  };
  const whole = samples.map((sample) => sample.whole);
  return [
    figure(`${name}, whole`, whole, [0.5, 0.95], true),
    ...pathNames.map((phase, index) =>
      figure(
        `  ${name} -> ${phase}`,
        samples.map(({ phases }) => phases[index]!),
        [0.5],
        false,
      ),
    ),
  ];
}
