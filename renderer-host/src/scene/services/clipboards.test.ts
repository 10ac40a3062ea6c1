import { clipboardPieces, decodeHostData, type PageClipboard } from '@remote-view/protocol';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Clipboards } from './clipboards.ts';

/** @param gesture null: nobody has pressed anything */
function setUp(gesture: number | null = 1) {
  const sent: { readonly viewer: number; readonly use: string; readonly id: number; readonly text: string }[] = [];
  const warnings: string[] = [];
  const clipboards = new Clipboards({
    send: (bytes, viewer) => {
      const data = decodeHostData(bytes);
      if (data.type === 'clipboard') sent.push({ viewer, use: data.use, id: data.id, text: data.text });
    },
    gesture: () => gesture ?? undefined,
    warn: (text) => warnings.push(text),
  });
  const answer = (use: PageClipboard['use'], id: number, text = '', viewer = 1): void => {
    for (const piece of clipboardPieces(text))
      clipboards.take(viewer, { type: 'clipboard', seq: 1, use, id, ...piece });
  };
  return { clipboards, sent, warnings, answer };
}

afterEach(() => void vi.useRealTimers());

const refused = (why: string): unknown =>
  expect.objectContaining({ name: 'NotAllowedError', message: expect.stringContaining(why) });

describe('a scene that writes', () => {
  it('reaches the page of who pressed last, and hears when it is done', async () => {
    const { clipboards, sent, answer } = setUp(3);
    const written = clipboards.writeText('hello');
    expect(sent).toEqual([{ viewer: 3, use: 'write', id: 1, text: 'hello' }]);
    answer('written', 1, '', 3);
    await expect(written).resolves.toBeUndefined();
  });

  it('hears why it was refused', async () => {
    const { clipboards, answer } = setUp();
    const written = clipboards.writeText('hello');
    answer('refused', 1, 'the page does not allow it');
    await expect(written).rejects.toEqual(refused('the page does not allow it'));
  });

  it('is refused what is too large', async () => {
    const { clipboards, sent } = setUp();
    await expect(clipboards.writeText('x'.repeat(70_000))).rejects.toMatchObject({ code: 'message-too-large' });
    expect(sent).toEqual([]);
  });

  it('is refused where nobody has pressed anything, unless it says whose', async () => {
    const { clipboards, sent } = setUp(null);
    await expect(clipboards.writeText('x')).rejects.toEqual(refused('no viewer has pressed'));
    const named = clipboards.writeText('x', { viewer: 7 });
    expect(sent).toMatchObject([{ viewer: 7 }]);
    clipboards.gone(7);
    await expect(named).rejects.toEqual(refused('the viewer left'));
  });
});

describe('a scene that reads', () => {
  it('gets a long text whole', async () => {
    const { clipboards, answer } = setUp();
    const read = clipboards.readText();
    answer('text', 1, 'long '.repeat(9_000));
    await expect(read).resolves.toBe('long '.repeat(9_000));
  });

  it('is not answered by another viewer', async () => {
    const { clipboards, answer } = setUp();
    const read = clipboards.readText();
    answer('text', 1, 'of another', 2);
    answer('text', 1, 'its own');
    await expect(read).resolves.toBe('its own');
  });

  it('has four requests at most that wait for a viewer, which no other viewer is told of', async () => {
    const { clipboards, answer } = setUp();
    for (let count = 0; count < 4; count++) void clipboards.readText();
    await expect(clipboards.readText()).rejects.toEqual(refused('too many requests wait'));
    const other = clipboards.readText({ viewer: 2 });
    answer('text', 5, 'of another viewer', 2);
    await expect(other).resolves.toBe('of another viewer');
  });

  it('waits no longer than a minute and a half', async () => {
    vi.useFakeTimers();
    const { clipboards, answer } = setUp();
    const [forgotten, answered] = [clipboards.readText(), clipboards.readText()];
    answer('text', 2, 'in time');
    vi.advanceTimersByTime(90_000);
    await expect(forgotten).rejects.toEqual(refused('nobody answered in time'));
    await expect(answered).resolves.toBe('in time');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits for nobody who looks on from now on, and for nobody once everybody is gone', async () => {
    vi.useFakeTimers();
    const { clipboards } = setUp();
    const [onlooker, other] = [clipboards.readText(), clipboards.readText({ viewer: 2 })];
    clipboards.looksOn(1);
    await expect(onlooker).rejects.toEqual(refused('only looks on'));
    clipboards.allGone();
    await expect(other).rejects.toEqual(refused('the viewer left'));
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('what a scene gives to a copy', () => {
  it('goes to that page, and nobody waits for it', () => {
    const { clipboards, sent } = setUp();
    clipboards.copied(2, 'selected');
    expect(sent).toEqual([{ viewer: 2, use: 'write', id: 0, text: 'selected' }]);
  });

  it('is a warning where it is too large, not the end of the scene', () => {
    const { clipboards, sent, warnings } = setUp();
    clipboards.copied(2, 'x'.repeat(70_000));
    expect(sent).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining('65536 bytes')]);
  });
});
