import { RemoteViewError } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { LazyPart } from './lazy-part.ts';

describe('a lazy part', () => {
  it('is fetched once, with its first use, and what was asked of it happens in order', async () => {
    let fetched = 0;
    const done: string[] = [];
    const part = new LazyPart(
      async () => `part ${++fetched}`,
      ({ message }) => expect.unreachable(message),
    );
    expect(part.loaded).toBeNull();
    part.use((name) => done.push(`${name} a`));
    part.use((name) => done.push(`${name} b`));
    expect(done).toEqual([]);
    await part.load();
    part.use((name) => done.push(`${name} c`));
    expect(done).toEqual(['part 1 a', 'part 1 b', 'part 1 c']);
    expect(part.loaded).toBe('part 1');
  });

  it('says once for each use that it cannot be fetched, forgets what waited, and tries again', async () => {
    let online = false;
    const codes: string[] = [];
    const done: string[] = [];
    const fetch = async (): Promise<string> => {
      if (!online) throw new TypeError('Failed to fetch dynamically imported module');
      return 'part';
    };
    const part = new LazyPart(fetch, ({ code }) => codes.push(code));
    part.use(() => done.push('lost'));
    await expect(part.load()).rejects.toThrow(RemoteViewError);
    expect(codes).toEqual(['part-unavailable']);
    online = true;
    part.use(() => done.push('kept'));
    await part.load();
    expect(done).toEqual(['kept']);
  });

  it('forgets what waits for it where that has no meaning any more', async () => {
    const done: string[] = [];
    const part = new LazyPart(
      async () => 'part',
      ({ message }) => expect.unreachable(message),
    );
    part.use(() => done.push('of a scene that is gone'));
    part.drop();
    part.use(() => done.push('of the next one'));
    await part.load();
    expect(done).toEqual(['of the next one']);
  });

  it('goes on behind what throws, and does what is asked meanwhile in its turn', async () => {
    const texts: string[] = [];
    const done: string[] = [];
    const part = new LazyPart(
      async () => 'part',
      ({ message }) => texts.push(message),
    );
    part.use(() => {
      throw new TypeError('broken');
    });
    part.use(() => {
      part.use(() => done.push('asked meanwhile'));
      done.push('first');
    });
    part.use(() => done.push('second'));
    await expect(part.load()).resolves.toBe('part');
    expect(done).toEqual(['first', 'second', 'asked meanwhile']);
    expect(texts).toEqual([expect.stringContaining('broken')]);
  });
});
