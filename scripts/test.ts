/**
 * `npm test`: the viewer bundle, the unit tests, the end-to-end tests; its last line is `N passed, N failed`.
 *
 * `--long` (`npm run test:long`) runs what takes long and fails seldom instead: Firefox, and the load tool.
 *
 * The kinds run one after the other, because some end-to-end tests measure time and need the machine for themselves.
 * Arguments go to vitest (`npm test -- protocol`, `npm test -- -t "a name"`); coverage is only asked of a full run, and of the
 * package alone that must have it: to count what all the others do takes a fifth of their time.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ROOT, runNode } from './run-node.ts';
import { addCounts, countTests, isSuccess, summaryLine, type TestCounts, type TestReport } from './test-summary.ts';

const args = process.argv.slice(2);
const NONE: TestCounts = { passed: 0, failed: 0, skipped: 0 };

process.exitCode = await main();

async function main(): Promise<number> {
  const isLong = args[0] === '--long';
  console.log('> viewer bundle');
  if ((await runNode('viewer/build.ts')) !== 0) {
    console.error('The viewer bundle could not be built, so no test was run.\n0 passed, 1 failed');
    return 1;
  }
  if (isLong) return report(await runTests('e2e-long', args.slice(1)));
  const isFull = args.length === 0;
  const covered = isFull ? await runTests('unit', ['protocol/', '--coverage'], 'protocol') : NONE;
  const unit = await runTests('unit', isFull ? ['--exclude=protocol/**'] : args);
  const e2e = await runTests('e2e', args);
  const timed = await runTests('e2e-timed', args);
  return report([covered, unit, e2e, timed].reduce(addCounts));
}

function report(sum: TestCounts): number {
  if (sum.passed + sum.failed === 0) console.error('No test was run.');
  console.log(summaryLine(sum));
  return isSuccess(sum) ? 0 : 1;
}

async function runTests(
  project: 'unit' | 'e2e' | 'e2e-timed' | 'e2e-long',
  extra: readonly string[],
  name: string = project,
): Promise<TestCounts> {
  console.log(`\n> ${name} tests`);
  const reportFile = path.join(ROOT, '.cache', `test-${name}.json`);
  mkdirSync(path.dirname(reportFile), { recursive: true });
  rmSync(reportFile, { force: true });
  const exitCode = await runNode('node_modules/vitest/vitest.mjs', [
    'run',
    `--project=${project}`,
    // A filter may fit one of the projects alone; that something ran at all is checked on the sum.
    '--passWithNoTests',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${reportFile}`,
    ...extra,
  ]);
  return countTests(readReport(reportFile), exitCode);
}

function readReport(file: string): TestReport | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as TestReport;
  } catch {
    return undefined;
  }
}
