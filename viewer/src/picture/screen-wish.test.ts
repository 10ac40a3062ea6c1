import { describe, expect, it } from 'vitest';
import { AWAKE_FOR, ScreenWish } from './screen-wish.ts';

function used(at: number): ScreenWish {
  const wish = new ScreenWish();
  wish.live = true;
  wish.active(at);
  return wish;
}

describe('the screen', () => {
  it('stays on for as long as something happens, and a while longer', () => {
    const wish = used(1_000);
    expect([1_000, 1_000 + AWAKE_FOR - 1, 1_000 + AWAKE_FOR].map((now) => wish.wants(now))).toEqual([
      true,
      true,
      false,
    ]);
    expect(wish.restsAt(1_000)).toBe(1_000 + AWAKE_FOR);
    wish.active(AWAKE_FOR);
    expect(wish.wants(1_000 + AWAKE_FOR)).toBe(true);
  });

  it('is left to itself before anything was shown, while nobody can see it, and without a connection', () => {
    const fresh = new ScreenWish();
    fresh.live = true;
    expect([fresh.wants(0), fresh.restsAt(0)]).toEqual([false, null]);
    const hidden = used(0);
    hidden.visible = false;
    expect(hidden.wants(0)).toBe(false);
    hidden.visible = true;
    expect(hidden.wants(0)).toBe(true);
    hidden.live = false;
    expect(hidden.wants(0)).toBe(false);
  });
});
