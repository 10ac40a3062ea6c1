import Value from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { parseResult } from '../report/stored-result.ts';
import { describePath } from './report.ts';
import { PathResult } from './result.ts';
import { madePath } from './testing/path-result.ts';

describe('a path result', () => {
  it('fits its schema, and is read back as what it was', () => {
    const result = madePath();
    expect([...Value.Errors(PathResult, result)]).toEqual([]);
    const file = parseResult('a.json', JSON.stringify(result));
    expect(file.suite).toBe('path');
  });

  it('is refused where it names a case twice or its rounds differ', () => {
    const { cases, ...result } = madePath();
    const [one] = cases;
    const text = JSON.stringify({ ...result, cases: [one, one] });
    expect(() => parseResult('a.json', text)).toThrow('names a case twice');
    const other = madePath({ schedule: '4s 10M' }).cases[0]!.pairs;
    const mixed = JSON.stringify({ ...result, cases: [{ ...one, pairs: [...one!.pairs, ...other] }] });
    expect(() => parseResult('a.json', mixed)).toThrow('different phases');
  });

  it('is a table of phases and one of rounds, both sides in each', () => {
    const text = describePath(madePath());
    expect(text).toMatch(/rfc8867-5\.1: 4s 10M, 2s 25M, 2s 6M, RTT 100 ms, 1 % random loss; middle of 2/u);
    expect(text).toMatch(/10\.0 Mbit\/s, 4 s, ours +0\.90/u);
    expect(text).toMatch(/10\.0 Mbit\/s, 4 s, peer +0\.50/u);
    expect(text).toMatch(/2 peer +0\.50/u);
    expect(text).not.toMatch(/NaN|undefined/u);
  });

  it('marks the goals that are missed, and counts them all', () => {
    const text = describePath(madePath({ frozen: true }));
    expect(text).toMatch(/^time frozen, % +12\.\d +0 +0 +0 +✗ missed$/mu);
    expect(text).toMatch(/^utilisation, settled +0\.90 +0\.50 +0\.85 +0\.93 +must$/mu);
    expect(text).toMatch(/^goals of ours: 6 of 8, the aim in 3$/mu);
  });

  it('says what is doubted, and counts no goal of that', () => {
    const text = describePath(madePath({ doubts: ['pair 1, ours: late'] }));
    expect(text).toMatch(/^doubt: pair 1, ours: late$/mu);
    expect(text).toMatch(/^goals of ours: 0 of 0, the aim in 0; 8 in doubt$/mu);
  });

  it('says nothing of what an outage could have carried', () => {
    expect(describePath(madePath({ schedule: '2s 10M, 1s 0M, 2s 10M' }))).toMatch(/0\.0 Mbit\/s, 1 s, ours +–/u);
  });
});
