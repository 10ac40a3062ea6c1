import { HeldInput, type Input } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { InputHealing } from './input-healing.ts';

const key = (action: 'down' | 'up', code: string): Input => ({
  type: 'key',
  seq: 1,
  action,
  code,
  key: code,
  location: 0,
  repeat: false,
  modifiers: 0,
});

describe('input healing', () => {
  it('hands on what comes, and makes up for what does not', () => {
    const healing = new InputHealing();
    const viewer = new HeldInput();
    expect(healing.take(1, key('down', 'KeyA'))).toHaveLength(1);
    viewer.take(key('down', 'KeyA'));
    expect(healing.take(1, viewer.state(2))).toEqual([]);
    // Neither of these came.
    viewer.take(key('up', 'KeyA'));
    viewer.take(key('down', 'KeyB'));
    expect(healing.take(1, viewer.state(5))).toMatchObject([
      { type: 'key', action: 'up', code: 'KeyA', seq: 5 },
      { type: 'key', action: 'down', code: 'KeyB', seq: 5 },
    ]);
  });

  it('presses for a fresh scene what its viewers hold since before', () => {
    const healing = new InputHealing();
    const viewer = new HeldInput();
    viewer.take(key('down', 'KeyA'));
    expect(healing.take(1, viewer.state(9))).toMatchObject([{ action: 'down', code: 'KeyA' }]);
  });

  it('knows viewers apart, and forgets who leaves', () => {
    const healing = new InputHealing();
    const nothing = new HeldInput().state(1);
    healing.take(1, key('down', 'KeyA'));
    expect(healing.take(2, nothing)).toEqual([]);
    healing.forget(1);
    expect(healing.take(1, nothing)).toEqual([]);
    healing.take(2, key('down', 'KeyA'));
    healing.clear();
    expect(healing.take(2, nothing)).toEqual([]);
  });
});
