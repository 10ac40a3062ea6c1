/**
 * The product: a pair of headphones, modelled in code as a few turned and swept shapes, merged into one geometry a
 * part so that the whole of it is six draw calls.
 *
 * Units are decimetres; x is to the wearer's left, y up, the ear cups face each other along x.
 */
import {
  type BufferGeometry,
  CylinderGeometry,
  LatheGeometry,
  Matrix4,
  SplineCurve,
  TorusGeometry,
  Vector2,
  Vector3,
} from 'three/webgpu';
import { mergeGeometries } from 'three/addons/utils/BufferGeometryUtils.js';
import { sweep, WEAVE, type Station } from './sweep.ts';

export const PARTS = ['shell', 'cap', 'band', 'cushion', 'trim'] as const;
export type PartName = (typeof PARTS)[number];

/** `fabric` is the cloth inside the cups, which nobody paints. */
export type Headphones = Record<PartName | 'fabric', BufferGeometry>;

/** Lowest point of the product. */
export const FLOOR = -0.82;

/** Distance of a cup's inner rim from the middle. */
const CUP_X = 0.78;
const OVAL = 0.86;
const AROUND = 48;

export function createHeadphones(): Headphones {
  return {
    shell: both(
      turned(
        [
          [0.595, 0],
          [0.635, 0.025],
          [0.652, 0.08],
          [0.64, 0.15],
          [0.585, 0.215],
          [0.5, 0.25],
          [0.455, 0.252],
        ],
        11,
      ),
    ),
    cap: both(
      turned(
        [
          [0.44, 0.225],
          [0.425, 0.25],
          [0.38, 0.27],
          [0.24, 0.292],
          [0.0001, 0.3],
        ],
        5,
      ),
    ),
    band: createBand(),
    cushion: mergeAll([
      both(
        turned(
          [
            [0.33, -0.05],
            [0.335, -0.13],
            [0.38, -0.185],
            [0.47, -0.205],
            [0.56, -0.18],
            [0.61, -0.12],
            [0.605, -0.03],
            [0.58, 0.005],
          ],
          10,
        ),
      ),
      createPad(),
    ]),
    trim: mergeAll([both(ring(0.45, 0.022, 0.245)), both(createYoke())]),
    fabric: both(
      turned(
        [
          [0.0001, -0.045],
          [0.2, -0.05],
          [0.36, -0.07],
        ],
        4,
      ),
    ),
  };
}

/** Turns a profile of [radius, distance outwards] about the cup's axis; the points are joined by a spline. */
function turned(profile: readonly (readonly [number, number])[], segments: number): BufferGeometry {
  const spline = new SplineCurve(profile.map(([radius, out]) => new Vector2(radius, out)));
  const geometry = new LatheGeometry(spline.getPoints(segments), AROUND).scale(1, 1, OVAL);
  // The weave lies on it as seen along the axis; about the axis it would run into a knot in the middle.
  const places = geometry.getAttribute('position');
  const uv = geometry.getAttribute('uv');
  for (let i = 0; i < places.count; i++) uv.setXY(i, places.getX(i) / WEAVE, places.getZ(i) / WEAVE);
  return geometry;
}

function ring(radius: number, thickness: number, out: number): BufferGeometry {
  return new TorusGeometry(radius, thickness, 6, AROUND)
    .rotateX(Math.PI / 2)
    .scale(1, 1, OVAL)
    .translate(0, out, 0);
}

/** The fork that holds a cup, in the cup's own space: y outwards, x up. */
function createYoke(): BufferGeometry {
  const radius = 0.7;
  const arc = sweep(
    Array.from({ length: 21 }, (_, i): Station => {
      const angle = (i / 20 - 0.5) * Math.PI;
      const taper = 0.8 + 0.5 * Math.cos(angle) ** 2;
      return {
        at: new Vector3(Math.cos(angle) * radius, 0.1, Math.sin(angle) * radius * OVAL),
        outward: new Vector3(Math.cos(angle), 0, Math.sin(angle)),
        half: [0.05 * taper, 0.028],
      };
    }),
    8,
  );
  const pivots = [-1, 1].map((side) =>
    new CylinderGeometry(0.06, 0.06, 0.07, 16).rotateX(Math.PI / 2).translate(0, 0.1, side * 0.605),
  );
  const rod = sweep(
    [0.66, 0.85, 1].map((x): Station => ({
      at: new Vector3(x, 0.1 - Math.max(0, x - 0.8) * 0.1, 0),
      outward: new Vector3(0, 1, 0),
      half: [0.075, 0.026],
    })),
    8,
  );
  return mergeAll([arc, rod, ...pivots]);
}

/** The line of the headband: a rounded arch, `inset` towards the head. */
function arch(t: number, inset: number): { at: Vector3; outward: Vector3 } {
  const angle = Math.PI * (1 - t);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const squareness = 0.84;
  const outward = new Vector3(cos, sin, 0).normalize();
  const at = new Vector3(Math.sign(cos) * Math.abs(cos) ** squareness * 0.9, 0.72 + sin ** squareness * 0.98, 0);
  return { at: at.addScaledVector(outward, -inset), outward };
}

function createBand(): BufferGeometry {
  const steps = 44;
  return sweep(
    Array.from({ length: steps + 1 }, (_, i): Station => {
      const t = 0.03 + (i / steps) * 0.94;
      const middle = Math.sin(Math.PI * t);
      return { ...arch(t, 0), half: [0.115 + 0.07 * middle, 0.032] };
    }),
    12,
  );
}

function createPad(): BufferGeometry {
  const steps = 30;
  return sweep(
    Array.from({ length: steps + 1 }, (_, i): Station => {
      const t = 0.2 + (i / steps) * 0.6;
      const end = Math.min(1, Math.sin((i / steps) * Math.PI) * 4);
      return { ...arch(t, 0.062), half: [0.15 * (0.7 + 0.3 * end), 0.012 + 0.038 * end] };
    }),
    10,
  );
}

/** Puts a cup part, made with y outwards, on both sides of the head. */
function both(part: BufferGeometry): BufferGeometry {
  // x up, y outwards: to the wearer's left side, and turned half round about the vertical to the other.
  const left = new Matrix4().makeBasis(new Vector3(0, 1, 0), new Vector3(1, 0, 0), new Vector3(0, 0, -1));
  const tilt = new Matrix4().makeRotationZ(-0.06).setPosition(CUP_X, 0, 0);
  const onLeft = part.clone().applyMatrix4(tilt.multiply(left));
  const onRight = onLeft.clone().rotateY(Math.PI);
  return mergeAll([onLeft, onRight]);
}

function mergeAll(parts: readonly BufferGeometry[]): BufferGeometry {
  return mergeGeometries([...parts]);
}
