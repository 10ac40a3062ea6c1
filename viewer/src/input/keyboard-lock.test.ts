import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KeyboardLock } from './keyboard-lock.ts';

/** A browser that answers when it is told to: in Chromium nobody can hold its answer back. */
function setUp() {
  class ElementStub {
    readonly parentNode = null;
  }
  class ShadowRootStub {
    readonly host = null;
  }
  vi.stubGlobal('Element', ElementStub);
  vi.stubGlobal('ShadowRoot', ShadowRootStub);
  const stage = new ElementStub() as unknown as HTMLElement;
  const answers: PromiseWithResolvers<void>[] = [];
  const keyboard = {
    lock: () => {
      const answer = Promise.withResolvers<void>();
      answers.push(answer);
      return answer.promise;
    },
    unlock: vi.fn<() => void>(),
  };
  vi.stubGlobal('navigator', { keyboard });
  vi.stubGlobal('document', { fullscreenElement: stage });
  const told: boolean[] = [];
  const lock = new KeyboardLock(stage, (locked) => told.push(locked));
  return { lock, answers, told, keyboard };
}

let view: ReturnType<typeof setUp>;
beforeEach(() => (view = setUp()));
afterEach(() => void vi.unstubAllGlobals());

describe('the keys of system and browser', () => {
  it('are locked while the keyboard is captured', async () => {
    const { lock, answers, told } = view;
    const locking = lock.update(true);
    answers[0]!.resolve();
    await locking;
    await lock.update(false);
    expect(told).toEqual([true, false]);
  });

  it('are not where the browser refuses, and are asked for again', async () => {
    const { lock, answers, told } = view;
    const locking = lock.update(true);
    answers[0]!.reject(new Error('in a frame'));
    await locking;
    void lock.update(true);
    expect([told, answers.length]).toEqual([[], 2]);
  });

  it.each(['late', 'refused late'])('are unlocked in the end where an earlier answer comes %s', async (how) => {
    const { lock, answers, told, keyboard } = view;
    const first = lock.update(true);
    await lock.update(false);
    const second = lock.update(true);
    answers[1]!.resolve();
    await second;
    if (how === 'late') answers[0]!.resolve();
    else answers[0]!.reject(new Error('another took its place'));
    await first;
    await lock.update(false);
    expect(told).toEqual([false, true, false]);
    expect(keyboard.unlock).toHaveBeenCalledTimes(2);
  });
});
