import { describe, expect, it } from 'vitest';
import { RepairShare } from './repair-share.ts';

describe('the share of repairs', () => {
  it('is that of the last second', () => {
    const share = new RepairShare();
    expect(share.at(0)).toBe(0);
    for (let at = 0; at < 1_000; at += 10) share.sent(1_000, at % 100 === 0, at);
    expect(share.at(1_000)).toBeCloseTo(0.1);
    for (let at = 1_000; at < 3_000; at += 10) share.sent(1_000, false, at);
    expect(share.at(3_000)).toBe(0);
    expect(share.at(10_000)).toBe(0);
  });

  it('is a half at most', () => {
    const share = new RepairShare();
    for (let at = 0; at < 1_000; at += 10) share.sent(1_000, true, at);
    expect(share.at(1_000)).toBe(0.5);
  });
});
