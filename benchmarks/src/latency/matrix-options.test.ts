import { RemoteViewError } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { makesSense, parseMatrixOptions } from './matrix-options.ts';

describe('the cells of the matrix', () => {
  it('are every scene with every size at every rate', () => {
    const { cells } = parseMatrixOptions(['--matrix']);
    expect(cells).toHaveLength(4 * 3 * 2);
    expect(new Set(cells.map((cell) => JSON.stringify(cell))).size).toBe(cells.length);
    expect(cells[0]).toEqual({
      scene: 'synthetic',
      width: 640,
      height: 360,
      fps: 30,
      inputs: 300,
      repetitions: 1,
      seed: 1,
    });
  });

  it('are those that are named', () => {
    const args = '--matrix --quick --scene synthetic,medium --size 640x360 --fps 30,60 --json a.json'.split(' ');
    const { cells, json } = parseMatrixOptions(args);
    expect(cells.map(({ scene, fps }) => `${scene} ${fps}`)).toEqual([
      'synthetic 30',
      'synthetic 60',
      'medium 30',
      'medium 60',
    ]);
    expect(json).toBe('a.json');
  });

  it('make sense where the host does not cut them down', () => {
    const { cells } = parseMatrixOptions(['--matrix']);
    expect(cells.filter((cell) => makesSense(cell, false))).toHaveLength(cells.length);
    const left = cells.filter((cell) => makesSense(cell, true));
    expect(left.filter(({ scene }) => scene === 'synthetic')).toHaveLength(6);
    expect(left.filter(({ scene }) => scene === 'heavy').map(({ width, fps }) => [width, fps])).toEqual([
      [640, 30],
      [1_280, 30],
    ]);
  });

  it.each([['--fps', '30,fast'], ['--size', '640x360,'], ['--unknown']])('refuse %s %s with a code', (...args) => {
    expect(() => parseMatrixOptions(['--matrix', ...args])).toThrow(RemoteViewError);
  });
});
