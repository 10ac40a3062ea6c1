import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newSceneFiles, whyNoName } from './new-scene.ts';

describe('a new scene', () => {
  const starter = readFileSync(join(import.meta.dirname, 'starter/scene.ts.txt'), 'utf8');
  const files = newSceneFiles('red-car', starter);

  it('has a module, a title and a line on how to see it', () => {
    expect([...files.keys()]).toEqual(['scene.ts', 'scene.json', 'README.md']);
    expect(JSON.parse(files.get('scene.json')!)).toEqual({ title: 'Red car', description: '' });
    expect(files.get('README.md')).toContain('npx remote-view dev ./red-car');
  });

  it('begins with what every scene has: controls, resizing, disposal', () => {
    for (const part of ['defineScene', 'OrbitControls', 'update(', 'resize(', 'dispose(']) {
      expect(files.get('scene.ts')).toContain(part);
    }
  });

  it.each(['car', 'red-car-2', '2cv'])('may be called %s', (name) => {
    expect(whyNoName(name)).toBeUndefined();
  });

  it.each(['', 'Red', '../car', '-car', 'a b', 'x'.repeat(65)])("may not be called '%s'", (name) => {
    expect(whyNoName(name)).toContain(`'${name}'`);
  });
});
