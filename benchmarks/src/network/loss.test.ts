import { describe, expect, it } from 'vitest';
import { seededRandom } from '../stats/random.ts';
import { LossProcess, type LossModel } from './loss.ts';

function losses(model: LossModel, packets = 100_000): boolean[] {
  const process = new LossProcess(model, seededRandom(1));
  return Array.from({ length: packets }, () => process.next());
}

function share(lost: readonly boolean[]): number {
  return lost.filter(Boolean).length / lost.length;
}

/** Lengths of the stretches in which all are lost. */
function bursts(lost: readonly boolean[]): number[] {
  const lengths: number[] = [];
  for (const [index, one] of lost.entries()) {
    if (!one) continue;
    if (lost[index - 1] === true) lengths[lengths.length - 1]! += 1;
    else lengths.push(1);
  }
  return lengths;
}

describe('random loss', () => {
  it('loses its share, one packet at a time', () => {
    const lost = losses({ type: 'random', share: 0.05 });
    expect(share(lost)).toBeCloseTo(0.05, 2);
    expect(bursts(lost).length / lost.filter(Boolean).length).toBeGreaterThan(0.93);
  });

  it('of nothing loses nothing', () => {
    expect(share(losses({ type: 'random', share: 0 }))).toBe(0);
  });
});

describe('loss in bursts', () => {
  it('has the share and the length that its stretches give', () => {
    const lost = losses({ type: 'bursts', good: 38, bad: 2 });
    const lengths = bursts(lost);
    expect(share(lost)).toBeCloseTo(0.05, 2);
    expect(lengths.reduce((sum, length) => sum + length, 0) / lengths.length).toBeCloseTo(2, 1);
  });
});
