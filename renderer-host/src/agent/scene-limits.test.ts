import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { sceneNodeOptions } from './scene-limits.ts';

const GIBIBYTE = 2 ** 30;

describe('the limits of a scene process', () => {
  const project = realpathSync(mkdtempSync(join(tmpdir(), 'remote-view-limits-')));
  const scenes = join(project, 'src/scenes');
  mkdirSync(scenes, { recursive: true });
  mkdirSync(join(project, 'node_modules'));
  afterAll(() => rmSync(project, { recursive: true }));

  const allowed = (flag: string, options: readonly string[]): string[] =>
    options.filter((option) => option.startsWith(`${flag}=`)).map((option) => option.slice(flag.length + 1));

  it('leave memory beside the JavaScript objects', () => {
    const [heap] = sceneNodeOptions({ maxResidentBytes: GIBIBYTE, readable: undefined });
    const [, megabytes] = /^--max-old-space-size=(\d+)$/u.exec(heap!) ?? [];
    expect(Number(megabytes)).toBeGreaterThan(256);
    expect(Number(megabytes)).toBeLessThan(800);
  });

  it('are no more than that for trusted scenes', () => {
    expect(sceneNodeOptions({ maxResidentBytes: GIBIBYTE, readable: undefined }, '/cache')).toHaveLength(1);
  });

  it('let it read its folders, the packages around them and our own, and nothing above', () => {
    const read = allowed('--allow-fs-read', sceneNodeOptions({ maxResidentBytes: GIBIBYTE, readable: [scenes] }));
    expect(read).toEqual(expect.arrayContaining([scenes, join(project, 'node_modules')]));
    expect(read).not.toContain(project);
    const here = fileURLToPath(import.meta.url);
    expect(read.some((folder) => here.startsWith(`${folder}/`))).toBe(true);
    expect(read).not.toContain('/');
  });

  it('let it read what is linked into the packages, where that really is, and the packages that this needs', () => {
    const workspace = join(project, 'workspace');
    const link = (name: string, target: string): void => {
      mkdirSync(join(workspace, target, 'node_modules'), { recursive: true });
      mkdirSync(dirname(join(workspace, 'app/node_modules', name)), { recursive: true });
      symlinkSync(join(workspace, target), join(workspace, 'app/node_modules', name), 'junction');
    };
    link('lib', 'packages/lib');
    link('@us/tools', 'packages/tools');
    link('inner', 'app/node_modules/.store/inner');
    symlinkSync(join(workspace, 'gone'), join(workspace, 'app/node_modules/gone'), 'junction');
    const readable = [join(workspace, 'app')];
    const read = allowed('--allow-fs-read', sceneNodeOptions({ maxResidentBytes: GIBIBYTE, readable }));
    const beside = read.filter((path) => path.startsWith(workspace)).map((path) => relative(workspace, path));
    expect(beside.toSorted()).toEqual([
      'app',
      join('app/node_modules'),
      join('packages/lib'),
      join('packages/lib/node_modules'),
      join('packages/tools'),
      join('packages/tools/node_modules'),
    ]);
  });

  it('let it write its own copy of the compiled modules alone', () => {
    const options = sceneNodeOptions({ maxResidentBytes: GIBIBYTE, readable: [] }, '/cache');
    expect(allowed('--allow-fs-write', options)).toEqual(['/cache']);
    expect(options).toContain('--permission');
    expect(options.filter((option) => /child-process|wasi|inspector/u.test(option))).toEqual([]);
  });
});
