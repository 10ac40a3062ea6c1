import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entriesOf, numbersOf } from './numbers.ts';

describe('the numbers of an unknown result', () => {
  it('are distributions, tables and values, by the path to them', () => {
    const found = numbersOf({
      connect: { warm: { count: 3, p50: 1, p95: 2 } },
      steps: [
        { sessions: 1, latency: { p50: 20, p95: 30 }, processor: { host: 0.1 } },
        { sessions: 2, latency: { p50: 21, p95: 31 } },
      ],
      drift: { slope: 0.5, verdict: 'steady' },
    });
    expect(found.distributions).toEqual([
      { name: 'connect · warm', cells: [3, 1, 2, undefined, undefined, undefined] },
    ]);
    expect(found.lists).toEqual([
      {
        name: 'steps',
        columns: ['sessions', 'latency p50', 'latency p95', 'processor host'],
        rows: [
          [1, 20, 30, 0.1],
          [2, 21, 31, undefined],
        ],
      },
    ]);
    expect(found.values).toEqual([
      { name: 'drift · slope', value: 0.5 },
      { name: 'drift · verdict', value: 'steady' },
    ]);
    expect(found.cut).toBe(false);
  });

  it('of a list’s members are told under their names, where no row can hold them', () => {
    const found = numbersOf({
      cases: [{ name: 'cold', phases: { ice: { p50: 50 } } }, { phases: { ice: { p50: 60 } } }],
    });
    expect(found.members.distributions.map(({ name }) => name)).toEqual([
      'cases · cold · phases · ice',
      'cases · 2 · phases · ice',
    ]);
  });

  it('of repetitions are lowest, middle and highest', () => {
    const { spreads } = numbersOf({ ratio: { p50: { lowest: 0.3, middle: 0.4, highest: 0.5, relative: 0.5 } } });
    expect(spreads).toEqual([{ name: 'ratio · p50', cells: [0.3, 0.4, 0.5] }]);
  });

  it('in long lists, and in lists of numbers, are samples', () => {
    const found = numbersOf({ raw: [1, 2, 3], samples: Array.from({ length: 100 }, (_, index) => ({ whole: index })) });
    expect(found.distributions.map(({ name, cells }) => [name, cells[0], cells[1]])).toEqual([
      ['raw', 3, 2],
      ['samples · whole', 100, 49],
    ]);
    expect(found.lists).toEqual([]);
  });

  it('leave out the fields that are shown elsewhere', () => {
    expect(numbersOf({ a: 1, b: 2 }, new Set(['a'])).values).toEqual([{ name: 'b', value: 2 }]);
  });

  it('end somewhere, and say so', () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 1_000; depth++) deep = { deep };
    expect(numbersOf({ deep })).toMatchObject({ values: [], cut: true });
    const wide = numbersOf(Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`k${index}`, index])));
    expect(wide.values).toHaveLength(300);
    expect(wide.cut).toBe(true);
    const [text] = numbersOf({ text: 'x'.repeat(1e6) }).values;
    expect(String(text?.value).length).toBeLessThan(200);
  });

  it('are found in any JSON without an accident', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (data) => {
        const numbers = numbersOf(data);
        expect(Math.max(entriesOf(numbers), entriesOf(numbers.members))).toBeLessThanOrEqual(300);
        for (const { columns, rows } of numbers.lists) for (const row of rows) expect(row).toHaveLength(columns.length);
      }),
    );
  });
});
