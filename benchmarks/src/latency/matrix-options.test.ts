import { RemoteViewError } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { makesSense, parseMatrixOptions } from './matrix-options.ts';

describe('the cells of the matrix', () => {
  it('are every scene with every size at every rate with every preset', () => {
    const { cells } = parseMatrixOptions(['--matrix']);
    expect(cells).toHaveLength(4 * 3 * 2 * 2);
    expect(new Set(cells.map((cell) => JSON.stringify(cell))).size).toBe(cells.length);
    expect(cells[0]).toEqual({
      scene: 'synthetic',
      width: 640,
      height: 360,
      fps: 30,
      preset: 'default',
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
    expect(new Set(cells.map(({ preset }) => preset))).toEqual(new Set(['default']));
    expect(json).toBe('a.json');
  });

  it('have each of the presets', () => {
    const args = '--matrix --quick --scene synthetic --size 640x360 --fps 30 --preset default,ultrafast'.split(' ');
    expect(parseMatrixOptions(args).cells.map(({ preset }) => preset)).toEqual(['default', 'ultrafast']);
  });

  it('make sense where the host does not cut them down', () => {
    const { cells } = parseMatrixOptions(['--matrix', '--preset', 'default']);
    expect(cells.filter((cell) => makesSense(cell, { software: false, encoder: 'h264_nvenc' }))).toHaveLength(
      cells.length,
    );
    const left = cells.filter((cell) => makesSense(cell, { software: true, encoder: 'libx264' }));
    expect(left.filter(({ scene }) => scene === 'synthetic')).toHaveLength(6);
    expect(left.filter(({ scene }) => scene === 'heavy').map(({ width, fps }) => [width, fps])).toEqual([
      [640, 30],
      [1_280, 30],
    ]);
  });

  it('have presets of libx264 only where that encodes', () => {
    const { cells } = parseMatrixOptions(['--matrix']);
    const left = (encoder: string) => cells.filter((cell) => makesSense(cell, { software: false, encoder })).length;
    expect(left('libx264')).toBe(48);
    expect(left('h264_nvenc')).toBe(24);
  });

  it.each([['--fps', '30,fast'], ['--size', '640x360,'], ['--preset', 'fast,--help'], ['--unknown']])(
    'refuse %s %s with a code',
    (...args) => {
      expect(() => parseMatrixOptions(['--matrix', ...args])).toThrow(RemoteViewError);
    },
  );
});
