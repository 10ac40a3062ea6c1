import type { Preference } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { NetworkLadder, type PictureLevel } from './network-ladder.ts';

const P720: PictureLevel = { pixels: 1280 * 720, fps: 30 };
const P540 = 960 * 540;

/**
 * A scene on a path: the quantiser goes with the logarithm of the bits that a pixel gets, by about what x264 does.
 * `ease` is the quantiser at which the full picture would be at 1 Mbit/s.
 */
class VirtualPath {
  readonly ladder = new NetworkLadder();
  readonly ceiling: PictureLevel;
  now = 0;
  changes: { readonly at: number; readonly level: PictureLevel }[] = [];

  constructor(ceiling: PictureLevel = P720) {
    this.ceiling = ceiling;
  }

  get level(): PictureLevel {
    return this.ladder.level(this.ceiling);
  }

  move(milliseconds: number, megabits: number, ease = 38): void {
    this.#run(milliseconds, () => this.ladder.moved(this.now, this.quantiser(megabits, ease), this.ceiling));
  }

  rest(milliseconds: number): void {
    this.#run(milliseconds, () => this.ladder.rests(this.now));
  }

  quantiser(megabits: number, ease = 38): number {
    const { pixels, fps } = this.level;
    const smaller = Math.log2(this.ceiling.pixels / pixels) * 4.5 + Math.log2(this.ceiling.fps / fps) * 3;
    return Math.max(10, Math.min(51, ease - 6 * Math.log2(megabits) - smaller));
  }

  #run(milliseconds: number, frame: () => boolean): void {
    const until = this.now + milliseconds;
    for (; this.now < until; this.now += 1_000 / this.level.fps) {
      if (frame()) this.changes.push({ at: this.now, level: this.level });
    }
  }
}

describe('the ladder of a path', () => {
  it('leaves everything as it is where the bits do', () => {
    const path = new VirtualPath();
    path.move(60_000, 3);
    expect(path.changes).toEqual([]);
    expect(path.level).toEqual(P720);
  });

  it('leaves a simple picture as it is at a rate at which another would be mud', () => {
    const path = new VirtualPath();
    path.move(60_000, 0.7, 30);
    expect(path.changes).toEqual([]);
  });

  it('goes down within a second of shortage, to fewer pixels first', () => {
    const path = new VirtualPath();
    path.move(1_000, 1);
    expect(path.changes).toEqual([{ at: expect.closeTo(750, -2), level: { pixels: P540, fps: 30 } }]);
  });

  it('goes down two steps at once where one would not do', () => {
    const path = new VirtualPath();
    path.move(1_000, 0.5);
    expect(path.level.pixels).toBe((P540 * 9) / 16);
  });

  it('is not moved by single bad pictures', () => {
    const path = new VirtualPath();
    for (let second = 0; second < 30; second++) {
      path.move(900, 3);
      path.move(100, 0.3);
    }
    expect(path.changes).toEqual([]);
  });

  it('changes at most every two seconds, however bad it gets', () => {
    const path = new VirtualPath();
    path.move(20_000, 0.05);
    const times = path.changes.map(({ at }) => at);
    expect(times.length).toBeGreaterThan(1);
    for (const [index, at] of times.slice(1).entries()) expect(at - times[index]!).toBeGreaterThanOrEqual(2_000);
  });

  it('ends at a picture that can still be made out, and at a rate that still moves', () => {
    const path = new VirtualPath({ pixels: 1280 * 720, fps: 60 });
    path.move(60_000, 0.01, 51);
    expect(path.level.pixels).toBeGreaterThanOrEqual(320 * 180);
    expect(path.level.fps).toBe(15);
  });

  it('gives up what goes beyond 30 frames a second between the second and the third step of the size', () => {
    const path = new VirtualPath({ pixels: 1280 * 720, fps: 60 });
    const seen = new Set<string>();
    for (let step = 0; step < 30; step++) {
      path.move(1_000, 0.01, 39 + step / 2);
      seen.add(`${Math.sqrt(path.level.pixels / 1280 / 720).toFixed(2)} at ${path.level.fps}`);
    }
    expect([...seen]).toEqual(['0.56 at 60', '0.42 at 30', '0.32 at 15']);
  });

  it('goes up only after the next level would have been fine for several seconds', () => {
    const path = new VirtualPath();
    path.move(3_000, 1);
    path.move(3_000, 3);
    expect(path.level.pixels).toBe(P540);
    path.move(3_000, 3);
    expect(path.level).toEqual(P720);
    expect(path.changes).toHaveLength(2);
  });

  it('stays where the next level would only just do', () => {
    const path = new VirtualPath();
    path.move(3_000, 1);
    path.move(120_000, 1.3);
    expect(path.level.pixels).toBe(P540);
  });

  it('waits longer each time a step up had to be taken back', () => {
    const path = new VirtualPath();
    path.move(3_000, 1);
    // Fine at 540p, too little at 720p, which the prediction does not know.
    for (let frame = 0; frame < 30 * 240; frame++) {
      const quantiser = path.level.pixels < 1280 * 720 ? 30 : 41;
      if (path.ladder.moved(path.now, quantiser, P720)) path.changes.push({ at: path.now, level: path.level });
      path.now += 1_000 / 30;
    }
    const ups = path.changes.filter(({ level }) => level.pixels === 1280 * 720).map(({ at }) => at);
    const waits = ups.slice(1).map((at, index) => at - ups[index]!);
    expect(waits.length).toBeGreaterThanOrEqual(3);
    expect(waits.length).toBeLessThan(8);
    for (const [index, wait] of waits.slice(1, 4).entries()) expect(wait).toBeGreaterThan(waits[index]! * 1.2);
  });

  it('gives everything back at rest, and goes where it was as soon as motion is short of bits again', () => {
    const path = new VirtualPath();
    path.move(6_000, 0.5);
    const inMotion = path.level;
    expect(inMotion.pixels).toBeLessThan(P540);
    path.rest(1_100);
    expect(path.level).toEqual(P720);
    path.rest(10_000);
    path.move(1_000, 0.5);
    expect(path.level).toEqual(inMotion);
    expect(path.changes.slice(-2).map(({ level }) => level)).toEqual([P720, inMotion]);
  });

  it('takes longer rests for rests the more often they were none', () => {
    const path = new VirtualPath();
    path.move(3_000, 0.5);
    for (let turn = 0; turn < 40; turn++) {
      path.rest(1_500);
      path.move(4_000, 0.5);
    }
    const toFull = path.changes.filter(({ level }) => level.pixels === P720.pixels);
    expect(toFull.length).toBe(1);
    path.rest(2_500);
    expect(path.level).toEqual(P720);
  });

  it('keeps the full picture for short movements between rests', () => {
    const path = new VirtualPath();
    for (let turn = 0; turn < 20; turn++) {
      path.move(500, 0.5);
      path.rest(2_000);
    }
    expect(path.changes).toEqual([]);
  });

  it('follows a ceiling that the host or the viewer lowers', () => {
    const path = new VirtualPath();
    path.move(1_000, 1);
    expect(path.ladder.level({ pixels: 640 * 360, fps: 30 })).toEqual({ pixels: 480 * 270, fps: 30 });
    expect(path.ladder.level({ pixels: 300 * 200, fps: 10 })).toEqual({ pixels: 300 * 200, fps: 10 });
  });

  it('goes down by what is preferred: frames first for sharp pictures, pixels first for smooth ones', () => {
    const down = (preference: Preference): PictureLevel[] => {
      const path = new VirtualPath({ pixels: 1280 * 720, fps: 60 });
      path.ladder.prefer(preference);
      path.move(60_000, 0.05);
      return path.changes.map(({ level }) => level);
    };
    const sharp = down('sharp');
    const smooth = down('smooth');
    expect(sharp[0]).toEqual({ pixels: 1280 * 720, fps: 15 });
    expect(smooth[0]).toMatchObject({ fps: 60 });
    expect(smooth[0]!.pixels).toBeLessThan(1280 * 720);
    expect(sharp.at(-1)).toEqual(smooth.at(-1));
  });
});
