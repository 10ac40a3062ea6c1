import { describe, expect, it } from 'vitest';
import { CASES } from './cases.ts';
import { parsePathOptions } from './options.ts';

describe('the options of the path suite', () => {
  it('are all cases, two pairs of each, as they are', () => {
    const { cases, pairs, seed, json } = parsePathOptions([]);
    expect(cases).toEqual(CASES);
    expect({ pairs, seed, json }).toEqual({ pairs: 2, seed: 1, json: undefined });
  });

  it('are shorter when they shall be quick', () => {
    const { cases, pairs, stretch } = parsePathOptions(['--quick', '--cases', 'loss-1']);
    expect({ pairs, stretch }).toEqual({ pairs: 1, stretch: 0.4 });
    expect(cases.map(({ phases }) => phases)).toEqual([[{ seconds: 8, capacity: 10e6 }]]);
  });

  it('keep the order of the cases, whatever order they are asked for in', () => {
    const { cases } = parsePathOptions(['--cases', 'loss-5,rfc8867-5.1', '--pairs', '2', '--seed', '9']);
    expect(cases.map(({ name }) => name)).toEqual(['rfc8867-5.1', 'loss-5']);
  });

  it('take a path of ones own', () => {
    const { cases } = parsePathOptions(['--schedule', '2s 10M, 1s 5M', '--rtt', '40', '--loss', '0.5']);
    expect(cases).toEqual([
      {
        ...{ name: 'own', rtt: 40, loss: { type: 'random', share: 0.005 } },
        phases: [
          { seconds: 2, capacity: 10e6 },
          { seconds: 1, capacity: 5e6 },
        ],
      },
    ]);
  });

  it.each([
    ['--cases', 'loss-2'],
    ['--cases', ''],
    ['--schedule', '10M'],
    ['--pairs', '0'],
    ['--seed', '-1'],
    ['--rtt', '20'],
    ['--loss', '1'],
    ['--schedule', '1s 1M', '--loss', '101'],
    ['--schedule', '1s 1M', '--rtt', '1.5'],
    ['--schedule', '1s 1M', '--cases', 'loss-1'],
    ['--unknown'],
  ])('refuse %s %s', (...args) => {
    expect(() => parsePathOptions(args)).toThrow(expect.objectContaining({ code: 'bad-configuration' }));
  });
});
