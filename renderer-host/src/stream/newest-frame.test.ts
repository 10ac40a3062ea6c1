import { describe, expect, it } from 'vitest';
import { NewestFrame } from './newest-frame.ts';

describe('the newest frame of a viewer', () => {
  it('is shown once the viewer says so, and not for an older one', () => {
    const newest = new NewestFrame();
    newest.acked(1);
    expect(newest.shown).toBe(false);
    newest.sent(1);
    newest.sent(2);
    newest.acked(1);
    expect(newest.shown).toBe(false);
    newest.acked(2);
    expect(newest.shown).toBe(true);
  });

  it('is not shown as soon as there is a newer one', () => {
    const newest = new NewestFrame();
    newest.sent(1);
    newest.acked(1);
    newest.sent(2);
    expect(newest.shown).toBe(false);
  });
});
