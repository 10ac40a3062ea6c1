/** Startup results as the suite would write them. */
import { PATH } from '../../startup/milestones.ts';
import { STARTUP_CASES, type StartupCase, type StartupResult } from '../../startup/result.ts';
import { distribution } from '../../stats/distribution.ts';
import { seededRandom } from '../../stats/random.ts';
import { MACHINE, MADE_AT } from './results.ts';

export interface MadeStartup {
  readonly seed?: number;
  readonly repetitions?: number;
  /** All times are multiplied by it. */
  readonly scale?: number;
  readonly missed?: number;
}

export function madeStartup({ seed = 1, repetitions = 40, scale = 1, missed = 0 }: MadeStartup = {}): StartupResult {
  const random = seededRandom(seed);
  const nothing = distribution([0]);
  const cases = STARTUP_CASES.map((name): StartupCase => {
    const slow = scale * (name === 'cold' ? 10 : 1);
    const samples = Array.from({ length: repetitions - missed }, () => {
      const phases = PATH.map((_, index) => slow * (index + 1) * (0.8 + 0.4 * random()));
      const whole = phases.reduce((sum, phase) => sum + phase, 0);
      return { whole, phases, residual: 0, disorder: 0, beside: {}, elementDifference: 1 };
    });
    return {
      ...{ name, repetitions, missed, failures: missed === 0 ? {} : { 'no picture': missed }, lateCallbacks: 2 },
      whole: distribution(samples.map(({ whole }) => whole)),
      phases: Object.fromEntries(
        PATH.map((phase, index) => [phase, distribution(samples.map(({ phases }) => phases[index]!))]),
      ) as StartupCase['phases'],
      beside: { socket: distribution([5]) },
      check: { residual: nothing, disorder: nothing, elementDifference: distribution([1]) },
      samples,
    };
  });
  return {
    format: 'remote-view-startup',
    version: 1,
    at: MADE_AT,
    machine: MACHINE,
    settings: { scene: 'cube', width: 640, height: 360, hostFps: 30, repetitions },
    pathNames: [...PATH],
    cases,
  };
}
