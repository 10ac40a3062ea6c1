import { describe, expect, it } from 'vitest';
import { NewestFrame } from './newest-frame.ts';

describe('the newest frame of a viewer', () => {
  it('is shown once the viewer says so, and not for an older one', () => {
    const newest = new NewestFrame();
    newest.acked(1, 0);
    expect(newest.shown).toBe(false);
    newest.sent(1, 0);
    newest.sent(2, 0);
    newest.acked(1, 0);
    expect(newest.shown).toBe(false);
    newest.acked(2, 0);
    expect(newest.shown).toBe(true);
    newest.acked(1, 0);
    expect(newest.shown).toBe(true);
  });

  it('is not shown as soon as there is a newer one', () => {
    const newest = new NewestFrame();
    newest.sent(1, 0);
    newest.acked(1, 0);
    newest.sent(2, 0);
    expect(newest.shown).toBe(false);
  });

  it('is overdue when nothing was said to be shown for long, not while words of older ones still come', () => {
    const newest = new NewestFrame();
    expect(newest.overdue(9_000)).toBe(false);
    for (let at = 0; at < 2_000; at += 16) {
      newest.sent(at, at);
      newest.acked(at - 48, at);
      expect(newest.overdue(at)).toBe(false);
    }
    expect(newest.overdue(2_600)).toBe(true);
    newest.sent(2_600, 2_600);
    expect(newest.overdue(2_600)).toBe(true);
    newest.acked(2_600, 2_650);
    expect(newest.overdue(9_000)).toBe(false);
  });
});
