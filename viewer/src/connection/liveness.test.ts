import { describe, expect, it } from 'vitest';
import { Liveness, PING_EVERY } from './liveness.ts';

function ticksUntilSilent(liveness: Liveness, from: number): number {
  for (let now = from + PING_EVERY; now < from + 60_000; now += PING_EVERY) {
    if (!liveness.tick(now)) return now - from;
  }
  return Infinity;
}

describe('liveness', () => {
  it('notices a silent host after 2.5 s', () => {
    expect(ticksUntilSilent(new Liveness(1_000), 1_000)).toBe(2_500);
  });

  it('takes anything heard as a sign of life', () => {
    const liveness = new Liveness(0);
    for (let now = PING_EVERY; now <= 20_000; now += PING_EVERY) {
      if (now % 2_000 === 0) liveness.heard(now);
      expect(liveness.tick(now)).toBe(true);
    }
  });

  it('forgives a tab that was suspended, once, and then judges again', () => {
    const liveness = new Liveness(0);
    expect(liveness.tick(500)).toBe(true);
    expect(liveness.tick(60_000)).toBe(true);
    expect(ticksUntilSilent(liveness, 60_000)).toBe(2_500);
  });

  it('works at the pace of a background tab', () => {
    const liveness = new Liveness(0);
    expect([1_000, 2_000, 3_000].map((now) => liveness.tick(now))).toEqual([true, true, false]);
  });
});
