import { describe, expect, it } from 'vitest';
import { Listeners } from './listeners.ts';

function counted(): { listeners: Listeners; changes: () => number } {
  let changes = 0;
  return { listeners: new Listeners(() => changes++), changes: () => changes };
}

describe('the listeners of an event', () => {
  it('are some from the first to the last', () => {
    const { listeners, changes } = counted();
    const [one, other] = [() => undefined, { handleEvent: () => undefined }];
    expect(listeners.some).toBe(false);
    listeners.add(one);
    listeners.add(one, true);
    listeners.add(other);
    listeners.remove(one);
    expect(listeners.some).toBe(true);
    listeners.remove(other);
    listeners.remove(other);
    expect(listeners.some).toBe(false);
    expect(changes()).toBe(5);
  });

  it('leave with their signal', () => {
    const { listeners } = counted();
    const page = new AbortController();
    listeners.add(() => undefined, { signal: page.signal });
    expect(listeners.some).toBe(true);
    page.abort();
    expect(listeners.some).toBe(false);
    listeners.add(() => undefined, { signal: page.signal });
    expect(listeners.some).toBe(false);
  });

  it('leave after one event where they want no more', () => {
    const { listeners } = counted();
    listeners.add(() => undefined, { once: true });
    const stays = (): undefined => undefined;
    listeners.add(stays);
    listeners.dispatched();
    expect(listeners.some).toBe(true);
    listeners.remove(stays);
    expect(listeners.some).toBe(false);
  });

  it('are not the ones that are null', () => {
    const { listeners } = counted();
    listeners.add(null);
    expect(listeners.some).toBe(false);
  });
});
