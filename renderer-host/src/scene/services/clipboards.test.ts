import { clipboardPieces, decodeHostData, type PageClipboard } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
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

  it('has sixteen requests at most that wait, and none once everybody is gone', async () => {
    const { clipboards } = setUp();
    const waiting = Array.from({ length: 16 }, () => clipboards.readText());
    await expect(clipboards.readText()).rejects.toEqual(refused('too many requests wait'));
    clipboards.allGone();
    const ends = await Promise.allSettled(waiting);
    expect(ends.every(({ status }) => status === 'rejected')).toBe(true);
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
