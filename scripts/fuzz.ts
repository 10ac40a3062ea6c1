/**
 * `npm run fuzz`: the property tests of everything that reads what others send, each for `FUZZ_SECONDS` (5) with new
 * random inputs. What fails is printed with its smallest input and the seed that makes it again. Arguments go to vitest
 * (`npm run fuzz -- protocol`).
 */
import { runNode, ROOT } from './run-node.ts';
import { readSources } from './sources.ts';

process.env['FUZZ_SECONDS'] ??= '5';
const seconds = Number(process.env['FUZZ_SECONDS']);
if (!(seconds > 0)) throw new Error(`FUZZ_SECONDS is ${process.env['FUZZ_SECONDS']}, and has to be a number above 0.`);

const files = readSources(ROOT, ['protocol', 'gateway', 'renderer-host', 'viewer'])
  .filter(({ path, text }) => path.endsWith('.test.ts') && text.includes("from 'fast-check'"))
  .map(({ path }) => path);
const filter = process.argv.slice(2);

process.exitCode = await runNode('node_modules/vitest/vitest.mjs', [
  'run',
  '--project=unit',
  // A test may hold several properties.
  `--testTimeout=${seconds * 5_000 + 30_000}`,
  ...(filter.length > 0 ? filter : files),
]);
