import { describe, expect, test } from 'vitest';
import type { SessionId } from '@remote-view/protocol';
import { WaitingLine, type Served } from './waiting-line.ts';

const id = (name: string): SessionId => name as SessionId;

function line(...entries: readonly (readonly [name: string, scene: string])[]): WaitingLine {
  const waiting = new WaitingLine(10, sharesHost);
  for (const [name, scene] of entries) waiting.enter(id(name), scene);
  return waiting;
}

/** One host has the cube and the sphere, another one the atlas. */
const sharesHost = (scene: string, other: string): boolean => scene !== 'atlas' && other !== 'atlas';

/** Serves the line; who is asked, in order. */
function serve(waiting: WaitingLine, answer: (name: string, scene: string) => Served): string[] {
  const asked: string[] = [];
  waiting.serve((session, scene) => {
    asked.push(session);
    return answer(session, scene);
  });
  return asked;
}

describe('the waiting line', () => {
  test('serves who came first', () => {
    const waiting = line(['a', 'cube'], ['b', 'cube'], ['c', 'cube']);
    let free = 1;
    expect(serve(waiting, () => (free-- > 0 ? 'placed' : 'full'))).toEqual(['a', 'b']);
    expect(waiting.size).toBe(2);
    expect(waiting.standingOf(id('c'))).toEqual({ position: 2 });
  });

  test('lets nobody wait for a slot that only others could use', () => {
    const waiting = line(['a', 'cube'], ['b', 'cube'], ['c', 'atlas']);
    expect(serve(waiting, (_name, scene) => (scene === 'atlas' ? 'placed' : 'full'))).toEqual(['a', 'c']);
    expect(waiting.standingOf(id('c'))).toBeUndefined();
    expect(waiting.standingOf(id('b'))).toEqual({ position: 2 });
  });

  test('keeps the place of who is away, and serves the next meanwhile', () => {
    const waiting = line(['a', 'cube'], ['b', 'cube']);
    expect(serve(waiting, (name) => (name === 'a' ? 'away' : 'placed'))).toEqual(['a', 'b']);
    expect(waiting.standingOf(id('a'))).toEqual({ position: 1 });
  });

  test('counts those before it that wait for the same hosts, and no others', () => {
    const waiting = line(['a', 'atlas'], ['b', 'cube'], ['c', 'sphere'], ['d', 'atlas'], ['e', 'cube']);
    const places = { a: 1, b: 1, c: 2, d: 2, e: 3 };
    expect(
      Object.fromEntries(Object.keys(places).map((name) => [name, waiting.standingOf(id(name))?.position])),
    ).toEqual(places);
    expect(Object.fromEntries([...waiting.news(0)].map(([name, { position }]) => [name, position]))).toEqual(places);
  });

  test('takes no more than it holds', () => {
    const waiting = new WaitingLine(1, sharesHost);
    expect(waiting.enter(id('a'), 'cube')).toBe(true);
    expect(waiting.enter(id('b'), 'cube')).toBe(false);
    waiting.leave(id('a'));
    expect(waiting.enter(id('b'), 'cube')).toBe(true);
  });

  test('has news for each at first, and then for whom something changed', () => {
    const waiting = line(['a', 'cube'], ['b', 'cube'], ['c', 'cube']);
    expect([...waiting.news(0).keys()]).toEqual(['a', 'b', 'c']);
    expect(waiting.news(60_000).size).toBe(0);
    waiting.leave(id('b'));
    expect([...waiting.news(60_000)]).toEqual([['c', { position: 2 }]]);
  });

  test('says how long it will take as soon as that is known, and not with every look', () => {
    const waiting = line(['a', 'cube'], ['b', 'cube']);
    waiting.news(0);
    for (const at of [10_000, 20_000]) waiting.slotFreed(at, new Set(['cube']));
    expect([...waiting.news(20_000).values()]).toEqual([
      { position: 1, etaSeconds: 10 },
      { position: 2, etaSeconds: 20 },
    ]);
    expect(waiting.news(24_999).size).toBe(0);
    expect([...waiting.news(25_000).values()]).toEqual([
      { position: 1, etaSeconds: 15 },
      { position: 2, etaSeconds: 30 },
    ]);
    expect(waiting.standingOf(id('b'))).toEqual({ position: 2, etaSeconds: 30 });
  });
});
