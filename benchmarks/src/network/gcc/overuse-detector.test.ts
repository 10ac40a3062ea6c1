import { describe, expect, it } from 'vitest';
import { OveruseDetector, type Usage } from './overuse-detector.ts';
import { Trendline } from './trendline.ts';

const SPACING = 20;

describe('the trendline', () => {
  it('is the delay gathered for each ms, once twenty groups are seen', () => {
    const trendline = new Trendline();
    const trends = Array.from({ length: 200 }, (_, index) =>
      trendline.add({ sent: SPACING, received: SPACING + 1, receivedAt: index * (SPACING + 1) }),
    );
    expect(trends[18]).toEqual({ slope: 0, groups: 19 });
    expect(trends[19]!.slope).toBeGreaterThan(0.03);
    expect(trends.at(-1)!.slope).toBeCloseTo(1 / (SPACING + 1), 5);
  });

  it('is flat on a path that keeps the spacing', () => {
    const trendline = new Trendline();
    for (let at = 0; at < 1_000; at += SPACING) trendline.add({ sent: SPACING, received: SPACING, receivedAt: at });
    expect(trendline.add({ sent: SPACING, received: SPACING, receivedAt: 1_000 }).slope).toBe(0);
  });

  it('keeps its slope where all groups arrived at once', () => {
    const trendline = new Trendline();
    for (let index = 0; index < 40; index++) trendline.add({ sent: SPACING, received: 0, receivedAt: 0 });
    expect(trendline.add({ sent: SPACING, received: 0, receivedAt: 0 }).slope).toBe(0);
  });

  it('forgets on reset', () => {
    const trendline = new Trendline();
    for (let at = 0; at < 1_000; at += SPACING) trendline.add({ sent: SPACING, received: 30, receivedAt: at });
    trendline.reset();
    expect(trendline.add({ sent: SPACING, received: 30, receivedAt: 0 })).toEqual({ slope: 0, groups: 1 });
  });
});

describe('the overuse detector', () => {
  it('finds the path neither over- nor underused while delays stay', () => {
    expect(usages(() => 0).every((usage) => usage === 'normal')).toBe(true);
  });

  it('finds overuse while a queue grows, and underuse while it drains', () => {
    const seen = usages((index) => (index < 40 ? 0 : index < 80 ? 4 : index < 110 ? -4 : 0));
    expect(seen.slice(0, 40)).not.toContain('over');
    expect(seen.slice(40, 60)).toContain('over');
    expect(seen.slice(85, 115)).toContain('under');
    expect(seen.at(-1)).toBe('normal');
  });

  it('does not take a single late group for overuse', () => {
    expect(usages((index) => (index === 60 ? 10 : index === 61 ? -10 : 0))).not.toContain('over');
  });

  it('needs more than 10 ms of it', () => {
    const detector = new OveruseDetector();
    expect(detector.update({ slope: 0.08, groups: 60 }, 5, 0)).toBe('normal');
    expect(detector.update({ slope: 0.08, groups: 60 }, 5, 5)).toBe('normal');
    expect(detector.update({ slope: 0.08, groups: 60 }, 5, 10)).toBe('over');
  });

  it('lets a slope that falls be', () => {
    const detector = new OveruseDetector();
    for (let index = 0; index < 10; index++) {
      const slope = 0.1 - index * 0.004;
      expect(detector.update({ slope, groups: 60 }, SPACING, index * SPACING)).toBe('normal');
    }
  });

  it('adapts its threshold slowly upwards, faster downwards, within bounds', () => {
    const detector = new OveruseDetector();
    for (let at = 0; at < 10_000; at += SPACING) detector.update({ slope: 0, groups: 60 }, SPACING, at);
    expect(detector.threshold).toBe(6);
    for (let at = 10_000; at < 11_000; at += SPACING) detector.update({ slope: 0.08, groups: 60 }, SPACING, at);
    expect(detector.threshold).toBeGreaterThan(15);
    expect(detector.threshold).toBeLessThan(19.2);
  });

  it('does not adapt to a sudden change of the path', () => {
    const detector = new OveruseDetector();
    detector.update({ slope: 0, groups: 60 }, SPACING, 0);
    for (let at = 0; at < 1_000; at += SPACING) detector.update({ slope: 1, groups: 60 }, SPACING, at);
    expect(detector.threshold).toBe(12.5);
  });
});

/** What a detector says of groups that each arrive so much later than the one before, against their spacing. */
function usages(later: (index: number) => number): Usage[] {
  const trendline = new Trendline();
  const detector = new OveruseDetector();
  let receivedAt = 0;
  return Array.from({ length: 200 }, (_, index) => {
    const received = SPACING + later(index);
    receivedAt += received;
    return detector.update(trendline.add({ sent: SPACING, received, receivedAt }), SPACING, receivedAt);
  });
}
