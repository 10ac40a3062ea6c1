import { clipboardPieces, NO_TEXT } from '@remote-view/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SceneClipboardEvent } from '../events/scene-clipboard-event.ts';
import type { ClipboardSample } from '../input/encoder.ts';
import { Clipboard } from './clipboard.ts';

/** A browser whose user answers when the test says so, as nobody can tell Chromium's to. */
class UserStub {
  readonly userActivation = { isActive: true };
  readonly reads: PromiseWithResolvers<string>[] = [];
  readonly written: string[] = [];
  readonly clipboard = {
    readText: (): Promise<string> => {
      const read = Promise.withResolvers<string>();
      this.reads.push(read);
      return read.promise;
    },
    writeText: async (text: string): Promise<void> => void this.written.push(text),
  };
}

function setUp(allowed: string | null | undefined) {
  const user = new UserStub();
  const page = new EventTarget();
  vi.stubGlobal('navigator', user);
  vi.stubGlobal('document', page);
  const view = new EventTarget();
  const told: string[] = [];
  view.addEventListener('sceneclipboard', (event) => {
    const { action, state, reason } = event as SceneClipboardEvent;
    told.push([action, state, reason ?? ''].join(' ').trimEnd());
  });
  const policy = { allowed };
  const sent: Pick<ClipboardSample, 'use' | 'id' | 'text'>[] = [];
  const clipboard = new Clipboard(view, {
    policy: () => policy.allowed,
    captured: () => true,
    sink: () => ({ clipboard: ({ use, id, text }) => sent.push({ use, id, text }) }),
  });
  clipboard.listen(ended.signal);
  const read = (id: number): void => clipboard.take({ type: 'clipboard', use: 'read', id, ...NO_TEXT });
  const write = (id: number, text: string): void => {
    for (const piece of clipboardPieces(text)) clipboard.take({ type: 'clipboard', use: 'write', id, ...piece });
  };
  const paste = (): boolean => {
    const clipboardData = { getData: () => 'pasted' };
    return page.dispatchEvent(Object.assign(new Event('paste', { cancelable: true }), { clipboardData }));
  };
  return { user, view, policy, clipboard, sent, told, read, write, paste };
}

let ended: AbortController;
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => {
  ended = new AbortController();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  ended.abort();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe.each([null, undefined, ''])('a page whose clipboard attribute is %j', (allowed) => {
  it('allows nothing, and says so', async () => {
    const { read, write, paste, sent, told } = setUp(allowed);
    read(1);
    write(2, 'text');
    expect(paste(), 'the text goes nowhere else').toBe(false);
    await settled();
    expect(sent.map(({ use, id }) => [use, id])).toEqual([
      ['refused', 1],
      ['refused', 2],
    ]);
    expect(told).toEqual(['read refused policy', 'write refused policy', 'read refused policy']);
  });
});

describe('what a scene asks for', () => {
  it('goes to it once the user allows it', async () => {
    const { user, read, sent, told } = setUp('read');
    read(7);
    user.reads[0]!.resolve('the text');
    await settled();
    expect(sent).toEqual([{ use: 'text', id: 7, text: 'the text' }]);
    expect(told).toEqual(['read done']);
  });

  it.each(['allows', 'refuses'])('goes to no other scene where the user %s it too late', async (what) => {
    const { user, clipboard, read, sent, told } = setUp('read');
    read(1);
    clipboard.forget();
    read(1);
    if (what === 'allows') user.reads[0]!.resolve('for the first scene');
    else user.reads[0]!.reject(new Error('denied'));
    await settled();
    expect([sent, told]).toEqual([[], []]);
    user.reads[1]!.resolve('for the second');
    await settled();
    expect(sent).toEqual([{ use: 'text', id: 1, text: 'for the second' }]);
  });

  it('goes nowhere where the page has withdrawn its leave meanwhile', async () => {
    const { user, policy, read, sent, told } = setUp('read');
    read(1);
    policy.allowed = '';
    user.reads[0]!.resolve('the text');
    await settled();
    expect(sent.map(({ use }) => use)).toEqual(['refused']);
    expect(told).toEqual(['read refused policy']);
  });
});

describe('what a scene gives too late for a press', () => {
  function waiting() {
    const page = setUp('write');
    page.user.userActivation.isActive = false;
    page.write(1, 'the text');
    return page;
  }

  it('waits for one that the browser takes for a press, which Escape is not', async () => {
    const { user, view, told } = waiting();
    view.dispatchEvent(new Event('keydown'));
    expect(user.written).toEqual([]);
    user.userActivation.isActive = true;
    view.dispatchEvent(new Event('click'));
    await settled();
    expect(user.written).toEqual(['the text']);
    expect(told).toEqual(['write waiting', 'write done']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is not written once the page has withdrawn its leave', async () => {
    const { user, view, policy, sent, told } = waiting();
    policy.allowed = null;
    user.userActivation.isActive = true;
    view.dispatchEvent(new Event('click'));
    await settled();
    expect([user.written, sent.map(({ use }) => use)]).toEqual([[], ['refused']]);
    expect(told).toEqual(['write waiting', 'write refused policy']);
  });

  it('is refused after a minute, and another press brings nothing', async () => {
    const { user, view, told } = waiting();
    vi.advanceTimersByTime(60_000);
    user.userActivation.isActive = true;
    view.dispatchEvent(new Event('click'));
    await settled();
    expect(user.written).toEqual([]);
    expect(told).toEqual(['write waiting', 'write refused browser']);
  });

  it('has its own minute, whatever waited before', () => {
    const { write, told } = waiting();
    vi.advanceTimersByTime(40_000);
    write(2, 'newer');
    vi.advanceTimersByTime(40_000);
    expect(told).toEqual(['write waiting', 'write refused replaced', 'write waiting']);
    vi.advanceTimersByTime(20_000);
    expect(told.at(-1)).toBe('write refused browser');
  });
});
