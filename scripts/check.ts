/**
 * `npm run check`: everything that can be said about the sources without running them, and the size of what pages fetch.
 * `--fix` repairs what it can.
 */
import { runNode } from './run-node.ts';

interface Step {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
}

const fix = process.argv.includes('--fix');

const STEPS: readonly Step[] = [
  { name: 'format', file: 'node_modules/oxfmt/bin/oxfmt', args: fix ? [] : ['--check'] },
  // Before lint: the gallery's plain JavaScript reads the types that this emits.
  { name: 'types', file: 'node_modules/typescript/bin/tsc', args: ['-b'] },
  { name: 'lint', file: 'node_modules/oxlint/bin/oxlint', args: fix ? ['--fix'] : [] },
  { name: 'rules', file: 'scripts/own-rules.ts', args: [] },
  { name: 'size', file: 'viewer/build.ts', args: [] },
  { name: 'admin page', file: 'gateway/admin/build.ts', args: [] },
  { name: 'manifest', file: 'viewer/manifest/main.ts', args: fix ? [] : ['--check'] },
];

const results: { name: string; ok: boolean; seconds: number }[] = [];
for (const step of STEPS) {
  console.log(`\n> ${step.name}`);
  const started = performance.now();
  const code = await runNode(step.file, step.args);
  results.push({ name: step.name, ok: code === 0, seconds: (performance.now() - started) / 1_000 });
}

console.log('');
for (const { name, ok, seconds } of results)
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)`);
const failed = results.filter((result) => !result.ok).map((result) => result.name);
if (failed.length > 0) {
  const hint = !fix && failed.includes('format') ? ' `npm run format` repairs the format.' : '';
  console.error(`\ncheck failed: ${failed.join(', ')}.${hint}`);
  process.exit(1);
}
