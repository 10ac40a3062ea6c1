import { describe, expect, test } from 'vitest';
import type { HostId } from '@remote-view/protocol';
import { pickHost, type Candidate } from './pick-host.ts';

function host(id: string, taken: number, capacity: number, scenes: readonly string[] = ['cube']): Candidate {
  return { id: id as HostId, taken, capacity, scenes: new Set(scenes), problem: undefined };
}

describe('allocation', () => {
  test.each<[string, Candidate[], string]>([
    ['the only host', [host('a', 0, 1)], 'a'],
    ['the host with fewer sessions', [host('a', 2, 4), host('b', 1, 4)], 'b'],
    ['the host with the smaller share taken', [host('small', 1, 2), host('large', 3, 10)], 'large'],
    ['the host with more free slots, at equal shares', [host('small', 0, 2), host('large', 0, 10)], 'large'],
    ['the first of equals', [host('a', 1, 4), host('b', 1, 4)], 'a'],
    ['a busy host, where the idle one lacks the scene', [host('a', 3, 4), host('b', 0, 4, ['other'])], 'a'],
    ['a host with a slot, where the other is full', [host('a', 1, 1), host('b', 39, 40)], 'b'],
  ])('picks %s', (_name, hosts, expected) => {
    expect(pickHost(hosts, 'cube')).toEqual({ host: expected });
  });

  test.each<[string, Candidate[]]>([
    ['no-host', []],
    ['unknown-scene', [host('a', 0, 1, ['other'])]],
    ['unknown-scene', [host('a', 1, 1, ['other'])]],
    ['no-capacity', [host('a', 1, 1), host('b', 0, 1, ['other'])]],
    ['no-capacity', [host('b', 0, 1, ['other']), host('a', 3, 2)]],
  ])('refuses with %s', (refused, hosts) => {
    expect(pickHost(hosts, 'cube')).toMatchObject({ refused: { code: refused } });
  });

  test('leaves a host with a problem alone, and says the problem where there is no other', () => {
    const problem = { code: 'no-gpu-adapter', message: 'No driver.' } as const;
    const broken: Candidate = { ...host('broken', 0, 4), problem };
    expect(pickHost([broken, host('a', 3, 4)], 'cube')).toEqual({ host: 'a' });
    expect(pickHost([broken, host('a', 4, 4)], 'cube')).toMatchObject({ refused: { code: 'no-capacity' } });
    const refused = { code: 'no-gpu-adapter', message: 'No driver. [scene:cube]' };
    expect(pickHost([host('b', 0, 1, ['other']), broken], 'cube')).toMatchObject({ refused });
    expect(pickHost([broken], 'other')).toMatchObject({ refused: { code: 'unknown-scene' } });
  });

  test('fills hosts of different sizes evenly, and never beyond their slots', () => {
    const sizes = [1, 3, 8, 40];
    const taken = sizes.map(() => 0);
    const hosts = (): Candidate[] => sizes.map((size, index) => host(String(index), taken[index] ?? 0, size));
    for (let session = 0; session < 26; session++) {
      const pick = pickHost(hosts(), 'cube');
      if ('host' in pick) taken[Number(pick.host)]! += 1;
    }
    const shares = taken.map((count, index) => count / (sizes[index] ?? 1));
    expect(Math.max(...shares.slice(1)) - Math.min(...shares.slice(1))).toBeLessThan(0.34);
    for (let session = 26; session < 52; session++) {
      const pick = pickHost(hosts(), 'cube');
      if ('host' in pick) taken[Number(pick.host)]! += 1;
    }
    expect(taken).toEqual(sizes);
    expect(pickHost(hosts(), 'cube')).toMatchObject({ refused: { code: 'no-capacity' } });
  });
});
