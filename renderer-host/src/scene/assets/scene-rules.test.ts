import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sceneRules } from './scene-rules.ts';

const root = mkdtempSync(join(tmpdir(), 'remote-view-rules-'));
const folder = join(root, 'scene');
mkdirSync(folder);
mkdirSync(join(root, 'shared'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function rules(json: unknown): ReturnType<typeof sceneRules> {
  writeFileSync(join(folder, 'scene.json'), typeof json === 'string' ? json : JSON.stringify(json));
  return sceneRules(folder);
}

describe('the rules of a scene.json', () => {
  it('are none where there is no such file, or nothing about assets in it', () => {
    rmSync(join(folder, 'scene.json'), { force: true });
    expect(sceneRules(folder)).toEqual({ folders: [], origins: [] });
    expect(rules({ title: 'A scene' })).toEqual({ folders: [], origins: [] });
    expect(rules('null')).toEqual({ folders: [], origins: [] });
  });

  it('name folders relative to it, and origins', () => {
    expect(
      rules({ assets: { folders: ['../shared'], origins: ['https://cdn.example', 'http://127.0.0.1:8000/'] } }),
    ).toEqual({
      folders: [join(root, 'shared')],
      origins: ['https://cdn.example', 'http://127.0.0.1:8000'],
    });
  });

  it.each([
    ['no JSON', '{'],
    ['folders that are no list', { assets: { folders: '../shared' } }],
    ['a folder that is not there', { assets: { folders: ['../nothing'] } }],
    ['an origin with a path', { assets: { origins: ['https://cdn.example/models'] } }],
    ['an origin with a user', { assets: { origins: ['https://me@cdn.example'] } }],
    ['an origin that is a name', { assets: { origins: ['cdn.example'] } }],
    ['an origin that is a wildcard', { assets: { origins: ['*'] } }],
    ['an origin of files', { assets: { origins: ['file:///'] } }],
  ])('are refused with %s', (_what, json) => {
    expect(() => rules(json)).toThrow(expect.objectContaining({ code: 'bad-configuration' }));
  });
});
