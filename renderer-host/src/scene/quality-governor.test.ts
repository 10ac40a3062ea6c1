import { describe, expect, it } from 'vitest';
import { QualityGovernor } from './quality-governor.ts';

const INTERVAL = 1_000 / 30;
const P180 = 320 * 180;
const P360 = 640 * 360;
const P480 = 854 * 480;
const P720 = 1280 * 720;

/** A host on which a frame costs what its pixels cost, and a viewer who can show `viewerPixels`. */
class VirtualHost {
  readonly governor: QualityGovernor;
  now = 0;
  changes: { readonly at: number; readonly maxPixels: number }[] = [];

  constructor(startPixels: number) {
    this.governor = new QualityGovernor(startPixels);
  }

  run(milliseconds: number, costOf: (pixels: number) => number, viewerPixels = Infinity): void {
    const until = this.now + milliseconds;
    while (this.now < until) {
      const pixels = Math.min(this.governor.maxPixels, viewerPixels);
      const cost = costOf(pixels);
      this.now += Math.max(INTERVAL, cost);
      if (!this.governor.frame(this.now, cost, pixels, INTERVAL)) continue;
      this.changes.push({ at: this.now, maxPixels: this.governor.maxPixels });
    }
  }
}

/** Frames that take `share` of the interval at 360p, and in proportion at other sizes. */
function perPixel(share: number): (pixels: number) => number {
  return (pixels) => ((INTERVAL * share) / P360) * pixels;
}

describe('QualityGovernor', () => {
  it('starts at the highest level that has no more pixels than asked for', () => {
    expect(new QualityGovernor(P360).maxPixels).toBe(P360);
    expect(new QualityGovernor(P480 - 1).maxPixels).toBe(P360);
  });

  it('starts at the lowest level where even that is too much', () => {
    expect(new QualityGovernor(10).maxPixels).toBe(P180);
  });

  it('holds a level that fits and leaves no room for the next', () => {
    const host = new VirtualHost(P360);
    host.run(60_000, perPixel(0.8));
    expect(host.changes).toEqual([]);
  });

  it('steps down within little more than a second when frames take too long', () => {
    const host = new VirtualHost(P720);
    host.run(3_000, perPixel(0.4));
    expect(host.changes[0]?.at).toBeLessThan(1_300);
    expect(host.governor.maxPixels).toBeLessThan(P720);
  });

  it('steps down by as many levels as the cost asks for', () => {
    const host = new VirtualHost(P720);
    host.run(1_300, () => INTERVAL * 10);
    expect(host.changes.map((change) => change.maxPixels)).toEqual([P180]);
  });

  it('is not moved by single slow frames', () => {
    const host = new VirtualHost(P360);
    let count = 0;
    host.run(30_000, () => (++count % 10 === 0 ? INTERVAL * 3 : INTERVAL * 0.8));
    expect(host.changes).toEqual([]);
  });

  it('stays at the lowest level however slow the scene is', () => {
    const host = new VirtualHost(P180);
    host.run(20_000, () => INTERVAL * 20);
    expect(host.changes).toEqual([]);
    expect(host.governor.maxPixels).toBe(P180);
  });

  it('steps up after a while in which the next level would have fitted', () => {
    const host = new VirtualHost(P360);
    host.run(6_000, perPixel(0.1));
    expect(host.changes[0]?.maxPixels).toBe(P480);
    expect(host.changes[0]?.at).toBeGreaterThan(3_000);
  });

  it('climbs no further than what is predicted to fit', () => {
    const host = new VirtualHost(P360);
    host.run(120_000, perPixel(0.1));
    expect(host.governor.maxPixels).toBe(P720);
    host.run(120_000, perPixel(0.1));
    expect(host.governor.maxPixels).toBe(P720);
  });

  it('waits longer each time a step up had to be taken back', () => {
    const host = new VirtualHost(P360);
    // The prediction is wrong here: 360p is cheap, anything above is far too slow.
    host.run(300_000, (pixels) => INTERVAL * (pixels > P360 ? 1.2 : 0.1));
    const ups = host.changes.filter((change) => change.maxPixels > P360).map((change) => change.at);
    const waits = ups.slice(1).map((at, index) => at - ups[index]!);
    expect(waits.length).toBeGreaterThanOrEqual(2);
    expect(waits.length).toBeLessThanOrEqual(6);
    for (const [index, wait] of waits.slice(1).entries()) expect(wait).toBeGreaterThan(waits[index]!);
  });

  it('gives a viewer who shows fewer pixels than the level no higher level', () => {
    const host = new VirtualHost(P720);
    host.run(60_000, perPixel(0.01), P180);
    expect(host.changes).toEqual([]);
  });

  it('steps below what a small viewer shows when even that is too slow', () => {
    const host = new VirtualHost(P720);
    host.run(1_500, () => INTERVAL * 1.5, P480);
    expect(host.governor.maxPixels).toBeLessThan(P480);
  });
});
