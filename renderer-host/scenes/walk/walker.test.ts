import { Vector3 } from 'three/webgpu';
import { Octree } from 'three/addons/math/Octree.js';
import { describe, expect, it } from 'vitest';
import { Masonry } from './masonry.ts';
import { Walker, type Wish } from './walker.ts';

const STILL: Wish = { right: 0, ahead: 0, jump: false, yaw: 0 };
const AHEAD: Wish = { ...STILL, ahead: 1 };

/** A floor, a wall ahead at z = -5, and stairs to the right that climb towards it. */
function world(): Octree {
  const masonry = new Masonry()
    .box([-10, -1, -10], [10, 0, 10], '#ffffff')
    .box([-10, 0, -6], [3, 3, -5], '#ffffff')
    .box([4, 0, -9], [8, 2, -3], '#ffffff')
    .stairs([4, 8], 3, -6, 2, 8, '#ffffff');
  return new Octree().fromGraphNode(masonry.buildWalls());
}

function walk(start: readonly [number, number, number], wish: Wish, seconds: number, fps = 30): Vector3 {
  const walker = new Walker(world(), new Vector3(...start));
  for (let frame = 0; frame < seconds * fps; frame++) walker.step(wish, 1 / fps);
  return walker.feet(new Vector3());
}

describe('a walker', () => {
  it('stands where nothing is asked of it', () => {
    const { x, y, z } = walk([0, 0.5, 0], STILL, 3);
    expect(Math.hypot(x, z)).toBeLessThan(0.01);
    expect(Math.abs(y)).toBeLessThan(0.01);
  });

  it('walks ahead, and no faster for two keys than for one', () => {
    const straight = walk([0, 0, 8], AHEAD, 1);
    const aslant = walk([0, 0, 8], { ...AHEAD, right: 1 }, 1);
    expect(straight.z).toBeLessThan(5);
    expect(Math.hypot(aslant.x, aslant.z - 8)).toBeCloseTo(8 - straight.z, 0);
  });

  it.each([5, 30, 60])('stops at a wall, at %i frames a second', (fps) => {
    const { z } = walk([0, 0, 0], AHEAD, 4, fps);
    expect(z).toBeGreaterThan(-5);
    expect(z).toBeLessThan(-4.4);
  });

  it('goes along a wall that it is pushed into', () => {
    const { x, z } = walk([-2, 0, -4.5], { ...AHEAD, right: 0.6 }, 2);
    expect(x).toBeGreaterThan(-1);
    expect(z).toBeGreaterThan(-5);
  });

  it('climbs stairs', () => {
    const { y, z } = walk([6, 0, 5], AHEAD, 2.4);
    expect(z).toBeLessThan(-3);
    expect(y).toBeCloseTo(2, 1);
  });

  it('jumps, and lands', () => {
    const walker = new Walker(world(), new Vector3(0, 0, 0));
    const feet = new Vector3();
    let highest = 0;
    for (let frame = 0; frame < 60; frame++) {
      walker.step({ ...STILL, jump: frame === 20 }, 1 / 60);
      highest = Math.max(highest, walker.feet(feet).y);
    }
    expect(highest).toBeGreaterThan(0.9);
    for (let frame = 0; frame < 60; frame++) walker.step(STILL, 1 / 60);
    expect(Math.abs(walker.feet(feet).y)).toBeLessThan(0.01);
    expect(walker.grounded).toBe(true);
  });

  it('comes back when it has fallen off the world', () => {
    const walker = new Walker(world(), new Vector3(0, 0, 0));
    let lowest = 0;
    for (let frame = 0; frame < 400; frame++) {
      walker.step({ ...STILL, ahead: -1 }, 1 / 30);
      lowest = Math.min(lowest, walker.feet(new Vector3()).y);
    }
    expect(lowest).toBeLessThan(-5);
    expect(lowest).toBeGreaterThan(-20);
  });
});
