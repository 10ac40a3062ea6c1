import { describe, expect, it } from 'vitest';
import { Liveness, PING_EVERY } from './liveness.ts';

function ticksUntilSilent(liveness: Liveness, from: number): number {
  for (let now = from + PING_EVERY; now < from + 60_000; now += PING_EVERY) {
    if (!liveness.tick(now)) return now - from;
  }
  return Infinity;
}

describe('liveness', () => {
  it('notices a silent host after 2 s', () => {
    expect(ticksUntilSilent(new Liveness(1_000), 1_000)).toBe(2_000);
  });

  it('takes anything heard as a sign of life', () => {
    const liveness = new Liveness(0);
    for (let now = PING_EVERY; now <= 20_000; now += PING_EVERY) {
      if (now % 1_500 === 0) liveness.heard(now);
      expect(liveness.tick(now)).toBe(true);
    }
  });

  it('forgives a tab that was suspended, once, and then judges again, sooner', () => {
    const liveness = new Liveness(0);
    expect(liveness.tick(500)).toBe(true);
    expect(liveness.tick(60_000)).toBe(true);
    expect(ticksUntilSilent(liveness, 60_000)).toBe(1_000);
  });

  it('does not take for silence what a busy page has not read yet', () => {
    for (let busy = PING_EVERY; busy < 10_000; busy += 100) {
      const liveness = new Liveness(0);
      // Heard a ping ago, at most.
      expect(liveness.tick(PING_EVERY)).toBe(true);
      expect(liveness.tick(PING_EVERY + busy - 1)).toBe(true);
    }
  });

  it('works at the pace of a background tab', () => {
    const liveness = new Liveness(0);
    expect([1_000, 2_000].map((now) => liveness.tick(now))).toEqual([true, false]);
  });

  it('gives a path that is in doubt a second, and one that answers all of its time', () => {
    const dead = new Liveness(0);
    dead.doubt(100);
    expect(dead.tick(1_000)).toBe(true);
    expect(dead.tick(1_100)).toBe(false);
    const alive = new Liveness(0);
    alive.doubt(100);
    alive.heard(200);
    expect(alive.tick(1_100)).toBe(true);
    expect(alive.tick(2_100)).toBe(true);
  });
});
