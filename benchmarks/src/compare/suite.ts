/** `npm run bench -- compare BASE.json NEW.json`: a gate for CI. */
import { RemoteViewError } from '@remote-view/protocol';
import { parseArgs } from 'node:util';
import { Progress } from '../report/progress.ts';
import { readResult, type KnownFile } from '../report/stored-result.ts';
import type { Suite } from '../suite.ts';
import { comparableCapacity } from './capacity.ts';
import type { Comparable } from './comparable.ts';
import { compareResults } from './comparison.ts';
import { comparableLatency } from './latency.ts';
import { compareNetworks, describeNetworkComparison } from './network.ts';
import { comparablePath } from './path.ts';
import { comparablePeer } from './peer.ts';
import { comparableSoak } from './soak.ts';
import { comparableStartup } from './startup.ts';
import { describeComparison } from './text.ts';

export interface CompareOptions {
  readonly base: string;
  readonly next: string;
  /** 0.15: 15 % worse is still good. */
  readonly tolerance: number;
  readonly seed: number;
}

const HELP = `compare BASE.json NEW.json: what got worse, beyond noise

  --tolerance X  how much worse is still good, 0..10 (default 0.15: 15 %)
  --seed N       of the intervals (default 1)

Exit code 0: no regression. 1: a regression. 2: the files cannot be compared. Both are of one suite: latency, startup,
capacity, peer, path, soak or network. Of network runs, which have no noise, a goal that is reached less is a regression.
`;

export const compareSuite: Suite = {
  summary: 'two results of a suite: what got worse, beyond noise; exit code 1 if anything did',
  help: HELP,
  run: async (args) => {
    try {
      process.exitCode = await compare(parseCompareOptions(args));
    } catch (thrown) {
      // Not the exit code of a regression: a gate that could not look has not found anything.
      const error = RemoteViewError.from(thrown);
      console.error(`${error.message} (${error.code})`);
      process.exitCode = 2;
    }
  },
};

/** @throws RemoteViewError `bad-configuration` */
export function parseCompareOptions(args: readonly string[]): CompareOptions {
  const { values, positionals } = read(args);
  const [base, next, ...more] = positionals;
  if (base === undefined || next === undefined || more.length > 0)
    throw new RemoteViewError('bad-configuration', 'Two files are compared: BASE.json NEW.json.');
  const tolerance = values.tolerance.trim() === '' ? Number.NaN : Number(values.tolerance);
  if (!(tolerance >= 0 && tolerance <= 10))
    throw new RemoteViewError('bad-configuration', '--tolerance must be in 0..10.');
  const seed = values.seed.trim() === '' ? Number.NaN : Number(values.seed);
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32)
    throw new RemoteViewError('bad-configuration', `--seed must be an integer in 0..${2 ** 32 - 1}.`);
  return { base, next, tolerance, seed };
}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { tolerance: { type: 'string', default: '0.15' }, seed: { type: 'string', default: '1' } },
    });
  } catch (cause) {
    throw new RemoteViewError('bad-configuration', (cause as Error).message, { cause });
  }
}

async function compare({ base, next, tolerance, seed }: CompareOptions): Promise<0 | 1> {
  const [ofBase, ofNext] = [await knownFile(base), await knownFile(next)];
  if (ofBase.suite === 'network' && ofNext.suite === 'network') {
    const changes = compareNetworks(ofBase.result, ofNext.result);
    process.stdout.write(describeNetworkComparison(changes));
    return changes.worse > 0 ? 1 : 0;
  }
  if (ofBase.suite === 'network' || ofNext.suite === 'network' || ofBase.suite !== ofNext.suite) {
    const context = { base: ofBase.suite, new: ofNext.suite };
    throw new RemoteViewError('bad-configuration', 'The results are of different suites.', { context });
  }
  const progress = new Progress(process.stderr);
  const onFigure = (name: string): void => progress.update(`comparing ${name} …`, performance.now());
  const comparison = compareResults(comparable(ofBase), comparable(ofNext), { tolerance, seed, onFigure });
  progress.end();
  process.stdout.write(describeComparison(comparison, tolerance));
  return comparison.regressions > 0 ? 1 : 0;
}

function comparable(file: Exclude<KnownFile, { readonly suite: 'network' }>): Comparable {
  switch (file.suite) {
    case 'latency':
      return comparableLatency(file.result);
    case 'startup':
      return comparableStartup(file.result);
    case 'capacity':
      return comparableCapacity(file.result);
    case 'peer':
      return comparablePeer(file.result);
    case 'soak':
      return comparableSoak(file.result);
    case 'path':
      return comparablePath(file.result);
    case 'latency-matrix':
      throw new RemoteViewError(
        'bad-configuration',
        'A matrix keeps no samples to compare; run its cell alone: latency --scene … --size … --fps …',
      );
    default:
      return file satisfies never;
  }
}

async function knownFile(path: string): Promise<KnownFile> {
  const file = await readResult(path);
  if (file.suite !== 'other') return file;
  const context = { path, suite: file.title };
  throw new RemoteViewError('bad-configuration', 'Results of this suite cannot be compared.', { context });
}
