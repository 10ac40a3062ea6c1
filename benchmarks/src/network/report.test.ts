import { describe, expect, it } from 'vitest';
import { describeNetwork } from './report.ts';
import { madeNetwork } from './testing/made-network.ts';

describe('a network result as text', () => {
  it('shows each case once, with its phases, its goals and all controllers', () => {
    const text = describeNetwork(madeNetwork());
    expect(text.match(/^made-1: /gmu)).toHaveLength(1);
    expect(text).toMatch(/^remote-view high +10 +9\.5/mu);
    expect(text).toMatch(/^gcc low /mu);
    expect(text).toMatch(/^gcc until 90 %, high +never +5000 +1500 +MISSED$/mu);
    expect(text).toMatch(/^remote-view queue p95 +20 ms +50 +20 +aim$/mu);
    expect(text).not.toMatch(/NaN|undefined|Infinity/u);
  });

  it('counts goals at its end', () => {
    expect(describeNetwork(madeNetwork()).trimEnd()).toMatch(/gcc +4 +2 +0 +2$/u);
  });
});
