import { describe, expect, test } from 'vitest';
import { SpentShare } from './spent-share.ts';

const FRAME = 1_000 / 60;
const TARGET = 6e6;

/** After so many frames at 60 a second, each of a share of the rate. */
function after(frames: number, shareOf: (frame: number) => number, interval = FRAME): number {
  const spent = new SpentShare();
  for (let frame = 0; frame < frames; frame++) {
    const bytes = (shareOf(frame) * TARGET * FRAME) / 8_000;
    for (const half of [0, 1]) spent.sent(frame, bytes / 2, TARGET, frame * interval + half * 3);
  }
  return spent.value;
}

describe('the share that an encoder spends of its rate', () => {
  test('is learned within a few seconds', () => {
    expect(after(240, () => 0.88)).toBeCloseTo(0.88, 2);
    expect(after(240, () => 1.05)).toBeCloseTo(1.05, 1);
    expect(after(240, (frame) => (frame % 2 === 0 ? 0.7 : 1.1))).toBeCloseTo(0.9, 1);
  });

  test('is not learned of pictures that need little, nor across pauses', () => {
    expect(after(600, () => 0.1)).toBe(0.9);
    expect(after(600, () => 1, 4 * FRAME)).toBe(0.9);
  });

  test('is believed within bounds', () => {
    expect(after(600, () => 0.65)).toBe(0.85);
    expect(after(600, () => 5)).toBe(1.1);
  });
});
