import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

test('what is heard about one waits for what was heard before, and nobody else does', async () => {
  const turns = new Turns();
  const said: string[] = [];
  const { promise: slow, resolve } = Promise.withResolvers<void>();
  const first = turns.take('one', async () => slow.then(() => void said.push('first')));
  const second = turns.take('one', async () => void said.push('second'));
  await turns.take('other', async () => void said.push('other'));
  expect(said).toEqual(['other']);
  resolve();
  await Promise.all([first, second]);
  expect(said).toEqual(['other', 'first', 'second']);
  expect(turns.size).toBe(0);
});

test('what fails keeps nothing behind it', async () => {
  const turns = new Turns();
  const failed = turns.take('one', async () => Promise.reject(new Error('wrong')));
  const next = turns.take('one', async () => undefined);
  await expect(failed).rejects.toThrow('wrong');
  await next;
  expect(turns.size).toBe(0);
});

test('one too many is refused, and those that wait have their turn', async () => {
  const turns = new Turns();
  const { promise: slow, resolve } = Promise.withResolvers<void>();
  let done = 0;
  const take = async (): Promise<void> => turns.take('one', async () => slow.then(() => void (done += 1)));
  const waiting = Array.from({ length: 64 }, take);
  await expect(take()).rejects.toMatchObject({ code: 'rate-limited' });
  resolve();
  await Promise.all(waiting);
  expect(done).toBe(64);
  await turns.take('one', async () => void (done += 1));
  expect([done, turns.size]).toEqual([65, 0]);
});

test('whoever has had a turn counts no more, though the line was never empty', async () => {
  const turns = new Turns();
  let last = turns.take('one', async () => undefined);
  for (let index = 0; index < 200; index++) {
    const next = turns.take('one', async () => undefined);
    await last;
    last = next;
  }
  await last;
  expect(turns.size).toBe(0);
});
