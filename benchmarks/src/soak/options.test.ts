import { RemoteViewError } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { parseSoakOptions } from './options.ts';

describe('the options of the soak', () => {
  it('are ten minutes unless said otherwise, and one in a quick run', () => {
    expect(parseSoakOptions([])).toEqual({ minutes: 10, width: 640, height: 360, seed: 1, json: undefined });
    expect(parseSoakOptions(['--quick'])).toMatchObject({ minutes: 1 });
    expect(parseSoakOptions(['--quick', '--minutes', '3'])).toMatchObject({ minutes: 3 });
  });

  it.each([
    ['--minutes', '0'],
    ['--minutes', '61'],
    ['--size', '100x100'],
    ['--seed', '-1'],
    ['--unknown', '1'],
  ])('refuse %s %s with a code', (...args) => {
    expect(() => parseSoakOptions(args)).toThrow(RemoteViewError);
  });
});
