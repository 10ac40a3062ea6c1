/** What a result of each suite must be: its schema, its version, and what a schema cannot say. */
import { RemoteViewError } from '@remote-view/protocol';
import type { Static, TSchema } from 'typebox';
import Value from 'typebox/value';
import { CapacityResult } from '../capacity/result.ts';
import { MatrixResult } from '../latency/matrix-result.ts';
import { LatencyResult } from '../latency/result.ts';
import { NetworkResult } from '../network/result.ts';
import { PathResult } from '../path/result.ts';
import { PeerResult } from '../peer/result.ts';
import { SoakResult } from '../soak/result.ts';
import { StartupResult } from '../startup/result.ts';

/** By the name in `format`, `remote-view-<name>`. */
export interface KnownResults {
  readonly latency: LatencyResult;
  readonly 'latency-matrix': MatrixResult;
  readonly startup: StartupResult;
  readonly capacity: CapacityResult;
  readonly peer: PeerResult;
  readonly path: PathResult;
  readonly soak: SoakResult;
  readonly network: NetworkResult;
}
export type KnownSuite = keyof KnownResults;

/** What is wrong with a result that fits its schema; undefined where nothing is. */
type Problem = string | undefined;
type Check<R> = (name: string, data: Readonly<Record<string, unknown>>) => R;

const CHECKS: { readonly [S in KnownSuite]: Check<KnownResults[S]> } = {
  latency: checkOf(LatencyResult, 'latency', latencyProblem),
  'latency-matrix': checkOf(MatrixResult, 'latency-matrix', () => undefined),
  startup: checkOf(StartupResult, 'startup', startupProblem),
  capacity: checkOf(CapacityResult, 'capacity', capacityProblem),
  peer: checkOf(PeerResult, 'peer', () => undefined),
  path: checkOf(PathResult, 'path', pathProblem),
  soak: checkOf(SoakResult, 'soak', ({ windows }) => (windows.length === 0 ? 'holds no window' : undefined)),
  network: checkOf(NetworkResult, 'network', networkProblem),
};

export function isKnownSuite(suite: string): suite is KnownSuite {
  return Object.hasOwn(CHECKS, suite);
}

/** @throws RemoteViewError `malformed-message` for what does not fit, `unsupported-version` for another version */
export function checkResult<S extends KnownSuite>(
  suite: S,
  name: string,
  data: Readonly<Record<string, unknown>>,
): KnownResults[S] {
  return CHECKS[suite](name, data);
}

export function malformed(name: string, problem: string): RemoteViewError {
  return new RemoteViewError('malformed-message', `${name} ${problem}.`);
}

/** Every suite's format is of version 1 so far. */
const VERSION = 1;

function checkOf<S extends TSchema>(schema: S, suite: string, problemOf: (result: Static<S>) => Problem) {
  return (name: string, data: Readonly<Record<string, unknown>>): Static<S> => {
    const { version } = data;
    if (version !== VERSION) {
      throw new RemoteViewError('unsupported-version', `${name} is of another version of the ${suite} suite.`, {
        context: { version: typeof version === 'number' ? version : 'none', known: VERSION },
      });
    }
    if (!Value.Check(schema, data)) {
      const [first] = Value.Errors(schema, data);
      throw malformed(name, `does not fit its schema at ${first?.instancePath || '/'}: ${first?.message ?? ''}`);
    }
    if (Number.isNaN(Date.parse(String(data['at'])))) throw malformed(name, 'says no time at which it was measured');
    const problem = problemOf(data);
    if (problem !== undefined) throw malformed(name, problem);
    return data;
  };
}

function latencyProblem({ stageNames, repetitions }: LatencyResult): Problem {
  if (new Set(stageNames).size !== stageNames.length) return 'names a stage twice';
  if (repetitions.length === 0) return 'holds no repetition';
  for (const { samples, inputs } of repetitions) {
    if (samples.length === 0 || inputs === 0) return 'holds a repetition without samples';
    if (samples.some(({ stages }) => stages !== undefined && stages.length !== stageNames.length))
      return 'holds a sample with more or fewer stages than it names';
  }
  return undefined;
}

function startupProblem({ pathNames, cases }: StartupResult): Problem {
  if (cases.length === 0) return 'holds no case';
  if (new Set(cases.map(({ name }) => name)).size !== cases.length) return 'names a case twice';
  if (cases.some(({ samples }) => samples.length === 0)) return 'holds a case without samples';
  if (cases.some(({ samples }) => samples.some(({ phases }) => phases.length !== pathNames.length)))
    return 'holds a sample with more or fewer phases than it names';
  return undefined;
}

function pathProblem({ cases }: PathResult): Problem {
  if (new Set(cases.map(({ name }) => name)).size !== cases.length) return 'names a case twice';
  const counts = cases.map(
    ({ pairs }) => new Set(pairs.flatMap(({ ours, peer }) => [ours.phases.length, peer.phases.length])),
  );
  return counts.some(({ size }) => size !== 1) ? 'holds rounds of one case with different phases' : undefined;
}

function capacityProblem({ cases }: CapacityResult): Problem {
  if (cases.length === 0) return 'holds no case';
  for (const { held, steps, viewers } of cases) {
    if (held > steps.length) return 'says that more sessions held than it tried';
    if ([...steps, ...viewers].some((step) => step.sessions === 0 || step.framesPerSecond.length === 0))
      return 'holds a step without sessions';
  }
  return undefined;
}

function networkProblem({ runs }: NetworkResult): Problem {
  if (runs.length === 0) return 'holds no run';
  if (runs.some(({ phases }) => phases.length === 0)) return 'holds a run without phases';
  if (runs.some(({ series }) => new Set(Object.values(series).map(({ length }) => length)).size !== 1))
    return 'holds a run whose lines have different lengths';
  return undefined;
}
