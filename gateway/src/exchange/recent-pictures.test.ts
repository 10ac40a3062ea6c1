import { describe, expect, test } from 'vitest';
import type { SessionId } from '@remote-view/protocol';
import { MAX_KEPT, RecentPictures } from './recent-pictures.ts';

const A = 'a' as SessionId;

function counted(found: string | null = 'jpeg') {
  const asked = { times: 0 };
  const ask = async () => {
    asked.times++;
    return found === null ? undefined : Buffer.from(found);
  };
  return { asked, ask };
}

describe('pictures of sessions', () => {
  test('are asked for once a second, however many want one', async () => {
    const pictures = new RecentPictures();
    const { asked, ask } = counted();
    const found = await Promise.all([0, 1, 999].map(async (now) => pictures.get(A, now, ask)));
    expect(found.map(String)).toEqual(['jpeg', 'jpeg', 'jpeg']);
    expect(asked.times).toBe(1);
    await pictures.get(A, 1_000, ask);
    expect(asked.times).toBe(2);
  });

  test('that were not there are asked for again at once', async () => {
    const pictures = new RecentPictures();
    const { asked, ask } = counted(null);
    expect(await pictures.get(A, 0, ask)).toBeUndefined();
    expect(await pictures.get(A, 1, ask)).toBeUndefined();
    expect(asked.times).toBe(2);
  });

  test('are forgotten where there are many', async () => {
    const pictures = new RecentPictures();
    const { asked, ask } = counted();
    await pictures.get(A, 0, ask);
    for (let other = 0; other < MAX_KEPT; other++) await pictures.get(`b${other}` as SessionId, 0, ask);
    await pictures.get(A, 0, ask);
    expect(asked.times).toBe(MAX_KEPT + 2);
  });
});
