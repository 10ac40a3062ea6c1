import { describe, expect, it } from 'vitest';
import { doubtsOf } from './doubts.ts';
import { madePath } from './testing/path-result.ts';

describe('a case', () => {
  const [pair] = madePath().cases[0]!.pairs;

  it('is believed where the link kept its times', () => {
    expect(doubtsOf([pair!, pair!])).toEqual([]);
  });

  it('is doubted where the link was late, with the round in which it was', () => {
    const late = { ...pair!, peer: { ...pair!.peer, lateness: { p50: 1, p99: 66.7, max: 100 } } };
    expect(doubtsOf([pair!, late])).toEqual(['pair 2, peer: the link was late by 67 ms at p99']);
  });
});
