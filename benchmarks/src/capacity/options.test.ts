import { RemoteViewError } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { parseCapacityOptions } from './options.ts';

describe('the options of the capacity suite', () => {
  it('are three scenes unless said otherwise, and one in a quick run', () => {
    expect(parseCapacityOptions([]).cases.map(({ scene }) => scene)).toEqual(['synthetic', 'barcode', 'medium']);
    expect(parseCapacityOptions(['--quick'])).toEqual({
      cases: [{ scene: 'synthetic', width: 1_280, height: 720, fps: 30 }],
      maxSessions: 16,
      maxViewers: 8,
      settle: 2_000,
      window: 4_000,
      json: undefined,
    });
  });

  it('take lists', () => {
    const args = '--scene synthetic --size 640x360,1280x720 --fps 30,60 --sessions 2 --viewers 1'.split(' ');
    const { cases, maxSessions, maxViewers } = parseCapacityOptions(args);
    expect(cases.map(({ width, fps }) => [width, fps])).toEqual([
      [640, 30],
      [640, 60],
      [1_280, 30],
      [1_280, 60],
    ]);
    expect({ maxSessions, maxViewers }).toEqual({ maxSessions: 2, maxViewers: 1 });
  });

  it('leave the preset to the host unless one is named', () => {
    const { cases } = parseCapacityOptions(['--quick', '--preset', 'default,ultrafast']);
    expect(cases.map(({ preset }) => preset)).toEqual([undefined, 'ultrafast']);
  });

  it.each([
    ['--sessions', '0'],
    ['--viewers', '65'],
    ['--size', 'large'],
    ['--inputs', '3'],
  ])('refuse %s %s with a code', (...args) => {
    expect(() => parseCapacityOptions(args)).toThrow(RemoteViewError);
  });
});
