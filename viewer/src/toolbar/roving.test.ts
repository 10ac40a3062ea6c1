import { describe, expect, it } from 'vitest';
import { horizontal, rove, typedAhead, VERTICAL } from './roving.ts';

describe('keys in the bar', () => {
  const bar = horizontal(false);

  it('go on and back, and round the ends', () => {
    expect(rove('ArrowRight', 0, 3, bar)).toBe(1);
    expect(rove('ArrowRight', 2, 3, bar)).toBe(0);
    expect(rove('ArrowLeft', 0, 3, bar)).toBe(2);
  });

  it('go to the ends', () => {
    expect(rove('Home', 2, 3, bar)).toBe(0);
    expect(rove('End', 0, 3, bar)).toBe(2);
  });

  it('go the other way where text runs from right to left', () => {
    expect(rove('ArrowLeft', 0, 3, horizontal(true))).toBe(1);
    expect(rove('ArrowRight', 0, 3, horizontal(true))).toBe(2);
  });

  it('leave the other axis and everything else alone', () => {
    expect(rove('ArrowDown', 0, 3, bar)).toBeUndefined();
    expect(rove('a', 0, 3, bar)).toBeUndefined();
    expect(rove('ArrowRight', 0, 0, bar)).toBeUndefined();
    expect(rove('ArrowDown', 0, 3, VERTICAL)).toBe(1);
  });
});

describe('typing in a menu', () => {
  const names = ['Screenshot', 'Statistics', 'Leave'];

  it('goes to the next name that begins so', () => {
    expect(typedAhead('s', 0, names)).toBe(1);
    expect(typedAhead('S', 1, names)).toBe(0);
    expect(typedAhead('l', 0, names)).toBe(2);
  });

  it('stays where no name does, and for keys that type nothing', () => {
    expect(typedAhead('x', 0, names)).toBeUndefined();
    expect(typedAhead('Shift', 0, names)).toBeUndefined();
    expect(typedAhead(' ', 0, names)).toBeUndefined();
  });
});
