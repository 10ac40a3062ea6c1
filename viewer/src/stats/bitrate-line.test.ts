import { describe, expect, it } from 'vitest';
import { bitrateLine } from './bitrate-line.ts';
import type { StatsSample } from './stats-history.ts';

const NOW = 1_000_000;

function samples(...points: readonly (readonly [secondsAgo: number, bitrate: number | null])[]): StatsSample[] {
  return points.map(([ago, bitrate]) => ({ timestamp: NOW - ago * 1_000, bitrate }) as StatsSample);
}

describe('the line of the bitrate', () => {
  it('goes from the left to the right, and is as high as the most there was', () => {
    expect(bitrateLine(samples([2, 0], [1, 4], [0, 2]), NOW)).toBe('M58 0.94L59 0.06L60 0.5');
  });

  it('has a gap where there was no picture, and where nothing is known', () => {
    expect(bitrateLine(samples([10, 1], [9, 1], [1, 1], [0, null]), NOW)).toBe('M50 0.06L51 0.06M59 0.06');
  });

  it('holds a minute', () => {
    expect(bitrateLine(samples([61, 9], [60, 1]), NOW)).toBe('M0 0.06');
    expect(bitrateLine([], NOW)).toBe('');
  });
});
