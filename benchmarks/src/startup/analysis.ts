/** From the recordings of one case to its numbers. Pure. */
import { distribution, type Distribution } from '../stats/distribution.ts';
import { BESIDE, PATH, type StartupRecording } from './milestones.ts';
import { phasesOf, type StartupSample } from './phases.ts';
import type { StartupCase, StartupCaseName } from './result.ts';

/** What became of one repetition: a recording, or why there is none. */
export type Attempt = StartupRecording | { readonly failure: string };

/** @throws Error where no repetition came to a picture */
export function analyseCase(name: StartupCaseName, attempts: readonly Attempt[]): StartupCase {
  const samples: StartupSample[] = [];
  const failures: Record<string, number> = {};
  let lateCallbacks = 0;
  for (const attempt of attempts) {
    const sample = 'failure' in attempt ? undefined : phasesOf(attempt);
    if (sample === undefined) {
      const reason = 'failure' in attempt ? attempt.failure : 'a milestone was not seen';
      failures[reason] = (failures[reason] ?? 0) + 1;
    } else samples.push(sample);
    if (!('failure' in attempt) && attempt.presentedFrames > 1) lateCallbacks++;
  }
  if (samples.length === 0) {
    throw new Error(`no repetition of '${name}' came to a picture [${JSON.stringify(failures)}]`);
  }
  return {
    name,
    repetitions: attempts.length,
    missed: attempts.length - samples.length,
    failures,
    lateCallbacks,
    whole: distribution(samples.map(({ whole }) => whole)),
    phases: Object.fromEntries(
      PATH.map((name, index) => [name, distribution(samples.map(({ phases }) => phases[index]!))]),
    ) as StartupCase['phases'],
    beside: besideOf(samples),
    check: {
      residual: distribution(samples.map(({ residual }) => residual)),
      disorder: distribution(samples.map(({ disorder }) => disorder)),
      elementDifference: distribution(samples.map(({ elementDifference }) => elementDifference)),
    },
    samples,
  };
}

function besideOf(samples: readonly StartupSample[]): Record<string, Distribution> {
  const known = BESIDE.flatMap((name) => {
    const times = samples.flatMap(({ beside }) => beside[name] ?? []);
    return times.length === 0 ? [] : [[name, distribution(times)] as const];
  });
  return Object.fromEntries(known);
}
