import { describe, expect, test } from 'vitest';
import type { HostId } from '@remote-view/protocol';
import { NOTHING } from './offering.ts';
import { pick, type Candidate } from './pick.ts';

function host(id: string, taken: number, capacity: number, more: Partial<Candidate> = {}): Candidate {
  return {
    id: id as HostId,
    offering: { scenes: [{ name: 'cube', title: '', description: '' }] },
    capacity,
    taken,
    used: NOTHING,
    warm: 0,
    open: true,
    problem: undefined,
    ...more,
  };
}

const inRegion = (region: string): Partial<Candidate> => ({
  offering: { scenes: [{ name: 'cube', title: '', description: '' }], labels: [`region=${region}`] },
});
const ATLAS: Partial<Candidate> = { offering: { scenes: [{ name: 'atlas', title: '', description: '' }] } };
const PROBLEM = { code: 'no-gpu-adapter', message: 'No driver.' } as const;
const WANT = { scene: 'cube', placement: { rtt: [{ region: 'eu', ms: 20 }] } };

describe('allocation', () => {
  test.each<[string, Candidate[], string]>([
    ['the only host', [host('a', 0, 1)], 'a'],
    ['the host with fewer sessions', [host('a', 2, 4), host('b', 1, 4)], 'b'],
    ['the host with the smaller share taken', [host('small', 1, 2), host('large', 3, 10)], 'large'],
    ['the host with more free slots, at equal shares', [host('small', 1, 2), host('large', 5, 10)], 'large'],
    ['the first of equals, whoever came first', [host('b', 1, 4), host('a', 1, 4)], 'a'],
    ['a busy host, where the idle one lacks the scene', [host('a', 3, 4), host('b', 0, 4, ATLAS)], 'a'],
    ['a host with a slot, where the other is full', [host('a', 1, 1), host('b', 39, 40)], 'b'],
    ['a warm host before an idle one', [host('a', 0, 4), host('b', 3, 4, { warm: 1 })], 'b'],
    ['a near host before a warm one', [host('a', 0, 4, { warm: 1 }), host('b', 3, 4, inRegion('eu'))], 'b'],
    ['the better of two that nobody measured', [host('a', 1, 4), host('b', 0, 4, inRegion('us'))], 'b'],
  ])('picks %s', (_name, hosts, expected) => {
    expect(pick(hosts, WANT, 'spread')).toMatchObject({ host: expected });
  });

  test('packs by the largest share that has room', () => {
    const hosts = [host('a', 1, 4), host('b', 3, 4), host('c', 4, 4), host('d', 6, 8)];
    expect(pick(hosts, WANT, 'pack')).toMatchObject({ host: 'd' });
  });

  test.each<[string, boolean, Candidate[]]>([
    ['no-host', false, []],
    ['unknown-scene', false, [host('a', 0, 1, ATLAS)]],
    ['unknown-scene', false, [host('a', 0, 1, { ...ATLAS, problem: PROBLEM })]],
    ['no-gpu-adapter', false, [host('a', 0, 1, { problem: PROBLEM }), host('b', 0, 1, ATLAS)]],
    ['no-capacity', true, [host('a', 1, 1), host('b', 0, 1, ATLAS)]],
    ['no-capacity', true, [host('b', 0, 1, { problem: PROBLEM }), host('a', 3, 2)]],
    ['no-capacity', true, [host('a', 0, 2, { open: false })]],
  ])('refuses with %s', (code, waits, hosts) => {
    expect(pick(hosts, WANT, 'spread')).toMatchObject({ refused: { code }, waits });
  });

  test.each<[string, Candidate['offering'], RegExp]>([
    ['no-host', { scenes: [{ name: 'cube', title: '', description: '', version: '1' }] }, /labels/],
    ['unknown-scene', { scenes: [{ name: 'cube', title: '', description: '', version: '2' }] }, /version/],
    [
      'no-host',
      {
        scenes: [{ name: 'cube', title: '', description: '', version: '1', needs: { cpu: 2 } }],
        labels: ['gpu=l4'],
        resources: { cpu: 1 },
      },
      /large enough/,
    ],
  ])('says what no host has: %s', (code, offering, message) => {
    const wanted = { scene: 'cube', version: '1', placement: { labels: ['gpu=l4'] } };
    const refused = { code, message: expect.stringMatching(message) };
    expect(pick([host('a', 0, 1, { offering })], wanted, 'spread')).toEqual({ refused, waits: false });
  });

  test('fills hosts of different sizes evenly, and never beyond their slots', () => {
    const sizes = [1, 3, 8, 40];
    const taken = sizes.map(() => 0);
    const next = () =>
      pick(
        sizes.map((size, index) => host(String(index), taken[index] ?? 0, size)),
        WANT,
        'spread',
      );
    for (let session = 0; session < 52; session++) {
      const picked = next();
      if ('host' in picked) taken[Number(picked.host)]! += 1;
      if (session !== 25) continue;
      const shares = taken.map((count, index) => count / (sizes[index] ?? 1));
      expect(Math.max(...shares.slice(1)) - Math.min(...shares.slice(1))).toBeLessThan(0.34);
    }
    expect(taken).toEqual(sizes);
    expect(next()).toMatchObject({ refused: { code: 'no-capacity' } });
  });
});
