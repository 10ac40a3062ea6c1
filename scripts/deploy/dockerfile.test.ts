/** Holds the Dockerfile against the tree that it copies, the programs that it starts, and what images should be like. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../run-node.ts';
import { stagesOf, type Stage } from './dockerfile.ts';
import { helpOf } from './programs.ts';

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const text = read('Dockerfile');
const stages = stagesOf(text);
const targets = stages.filter(({ name }) => ['gateway', 'host', 'host-software'].includes(name));
const named = stages.map((stage) => [stage.name, stage] as const);

/** A stage and those that it begins with, the last one first. */
function lineage(stage: Stage): Stage[] {
  const base = stages.find(({ name }) => name === stage.from);
  return base === undefined ? [stage] : [stage, ...lineage(base)];
}

describe('what goes to the builder', () => {
  const patterns = read('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

  /** As Docker does: the last pattern that fits a path, or a folder above it, decides. */
  function isIgnored(file: string): boolean {
    const folders = file.split('/').map((_part, index, parts) => parts.slice(0, index + 1).join('/'));
    const fitting = patterns.filter((pattern) =>
      folders.some((one) => path.matchesGlob(one, pattern.replace(/^!/, ''))),
    );
    return fitting.at(-1)?.startsWith('!') === false;
  }

  test.each([
    ['.git/config', true],
    ['gateway/node_modules/a/b.js', true],
    ['gateway/src/app.test.ts', true],
    ['docs/images/a.png', true],
    ['deploy/compose/.env', true],
    ['deploy/compose/secrets/host-key', true],
    ['docs/licensing.md', false],
    ['benchmarks/package.json', false],
    ['gateway/src/app.ts', false],
  ])('of %s is nothing: %s', (file, expected) => {
    expect(isIgnored(file)).toBe(expected);
  });

  test.each(named)('has all that the stage %s copies', (_name, { copies }) => {
    const sources = copies.filter(({ from }) => from === undefined).flatMap((copy) => copy.sources);
    expect(sources.filter((source) => !existsSync(path.join(ROOT, source)) || isIgnored(source))).toEqual([]);
  });
});

describe('stages', () => {
  test.each(named)('%s begins and copies with stages above it', (name, { from, copies }) => {
    const above = stages
      .slice(
        0,
        stages.findIndex((stage) => stage.name === name),
      )
      .map((stage) => stage.name);
    const used = [from, ...copies.flatMap((copy) => copy.from ?? [])].filter((one) => !one.startsWith('$'));
    expect(used.filter((one) => !above.includes(one))).toEqual([]);
  });

  test('begin with one base image of a major version and a release of Debian', () => {
    expect(text.match(/^ARG NODE_IMAGE=(.*)$/m)?.[1]).toMatch(/^node:\d+-[a-z]+-slim$/);
    expect(new Set(stages.map(({ from }) => from).filter((from) => from.startsWith('$')))).toEqual(
      new Set(['${NODE_IMAGE}']),
    );
  });

  test.each(named)(
    '%s leaves no lists of packages behind, and installs nothing that nobody asked for',
    (_name, { runs }) => {
      for (const run of runs) {
        if (run.includes('apt-get update'))
          expect(run).toContain('rm -rf /var/lib/apt/lists/*'.slice('rm -rf '.length));
        if (run.includes('apt-get install')) expect(run).toContain('--yes --no-install-recommends');
        if (run.includes('npm ')) expect(run).toMatch(/^npm ci /);
        expect(run).not.toMatch(/\bsudo\b|\bcurl\b|\bwget\b/);
      }
    },
  );

  test('copy the manifest of each workspace, without which npm ci fails', () => {
    const { workspaces } = JSON.parse(read('package.json')) as { workspaces: string[] };
    const copied = stages.find(({ name }) => name === 'base')!.copies.flatMap(({ sources }) => sources);
    expect(copied).toEqual(expect.arrayContaining(workspaces.map((workspace) => `${workspace}/package.json`)));
  });
});

describe.each(targets.map((target) => [target.name, target] as const))('the image %s', (_name, target) => {
  const line = lineage(target);

  test('runs as a user without rights', () => {
    expect(line.find(({ users }) => users.length > 0)?.users.at(-1)).toBe('node');
  });

  test('says how it is', () => {
    expect(line.some(({ hasHealthcheck }) => hasHealthcheck)).toBe(true);
  });

  test('is labelled as the Open Container Initiative has it', () => {
    const labels = new Set(line.flatMap((stage) => stage.labels));
    for (const label of ['title', 'description', 'version', 'revision', 'licenses']) {
      expect(labels).toContain(`org.opencontainers.image.${label}`);
    }
  });

  test('starts a program that there is, and with flags that it knows', async () => {
    const { entrypoint } = line.find((stage) => stage.entrypoint.length > 0)!;
    const file = entrypoint.find((word) => word.endsWith('.ts'))!;
    const help = await helpOf(file);
    const flags = entrypoint.slice(entrypoint.indexOf(file)).filter((word) => word.startsWith('--'));
    for (const flag of flags) expect(help).toContain(flag);
  });
});

test('the image of the host has its health check look for the program that it starts', () => {
  const [, pattern] = /grep -qs '([^']+)'/.exec(text)!;
  const { entrypoint } = stages.find(({ name }) => name === 'host')!;
  expect(entrypoint.at(-1)).toMatch(new RegExp(pattern!));
});
