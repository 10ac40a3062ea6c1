/** The rules of this project that no linter knows, applied to the whole tree; `npm run check` runs it. */
import { dependencyViolations } from './dependency-rule.ts';
import { callbackViolations } from './native-callbacks.ts';
import { pureCoreViolations } from './pure-cores.ts';
import { ROOT } from './run-node.ts';
import { readSources } from './sources.ts';

const files = readSources(ROOT, [
  'protocol',
  'gateway',
  'renderer-host',
  'viewer',
  'benchmarks',
  'examples',
  'scripts',
]);
const violations = [dependencyViolations, pureCoreViolations, callbackViolations].flatMap((rule) => rule(files));
for (const { path, line, problem } of violations) console.error(`${path}:${line} ${problem}`);
if (violations.length > 0) process.exit(1);
console.log(`${files.length} files follow the rules.`);
