import type { Input, Key } from '@remote-view/protocol';
import { HeldInput } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { DeadMan, SILENT_AFTER } from './dead-man.ts';

const key = (action: Key['action'], seq = 1): Input => ({
  type: 'key',
  seq,
  action,
  code: 'KeyW',
  key: 'w',
  location: 0,
  repeat: false,
  modifiers: 0,
});

function heldSince(now: number): DeadMan {
  const deadMan = new DeadMan();
  deadMan.heard(now);
  deadMan.take(key('down', 7));
  return deadMan;
}

describe("the dead man's switch", () => {
  it('lets go of what a silent viewer holds, once', () => {
    const deadMan = heldSince(0);
    expect(deadMan.letGo(SILENT_AFTER - 1)).toBeUndefined();
    expect(deadMan.letGo(SILENT_AFTER)).toMatchObject({ type: 'inputState', seq: 7, keys: [] });
    expect(deadMan.letGo(2 * SILENT_AFTER)).toBeUndefined();
  });

  it('waits for as long as the viewer says anything at all', () => {
    const deadMan = heldSince(0);
    for (let now = 0; now < 10_000; now += 500) {
      deadMan.heard(now);
      expect(deadMan.letGo(now + 499)).toBeUndefined();
    }
  });

  it('leaves a viewer alone that holds nothing, however silent', () => {
    const deadMan = heldSince(0);
    deadMan.take(key('up', 8));
    expect(deadMan.letGo(60_000)).toBeUndefined();
  });

  it('holds again what the viewer says when it is back', () => {
    const deadMan = heldSince(0);
    expect(deadMan.letGo(SILENT_AFTER)).toBeDefined();
    const viewer = new HeldInput();
    viewer.take(key('down'));
    deadMan.heard(5_000);
    deadMan.take(viewer.state(9));
    expect(deadMan.letGo(5_000 + SILENT_AFTER)).toMatchObject({ seq: 9 });
  });
});
