import { describe, expect, it } from 'vitest';
import { CASES } from './cases/all.ts';
import { parseScaleOptions } from './options.ts';
import { PREDICTIONS } from './predictions.ts';
import { FULL, QUICK } from './sizes.ts';

describe('options of the scale suite', () => {
  it('measure everything unless told otherwise', () => {
    expect(parseScaleOptions([])).toMatchObject({ quick: false, size: FULL });
    expect(parseScaleOptions([]).cases).toBe(CASES);
    expect(parseScaleOptions(['--quick']).size).toEqual(QUICK);
  });

  it('choose cases by name', () => {
    const { cases } = parseScaleOptions(['--only', 'relay,sockets']);
    expect(cases.map(({ name }) => name)).toEqual(['sockets', 'relay']);
    expect(() => parseScaleOptions(['--only', 'all-of-them'])).toThrow('--only must be');
  });

  it('take sizes', () => {
    const { size } = parseScaleOptions(['--viewers', '15000', '--storm', '10', '--waiting', '20']);
    expect(size).toMatchObject({ viewerSockets: [3_000, 6_000, 9_000, 12_000, 15_000], storm: 10, waiting: 20 });
    expect(() => parseScaleOptions(['--viewers', 'many'])).toThrow('--viewers must be');
  });
});

it('expects nothing of cases that there are not', () => {
  const names = CASES.map(({ name }) => name);
  expect(Object.keys(PREDICTIONS).filter((name) => !names.includes(name))).toEqual([]);
});
