import { describe, expect, it } from 'vitest';
import { PictureLimits } from './picture-limits.ts';

const P720 = 1280 * 720;
const INTERVAL = 1_000 / 30;

function limitsOf(host: Partial<ConstructorParameters<typeof PictureLimits>[0]> = {}): PictureLimits {
  const limits = new PictureLimits({ startPixels: P720, governed: true, fps: 30, ...host });
  limits.show(P720);
  return limits;
}

/** So much motion at this quantiser. @returns how often the level changed */
function move(limits: PictureLimits, milliseconds: number, quantiser: number): number {
  let changes = 0;
  for (let now = 0; now < milliseconds; now += INTERVAL) if (limits.moved(now, quantiser, false)) changes++;
  return changes;
}

/** So much time in which frames cost so much. */
function make(limits: PictureLimits, milliseconds: number, cost: number): void {
  for (let now = 0; now < milliseconds; now += INTERVAL) limits.made(now, cost, limits.level.pixels);
}

describe('the limits of a picture', () => {
  it('are what the viewer shows and the scene makes where nobody wants less', () => {
    const limits = limitsOf({ startPixels: 1920 * 1080, fps: 60 });
    expect(limits.level).toEqual({ pixels: P720, fps: 60 });
    limits.show(640 * 360);
    expect(limits.level.pixels).toBe(640 * 360);
  });

  it('are what the host holds where that is less', () => {
    const limits = limitsOf();
    make(limits, 1_500, INTERVAL * 2);
    expect(limits.level.pixels).toBeLessThan(P720);
    expect(limits.ceiling).toEqual(limits.level);
  });

  it('are not the host’s business for a source that draws by itself', () => {
    const limits = limitsOf({ governed: false });
    make(limits, 5_000, INTERVAL * 2);
    expect(limits.level.pixels).toBe(P720);
  });

  it('give up first what the viewers would rather do without', () => {
    const limits = limitsOf({ fps: 60 });
    limits.prefer('sharp');
    expect(limits.slowed).toBe(false);
    move(limits, 1_000, 38);
    expect(limits.level).toEqual({ pixels: P720, fps: 30 });
    expect(limits.slowed).toBe(true);
  });

  it('are lower than their ceiling while the path lacks bits', () => {
    const limits = limitsOf();
    expect(move(limits, 1_000, 38)).toBe(1);
    expect(limits.level).toEqual({ pixels: (P720 * 9) / 16, fps: 30 });
    expect(limits.ceiling).toEqual({ pixels: P720, fps: 30 });
    expect(limits.rests(5_000)).toBe(true);
    expect(limits.level).toEqual(limits.ceiling);
  });

  it('let pictures use more bits while they are soft although they have all that are useful', () => {
    const limits = limitsOf();
    const ordinary = limits.usefulBitrate;
    move(limits, 3_000, 30);
    expect(limits.usefulBitrate).toBe(ordinary);
    for (let now = 10_000; now < 12_000; now += INTERVAL) limits.moved(now, 30, true);
    expect(limits.usefulBitrate).toBeGreaterThan(ordinary * 1.4);
    expect(limits.level).toEqual(limits.ceiling);
  });

  it('give up no pixels before all bits are used that the path has, and do so then', () => {
    const limits = limitsOf();
    const ordinary = limits.usefulBitrate;
    let now = 0;
    for (; limits.level.pixels === P720 && now < 20_000; now += INTERVAL) limits.moved(now, 45, true);
    expect(limits.usefulBitrate).toBe(ordinary * 4);
    expect(limits.level.pixels).toBeLessThan(P720);
  });

  it('let pictures that are small for the path’s sake use as many bits as the full ones', () => {
    const limits = limitsOf();
    const full = limits.usefulBitrate;
    move(limits, 1_000, 38);
    expect(limits.level.pixels).toBeLessThan(P720);
    expect(limits.usefulBitrate).toBe(full);
    limits.show(320 * 180);
    expect(limits.usefulBitrate).toBeLessThan(full);
  });

  it('begin anew with the scene', () => {
    const limits = limitsOf({ startPixels: 640 * 360 });
    limits.run({ startPixels: 3840 * 2160, governed: false, fps: 50 });
    expect(limits.level).toEqual({ pixels: P720, fps: 50 });
  });
});
