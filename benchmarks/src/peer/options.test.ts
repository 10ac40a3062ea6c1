import { RemoteViewError } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { parsePeerOptions } from './options.ts';

describe('the options of the peer suite', () => {
  it('are a full run at the size and rate of the goal unless said otherwise', () => {
    expect(parsePeerOptions([])).toEqual({
      width: 640,
      height: 360,
      fps: 30,
      inputs: 600,
      pairs: 5,
      seed: 1,
      warmUp: 4_000,
      json: undefined,
    });
  });

  it('are two short pairs in a quick one', () => {
    expect(parsePeerOptions(['--quick'])).toMatchObject({ inputs: 150, pairs: 2 });
    expect(parsePeerOptions(['--quick', '--pairs', '1'])).toMatchObject({ inputs: 150, pairs: 1 });
  });

  it('are all taken', () => {
    const args = '--size 1280x720 --fps 60 --inputs 20 --pairs 3 --seed 9 --json /tmp/a.json'.split(' ');
    const wanted = { width: 1_280, height: 720, fps: 60, inputs: 20, pairs: 3, seed: 9, json: '/tmp/a.json' };
    expect(parsePeerOptions(args)).toMatchObject(wanted);
  });

  it('warm up for longer where our host has to find out what it can hold', () => {
    expect(parsePeerOptions(['--size', '1280x720']).warmUp).toBe(12_000);
  });

  it.each([
    ['--size', '640'],
    ['--size', '641x360'],
    ['--fps', '0'],
    ['--fps', '61'],
    ['--inputs', '1e9'],
    ['--pairs', '0'],
    ['--seed', '-1'],
    ['--scene', 'cube'],
    ['surplus', ''],
  ])('refuse %s %s with a code', (...args) => {
    const refused = (): unknown => parsePeerOptions(args.filter((arg) => arg !== ''));
    expect(refused).toThrow(RemoteViewError);
    expect(refused).toThrow(expect.objectContaining({ code: 'bad-configuration' }) as Error);
  });
});
