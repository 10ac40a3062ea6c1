import { RemoteViewError } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { parseLatencyOptions } from './options.ts';

describe('the options of the latency suite', () => {
  it('are a full run unless said otherwise', () => {
    expect(parseLatencyOptions([])).toEqual({
      scene: 'barcode',
      width: 640,
      height: 360,
      fps: 60,
      inputs: 3_000,
      repetitions: 3,
      seed: 1,
      json: undefined,
    });
  });

  it('are 300 inputs in a quick one', () => {
    expect(parseLatencyOptions(['--quick'])).toMatchObject({ inputs: 300, repetitions: 1 });
    expect(parseLatencyOptions(['--quick', '--inputs', '60'])).toMatchObject({ inputs: 60, repetitions: 1 });
  });

  it('are all taken', () => {
    const args = '--size 1280x720 --fps 30 --scene other --seed 9 --json /tmp/a.json'.split(' ');
    const wanted = { width: 1_280, height: 720, fps: 30, scene: 'other', seed: 9, json: '/tmp/a.json' };
    expect(parseLatencyOptions(args)).toMatchObject(wanted);
  });

  it.each([
    ['--size', '640'],
    ['--size', '641x360'],
    ['--size', '100x100'],
    ['--fps', '0'],
    ['--fps', 'fast'],
    ['--inputs', '1e9'],
    ['--seed', '-1'],
    ['--unknown', '1'],
    ['surplus', ''],
  ])('refuse %s %s with a code', (...args) => {
    const refused = (): unknown => parseLatencyOptions(args.filter((arg) => arg !== ''));
    expect(refused).toThrow(RemoteViewError);
    expect(refused).toThrow(expect.objectContaining({ code: 'bad-configuration' }) as Error);
  });
});
