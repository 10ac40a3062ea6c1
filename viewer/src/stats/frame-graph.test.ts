import { describe, expect, it } from 'vitest';
import type { FrameTime } from '../latency/frame-log.ts';
import { frameGraph, GRAPH_SPAN } from './frame-graph.ts';

const SIZE = { width: 400, height: 60 };

/** Frames that end at the time 10,000, the newest last, each shown for its time. */
function frames(...intervals: readonly (Partial<FrameTime> & { readonly interval: number })[]): FrameTime[] {
  let at = 10_000 - intervals.reduce((sum, { interval }) => sum + interval, 0);
  return intervals.map((frame) => {
    at += frame.interval;
    return { at, due: 20, skipped: 0, ...frame };
  });
}

const steady = (count: number): { readonly interval: number }[] =>
  Array.from({ length: count }, () => ({ interval: 20 }));

describe('the graph of frame times', () => {
  it('has a bar for each frame that touches the next, as high as the line where it is on time', () => {
    const { bars, dueHeight } = frameGraph(frames(...steady(100)), 10_000, SIZE);
    expect(dueHeight).toBe(20);
    expect(new Set(bars.map(({ kind, width, height }) => `${kind} ${width} ${height}`))).toEqual(new Set(['due 2 20']));
    expect(bars.at(-1)).toMatchObject({ x: 398, width: 2 });
    expect(bars[0]!.x).toBe(200);
  });

  it('marks frames that were late, and those after one that was never shown', () => {
    const { bars } = frameGraph(frames(...steady(10), { interval: 40 }, { interval: 60, skipped: 2 }), 10_000, SIZE);
    expect(bars.slice(-2)).toEqual([
      { kind: 'late', x: 390, width: 4, height: 40 },
      { kind: 'missed', x: 394, width: 6, height: 60 },
    ]);
  });

  it('cuts what is longer than the graph is high, and what is older than it is wide', () => {
    const { bars } = frameGraph(frames({ interval: 5_000 }, ...steady(10)), 10_000, SIZE);
    expect(bars[0]).toEqual({ kind: 'late', x: 0, width: 380, height: 60 });
    const later = frameGraph(frames(...steady(300)), 10_000 + GRAPH_SPAN - 100, SIZE);
    expect(later.bars.length).toBeLessThanOrEqual(6);
    expect(later.bars.every(({ x, width }) => x >= 0 && x + width <= 11)).toBe(true);
  });

  it('leaves a gap where the scene rested, and is empty while it does', () => {
    const { bars } = frameGraph(frames(...steady(5), { interval: 1_000, due: 1_000 }, ...steady(5)), 10_000, SIZE);
    expect(bars).toHaveLength(10);
    expect(bars[5]!.x - bars[4]!.x).toBeGreaterThan(90);
    expect(frameGraph(frames(...steady(5)), 10_000 + 2 * GRAPH_SPAN, SIZE)).toEqual({
      bars: [],
      dueHeight: 0,
    });
  });

  it('moves in whole pixels, so that bars keep their widths while they scroll', () => {
    const all = frames(...steady(50).map(({ interval }, index) => ({ interval: interval + (index % 3) * 1.7 })));
    const widths = (now: number): number[] => frameGraph(all, now, SIZE).bars.map(({ width }) => width);
    expect(widths(10_066.3)).toEqual(widths(10_000));
    expect(widths(10_412.9)).toEqual(widths(10_000));
  });
});
