import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toFractions, type Point, type Quad } from './quad.ts';

const point = (x: number, y: number): Point => ({ x, y });

/** A box of 200 x 100 at 50, 20, with its points moved. */
function quad(moved: (at: Point) => Point): Quad {
  return [moved(point(50, 20)), moved(point(250, 20)), moved(point(250, 120)), moved(point(50, 120))];
}

const turned = (degrees: number) => (at: Point) => {
  const angle = (degrees * Math.PI) / 180;
  return point(at.x * Math.cos(angle) - at.y * Math.sin(angle), at.x * Math.sin(angle) + at.y * Math.cos(angle));
};

describe('a point of an element', () => {
  it.each([
    ['as it is', (at: Point) => at],
    ['scaled', (at: Point) => point(at.x * 1.5 + 7, at.y * 0.25)],
    ['mirrored', (at: Point) => point(-at.x, at.y)],
    ['turned by 30 degrees', turned(30)],
    ['upside down', turned(180)],
    ['skewed', (at: Point) => point(at.x + at.y / 2, at.y)],
    ['in perspective', (at: Point) => point(at.x / (1 + at.x / 900), at.y / (1 + at.x / 900))],
  ])('is found in one that is %s', (_how, moved) => {
    const corners = quad(moved);
    for (const [x, y] of [
      [0, 0],
      [1, 1],
      [0.25, 0.75],
      [-0.5, 1.5],
    ] as const) {
      const found = toFractions(corners, moved(point(50 + 200 * x, 20 + 100 * y)));
      expect(found.x).toBeCloseTo(x, 9);
      expect(found.y).toBeCloseTo(y, 9);
    }
  });

  it('is found again where it is shown, whatever was done to its element', () => {
    const unit = fc.double({ min: -0.2, max: 1.2, noNaN: true });
    const factor = fc.double({ min: 0.2, max: 3, noNaN: true });
    const tilt = fc.double({ min: -3e-4, max: 3e-4, noNaN: true });
    const angle = fc.double({ min: 0, max: 360, noNaN: true });
    const property = fc.property(unit, unit, factor, factor, angle, tilt, tilt, (u, v, sx, sy, degrees, tx, ty) => {
      const moved = (at: Point): Point => {
        const { x, y } = turned(degrees)(point(at.x * sx, at.y * sy));
        const depth = 1 + x * tx + y * ty;
        return point(x / depth, y / depth);
      };
      const back = toFractions(quad(moved), moved(point(50 + 200 * u, 20 + 100 * v)));
      expect(back.x).toBeCloseTo(u, 6);
      expect(back.y).toBeCloseTo(v, 6);
    });
    fc.assert(property);
  });

  it('is the corner of one that is seen edge-on, or has no size', () => {
    expect(
      toFractions(
        quad((at) => point(at.x, 0)),
        point(60, 0),
      ),
    ).toEqual(point(0, 0));
    expect(
      toFractions(
        quad(() => point(9, 9)),
        point(60, 0),
      ),
    ).toEqual(point(0, 0));
  });
});
