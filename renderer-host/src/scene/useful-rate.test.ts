import { describe, expect, it } from 'vitest';
import { UsefulRate } from './useful-rate.ts';

const ORDINARY = 5e6;

/**
 * A scene on a path: `ease` is the quantiser of its pictures with the ordinary rate, and each doubling takes so much off
 * it. The four measured ones lie between 3.5 and 9.
 */
class VirtualScene {
  readonly useful = new UsefulRate();
  now = 0;
  /** Useful bits per second, after every change. */
  rates: number[] = [];

  get rate(): number {
    return this.useful.of(ORDINARY);
  }

  /** @returns the rate of the last picture */
  move(milliseconds: number, ease: number, { path = Infinity, perDoubling = 6, fps = 60 } = {}): number {
    const until = this.now + milliseconds;
    let rate = 0;
    for (; this.now < until; this.now += 1_000 / fps) {
      rate = Math.min(this.rate, path);
      const quantiser = Math.max(10, Math.min(51, ease - perDoubling * Math.log2(rate / ORDINARY)));
      if (this.useful.moved(this.now, quantiser, path >= this.rate * 0.9)) this.rates.push(this.rate);
    }
    return rate;
  }

  rest(milliseconds: number): void {
    this.now += milliseconds;
  }
}

describe('the bits that pictures can use', () => {
  it.each([10, 15, 20, 24])('are the ordinary ones where those do: quantiser %i', (ease) => {
    const scene = new VirtualScene();
    scene.move(60_000, ease);
    expect(scene.rates).toEqual([]);
    expect(scene.rate).toBe(ORDINARY);
  });

  it.each([
    { ease: 26, perDoubling: 3.5 },
    { ease: 26, perDoubling: 9 },
    { ease: 27, perDoubling: 6 },
    { ease: 30, perDoubling: 4 },
    { ease: 30, perDoubling: 9 },
  ])('become more until a picture in motion is clear, and stay: $ease, $perDoubling a doubling', (law) => {
    const scene = new VirtualScene();
    const rate = scene.move(6_000, law.ease, law);
    const quantiser = law.ease - law.perDoubling * Math.log2(rate / ORDINARY);
    expect(quantiser).toBeLessThanOrEqual(25);
    expect(quantiser).toBeGreaterThan(19);
    scene.rates = [];
    scene.move(60_000, law.ease, law);
    expect(scene.rates).toEqual([]);
  });

  it('are at most four times the ordinary ones, and 50 Mbit/s', () => {
    const scene = new VirtualScene();
    scene.move(10_000, 51);
    expect(scene.rate).toBeCloseTo(ORDINARY * 4, -2);
    expect(scene.useful.of(20e6)).toBe(50e6);
    expect(scene.useful.of(60e6)).toBe(60e6);
  });

  it('are not asked for where the path does not give what is useful already', () => {
    const scene = new VirtualScene();
    scene.move(20_000, 30, { path: ORDINARY * 0.7 });
    expect(scene.rates).toEqual([]);
    scene.move(5_000, 30, { path: ORDINARY * 1.2 });
    expect(scene.rates).toHaveLength(1);
  });

  it('are not asked for where the path has no room for each picture, or gives everything for a moment only', () => {
    const useful = new UsefulRate();
    const changes = Array.from({ length: 3_000 }, (_, frame) => useful.moved((frame * 1_000) / 60, 30, frame % 20 > 0));
    expect(changes).not.toContain(true);
  });

  it('grow as soon as the path does', () => {
    const scene = new VirtualScene();
    scene.move(5_000, 29, { path: ORDINARY * 1.1 });
    const narrow = scene.rate;
    scene.move(3_000, 29);
    expect(scene.rate).toBeGreaterThan(narrow);
  });

  it('go back to the ordinary ones where the scene becomes easy, whatever the path', () => {
    for (const path of [Infinity, ORDINARY * 1.5]) {
      const scene = new VirtualScene();
      scene.move(5_000, 30, { path: Infinity });
      expect(scene.rate).toBeGreaterThan(ORDINARY * 1.5);
      scene.move(30_000, 14, { path });
      expect(scene.rate).toBe(ORDINARY);
    }
  });

  it('are not asked for because of a cut, after which every picture is soft for a while', () => {
    const scene = new VirtualScene();
    for (let cut = 0; cut < 5; cut++) {
      scene.move(300, 40);
      scene.move(3_000, 20);
    }
    expect(scene.rates).toEqual([]);
  });

  it('are not taken back for an easy moment', () => {
    const scene = new VirtualScene();
    scene.move(5_000, 30);
    const { rate } = scene;
    scene.move(3_000, 15);
    scene.move(3_000, 30);
    expect(scene.rate).toBe(rate);
  });

  it('are kept through a rest, which says nothing about motion', () => {
    const scene = new VirtualScene();
    scene.move(5_000, 30);
    const { rate } = scene;
    scene.rest(60_000);
    scene.move(500, 30);
    expect(scene.rate).toBe(rate);
  });
});
