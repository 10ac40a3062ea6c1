import { describe, expect, it } from 'vitest';
import { MotionQuantiser } from './motion-quantiser.ts';

/** Pictures of so much time, 30 a second, from `from` on. @returns what was said last */
function move(
  quantiser: MotionQuantiser,
  from: number,
  milliseconds: number,
  value: (index: number) => number,
): unknown {
  let last: number | undefined;
  const count = Math.ceil((milliseconds * 30) / 1_000);
  for (let index = 0; index <= count; index++) last = quantiser.add(from + (index * 1_000) / 30, value(index));
  return last;
}

describe('the quantiser of motion', () => {
  it('is unknown until there was motion for long enough', () => {
    expect(move(new MotionQuantiser(), 0, 600, () => 20)).toBeUndefined();
    expect(move(new MotionQuantiser(), 0, 900, () => 20)).toBeCloseTo(20);
  });

  it('is the mean of the last pictures', () => {
    const quantiser = new MotionQuantiser();
    expect(move(quantiser, 0, 2_000, (index) => 20 + (index % 2) * 2)).toBeCloseTo(21, 0);
    expect(move(quantiser, 2_034, 1_000, () => 30)).toBeCloseTo(30);
  });

  it('counts each picture for the time that it stands for', () => {
    const quantiser = new MotionQuantiser();
    let typical: number | undefined;
    // Every second one follows the one before at once, and has next to no bits.
    for (let frame = 0; frame < 60; frame++) {
      const at = Math.floor(frame / 2) * 33 + (frame % 2) * 4;
      typical = quantiser.add(at, frame % 2 === 0 ? 20 : 36);
    }
    expect(typical).toBeGreaterThan(20);
    expect(typical).toBeLessThan(23);
  });

  it('begins anew after a pause, and where it is told to', () => {
    const quantiser = new MotionQuantiser();
    move(quantiser, 0, 2_000, () => 20);
    expect(move(quantiser, 3_000, 600, () => 20)).toBeUndefined();
    expect(move(quantiser, 3_634, 600, () => 20)).toBeCloseTo(20);
    quantiser.clear();
    expect(move(quantiser, 4_267, 600, () => 20)).toBeUndefined();
  });

  it('is not told from a few pictures that are far apart', () => {
    const quantiser = new MotionQuantiser();
    for (const at of [0, 300, 600]) quantiser.add(at, 20);
    expect(quantiser.add(900, 20)).toBeUndefined();
  });
});
