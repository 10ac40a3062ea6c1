import { describe, expect, it } from 'vitest';
import { check } from '@remote-view/protocol';
import { FromSceneProcess, type StorageCall } from '../../agent/child-messages.ts';
import { SessionStore, STORAGE_LIMITS } from '../../agent/session-store.ts';
import { StorageClient } from './storage-client.ts';

/** Both ends of the storage, with what lies between them. */
function stored(store = new SessionStore(), now = (): number => 0): StorageClient {
  const client: StorageClient = new StorageClient((call) => {
    const wire = JSON.parse(JSON.stringify(call)) as StorageCall;
    if (!check(FromSceneProcess, wire)) throw new Error('the agent would not understand it');
    setImmediate(() => client.answered(JSON.parse(JSON.stringify(store.answer(wire)))));
  }, now);
  return client;
}

describe('the storage of a session', () => {
  it('gives back what was set, to another scene as well', async () => {
    const store = new SessionStore();
    const before = stored(store);
    await before.set('score', { best: [3, null, 'x'] });
    await before.set('other', false);
    const after = stored(store);
    expect(await after.get('score')).toEqual({ best: [3, null, 'x'] });
    expect(await after.get('nothing')).toBeUndefined();
    expect(await after.keys()).toEqual(['score', 'other']);
    expect([await after.delete('score'), await after.delete('score')]).toEqual([true, false]);
    expect(await after.keys()).toEqual(['other']);
  });

  it('keeps the order of calls that are made at once', async () => {
    const storage = stored();
    const [, first, , second] = await Promise.all([
      storage.set('a', 1),
      storage.get('a'),
      storage.set('a', 2),
      storage.get('a'),
    ]);
    expect([first, second]).toEqual([1, 2]);
  });

  it('refuses what is beyond its quota and keeps what it has; room that is given back is there again', async () => {
    const storage = stored(new SessionStore(1_000));
    await storage.set('a', 'x'.repeat(900));
    await expect(storage.set('b', 'x'.repeat(200))).rejects.toMatchObject({ code: 'message-too-large' });
    expect(await storage.keys()).toEqual(['a']);
    await storage.set('a', 'small');
    await storage.set('b', 'x'.repeat(200));
    await storage.delete('b');
    await storage.set('c', 'x'.repeat(900));
  });

  it('counts keys as well', async () => {
    const storage = stored();
    for (let key = 0; key < STORAGE_LIMITS.keys; key++) await storage.set(`${key}`, 0);
    await expect(storage.set('one more', 0)).rejects.toMatchObject({ code: 'message-too-large' });
    await storage.set('0', 1);
  });

  it.each([
    ['', 1, 'malformed-message'],
    ['x'.repeat(STORAGE_LIMITS.keyChars + 1), 1, 'malformed-message'],
    ['key', new Date() as unknown as string, 'malformed-message'],
    ['key', 'x'.repeat(STORAGE_LIMITS.bytes), 'message-too-large'],
  ])('refuses key %j with value %j', async (key, value, code) => {
    await expect(stored().set(key, value)).rejects.toMatchObject({ code });
  });

  it('refuses more calls than may wait, and all that wait when the scene ends', async () => {
    const storage = new StorageClient(
      () => {},
      () => 0,
    );
    const waiting = Array.from({ length: 64 }, () => storage.get('a'));
    await expect(storage.get('a')).rejects.toMatchObject({ code: 'rate-limited' });
    storage.close();
    const ends = await Promise.allSettled(waiting);
    expect(ends.every(({ status }) => status === 'rejected')).toBe(true);
  });

  it('takes so many bytes at once, and so many a second', async () => {
    let now = 0;
    const storage = stored(new SessionStore(), () => now);
    const half = 'x'.repeat(524_288);
    const fill = async (): Promise<number> => {
      for (let calls = 0; ; calls++) {
        const refused = await storage.set('a', half).then(
          () => undefined,
          ({ code }: { code: string }) => code,
        );
        if (refused !== undefined) {
          expect(refused).toBe('rate-limited');
          return calls;
        }
      }
    };
    const first = await fill();
    now = 2_000;
    expect(await fill()).toBeLessThan(first);
    expect(await fill()).toBe(0);
  });

  it('ignores answers that nobody waits for', () => {
    const storage = new StorageClient(
      () => {},
      () => 0,
    );
    storage.answered({ type: 'stored', call: 7 });
    storage.answered({ type: 'stored', call: 8, code: 'no such code' });
  });
});
