import { describe, expect, it } from 'vitest';
import { arrivals, times } from './figures.ts';

describe('arrivals', () => {
  it('say when half, nearly all and all were back', () => {
    const after = Array.from({ length: 100 }, (_, index) => (index + 1) * 100);
    expect(arrivals('hosts', after, 0)).toEqual([
      { name: 'hosts, 50 %', value: 5, unit: 's' },
      { name: 'hosts, 95 %', value: 9.5, unit: 's' },
      { name: 'hosts, 100 %', value: 10, unit: 's' },
    ]);
  });

  it('leave out what those who never came would have to have reached', () => {
    expect(arrivals('hosts', [100, 200, 300], 1).map(({ name }) => name)).toEqual(['hosts, 50 %']);
    expect(arrivals('hosts', [], 0)).toEqual([]);
  });
});

it('times of nothing are no figures', () => {
  expect(times('made', [])).toEqual([]);
  expect(times('made', [3])).toEqual([
    { name: 'made, p50', value: 3, unit: 'ms' },
    { name: 'made, p99', value: 3, unit: 'ms' },
  ]);
});
