import { describe, expect, it } from 'vitest';
import { Thumbnails, type Thumbnail } from './thumbnails.ts';

function thumbnails() {
  const made: PromiseWithResolvers<Thumbnail>[] = [];
  const session = new Thumbnails(() => {
    const next = Promise.withResolvers<Thumbnail>();
    made.push(next);
    return next.promise;
  });
  return { session, made };
}

describe('thumbnails of a session', () => {
  it('are made once a second, however many ask', async () => {
    const { session, made } = thumbnails();
    const asked = [session.get(0), session.get(10), session.get(20)];
    expect(made).toHaveLength(1);
    made[0]!.resolve('first');
    expect(await Promise.all(asked)).toEqual(['first', 'first', 'first']);
    expect(await session.get(999)).toBe('first');
    const second = session.get(1_000);
    expect(made).toHaveLength(2);
    made[1]!.resolve('second');
    expect(await second).toBe('second');
  });

  it('are made one at a time, however long one takes', async () => {
    const { session, made } = thumbnails();
    void session.get(0);
    const later = session.get(5_000);
    expect(made).toHaveLength(1);
    made[0]!.resolve('slow');
    expect(await later).toBe('slow');
    void session.get(5_001);
    expect(made).toHaveLength(2);
  });

  it('are those of before where none could be made, and none where there was never any', async () => {
    const { session, made } = thumbnails();
    const answers: Thumbnail[] = [];
    for (const [index, jpeg] of [undefined, 'seen', undefined, undefined].entries()) {
      const answer = session.get(index * 1_000);
      made[index]!.resolve(jpeg);
      answers.push(await answer);
    }
    expect(answers).toEqual([undefined, 'seen', 'seen', 'seen']);
  });
});
