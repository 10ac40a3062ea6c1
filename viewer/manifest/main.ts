/**
 * `npm run docs:element` writes docs/element.md from the sources. With `--check`, as `npm run check` has it, nothing is
 * written, and it fails where the page is not what the sources say or something public is not described.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { elementPage } from './page.ts';
import { readManifest } from './read.ts';
import { findProblems } from './validate.ts';

const PAGE = path.join(import.meta.dirname, '../../docs/element.md');

const { manifest, analysis, sources } = readManifest();
const problems = findProblems(manifest, analysis, sources);
const page = elementPage(manifest);
if (!process.argv.includes('--check')) writeFileSync(PAGE, page);
else if (readFileSync(PAGE, 'utf8') !== page) {
  problems.push('docs/element.md is not what the sources say: `npm run docs:element` writes it anew.');
}
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log('docs/element.md says what the sources say.');
