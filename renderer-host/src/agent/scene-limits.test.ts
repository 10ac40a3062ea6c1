import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

  it('let it write the cache of compiled modules alone, until it is warm', () => {
    const options = sceneNodeOptions({ maxResidentBytes: GIBIBYTE, readable: [] }, '/cache');
    expect(allowed('--allow-fs-write', options)).toEqual(['/cache']);
    expect(options).toContain('--permission');
    expect(options.filter((option) => /child-process|wasi|inspector/u.test(option))).toEqual([]);
  });
});
