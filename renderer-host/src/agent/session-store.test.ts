import { describe, expect, it } from 'vitest';
import { SessionStore, SNAPSHOT_BYTES } from './session-store.ts';

describe('the snapshot of a session', () => {
  it('is the newest that a scene gave, and none before the first', () => {
    const store = new SessionStore();
    expect(store.restore()).toEqual({});
    store.keepSnapshot('1');
    store.keepSnapshot('2');
    expect(store.restore()).toEqual({ restored: '2' });
  });

  it('stays where a larger one than may be comes', () => {
    const store = new SessionStore();
    store.keepSnapshot('1');
    expect(store.keepSnapshot('ä'.repeat(SNAPSHOT_BYTES / 2 + 1))).toBe(false);
    expect(store.restore()).toEqual({ restored: '1' });
  });

  it('is given up where two scenes in a row are lost on it', () => {
    const store = new SessionStore();
    store.keepSnapshot('1');
    // The scene that gave it.
    expect(store.sceneLost()).toBe(false);
    store.restore();
    expect(store.sceneLost()).toBe(false);
    expect(store.restore()).toEqual({ restored: '1' });
    expect(store.sceneLost()).toBe(true);
    expect(store.restore()).toEqual({});
    expect(store.sceneLost()).toBe(false);
  });

  it('is trusted again once a scene that was restored from it has given one of its own', () => {
    const store = new SessionStore();
    store.keepSnapshot('1');
    for (let round = 2; round < 10; round++) {
      store.restore();
      expect(store.sceneLost()).toBe(false);
      store.restore();
      store.keepSnapshot(`${round}`);
      expect(store.sceneLost()).toBe(false);
    }
    expect(store.restore()).toEqual({ restored: '9' });
  });
});

describe('what a scene sends to be kept', () => {
  it('is bounded, however small the quota that it fills', () => {
    const store = new SessionStore();
    const text = 'x'.repeat(SNAPSHOT_BYTES);
    let taken = 0;
    while (store.mayTake(text, 0)) taken++;
    expect(taken).toBe(32);
    expect([store.mayTake(text, 100), store.mayTake(text, 400)]).toEqual([false, true]);
  });
});
