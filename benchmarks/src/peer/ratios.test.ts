import { describe, expect, it } from 'vitest';
import { distribution } from '../stats/distribution.ts';
import { judge, ratiosOf, doubtsAbout, spreadOfRatios, usualSize } from './ratios.ts';
import type { Pair, Round } from './result.ts';

function roundOf(presented: number, sizes: Record<string, number> = { '640x360': 10 }): Round {
  return {
    loadBefore: 1,
    inputs: 1,
    missed: 0,
    overtaken: 0,
    misplaced: 0,
    ends: {
      decoded: distribution([presented - 5]),
      presented: distribution([presented]),
      display: distribution([presented + 15]),
    },
    frames: { decoded: 10, perSecond: 30, faults: {}, sizes },
    samples: [],
  };
}

function pairOf(ours: Round, peer: Round): Pair {
  return { ours, peer, ratio: ratiosOf(ours, peer) };
}

describe('ratios of ours to the peer', () => {
  it('are below one where ours is faster, at every end and percentile', () => {
    const { decoded, presented } = ratiosOf(roundOf(20), roundOf(50));
    expect(presented).toEqual({ p50: 0.4, p95: 0.4, p99: 0.4 });
    expect(decoded.p50).toBeCloseTo(15 / 45);
  });

  it('are taken pair by pair: a slow minute for both is no difference', () => {
    const pairs = [pairOf(roundOf(20), roundOf(50)), pairOf(roundOf(40), roundOf(100))];
    expect(spreadOfRatios(pairs).presented.p50).toEqual({ lowest: 0.4, middle: 0.4, highest: 0.4 });
  });

  it('show how far the pairs lie apart', () => {
    const pairs = [
      pairOf(roundOf(20), roundOf(50)),
      pairOf(roundOf(30), roundOf(50)),
      pairOf(roundOf(10), roundOf(50)),
    ];
    expect(spreadOfRatios(pairs).presented.p95).toMatchObject({ lowest: 0.2, middle: 0.4, highest: 0.6 });
  });

  it('do not flatter where two pairs share the middle', () => {
    const pairs = [pairOf(roundOf(20), roundOf(50)), pairOf(roundOf(30), roundOf(50))];
    expect(spreadOfRatios(pairs).presented.p50.middle).toBe(0.6);
    expect(() => spreadOfRatios([])).toThrow(RangeError);
  });

  it.each([
    [0.4, 'aim reached'],
    [0.41, 'must reached'],
    [0.7, 'must reached'],
    [0.71, 'missed'],
  ] as const)('of %f are judged: %s', (ratio, verdict) => {
    expect(judge(ratio)).toBe(verdict);
  });
});

describe('the pictures of a pair', () => {
  it('are known by the size that most of them had', () => {
    expect(usualSize(roundOf(20, { '1280x720': 3, '640x360': 7 }))).toBe('640x360');
  });

  it('are the same where both sides mostly sent one size', () => {
    const mostly = roundOf(20, { '640x360': 99, '426x240': 1 });
    expect(doubtsAbout([pairOf(mostly, roundOf(50))])).toEqual([]);
  });

  it('differ where one side lowered its size', () => {
    expect(doubtsAbout([pairOf(roundOf(20), roundOf(50, { '1280x720': 10 }))])).toEqual([
      'not the same picture: 640x360 and 1280x720',
    ]);
  });

  it('are not trusted where moves went to another place', () => {
    const doubts = doubtsAbout([pairOf({ ...roundOf(20), misplaced: 3 }, roundOf(50))]);
    expect(doubts).toEqual(['3 moves that name another input than they carry']);
  });
});
