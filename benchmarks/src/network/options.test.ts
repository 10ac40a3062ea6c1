import { describe, expect, it } from 'vitest';
import { CASES } from './cases.ts';
import { parseNetworkOptions } from './options.ts';

describe('options of the network suite', () => {
  it('ask for everything by default', () => {
    expect(parseNetworkOptions([])).toEqual({
      ...{ cases: CASES, controllers: ['remote-view', 'gcc'], acks: true, quick: false, seed: 1, json: undefined },
    });
  });

  it('choose cases and controllers, in their own order', () => {
    const { cases, controllers, acks, seed } = parseNetworkOptions(
      '--case ramp,drop --controller gcc --acks off --seed 7'.split(' '),
    );
    expect(cases.map(({ name }) => name)).toEqual(['drop', 'ramp']);
    expect({ controllers, acks, seed }).toEqual({ controllers: ['gcc'], acks: false, seed: 7 });
  });

  it('shorten phases', () => {
    const { cases } = parseNetworkOptions(['--quick', '--case', 'loss-1']);
    expect(cases[0]!.phases[0]!.seconds).toBe(20);
  });

  it.each([
    ['--case', 'weather'],
    ['--case', ''],
    ['--controller', 'bbr'],
    ['--acks', 'maybe'],
    ['--seed', '-1'],
    ['--hurry'],
  ])('that are wrong are refused: %s %s', (...args) => {
    expect(() => parseNetworkOptions(args)).toThrow(expect.objectContaining({ code: 'bad-configuration' }) as Error);
  });
});
