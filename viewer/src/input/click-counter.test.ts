import { describe, expect, it } from 'vitest';
import { ClickCounter } from './click-counter.ts';

describe('clicks in a row', () => {
  it('are counted while they are quick and near', () => {
    const clicks = new ClickCounter();
    expect(clicks.down(0, 1_000, 1_000, 0)).toBe(1);
    expect(clicks.up(0, 1_000, 1_000)).toBe(1);
    expect(clicks.down(0, 1_100, 1_000, 200)).toBe(2);
    expect(clicks.up(0, 1_100, 1_000)).toBe(2);
    expect(clicks.down(0, 1_100, 1_100, 400)).toBe(3);
  });

  it('start again after a drag', () => {
    const clicks = new ClickCounter();
    clicks.down(0, 1_000, 1_000, 0);
    expect(clicks.up(0, 9_000, 1_000)).toBe(1);
    expect(clicks.up(2, 9_000, 1_000)).toBe(1);
    expect(clicks.down(0, 1_000, 1_000, 100)).toBe(1);
  });

  it.each([
    ['too late', 0, 1_000, 1_000, 501],
    ['too far', 0, 9_000, 1_000, 100],
    ['another button', 2, 1_000, 1_000, 100],
  ])('start again: %s', (_why, button, x, y, now) => {
    const clicks = new ClickCounter();
    clicks.down(0, 1_000, 1_000, 0);
    expect(clicks.down(button, x, y, now)).toBe(1);
  });
});
