/**
 * Builds a place of boxes, wedges and pillars, and bakes the light of a low sun into it: each corner of each facet asks
 * which solids stand between it and the sun, and how much of the sky it sees. What is drawn needs no light then, and a
 * pixel costs nothing but its colour.
 *
 * What one walks on is a second, coarser mesh: pillars are boxes there, and stairs are ramps.
 */
import { BufferAttribute, BufferGeometry, Color, Mesh, MeshBasicMaterial, Vector3 } from 'three/webgpu';
import { seeded } from '../shared/chance.ts';

export const TOWARDS_SUN = new Vector3(-0.7, 0.42, 0.46).normalize();
const SUNLIGHT = new Color('#ffcf9a').multiplyScalar(1.32);
const SKYLIGHT = new Color('#8fa2e0').multiplyScalar(0.56);
/** Light that the ground throws back. */
const BOUNCE = new Color('#e0a878').multiplyScalar(0.16);
/** Side of a facet at most, metres: as fine as shadows are. */
const FACET = 0.62;
/** The sky is darkened by what is nearer than this. */
const NEAR = 3.2;
/** A point is looked at from this far out of its facet. */
const LIFT = 0.02;

type Triple = readonly [number, number, number];

interface Solid {
  readonly min: Triple;
  readonly max: Triple;
}

interface Face {
  /** A corner and the two edges from it; their cross product points out. */
  readonly corner: Vector3;
  readonly right: Vector3;
  readonly up: Vector3;
  readonly tone: Color;
  readonly jitter: number;
}

export interface BoxOptions {
  /** How much facets differ in brightness, as stones do. */
  readonly jitter?: number;
  /** Nothing walks into it. */
  readonly passable?: boolean;
  /** No shadow falls from it. */
  readonly shadowless?: boolean;
}

export class Masonry {
  readonly #faces: Face[] = [];
  readonly #solids: Solid[] = [];
  readonly #walls: number[] = [];

  /** From one corner to the other, metres. */
  box(min: Triple, max: Triple, tone: string, options: BoxOptions = {}): this {
    const [dx, dy, dz] = [max[0] - min[0], max[1] - min[1], max[2] - min[2]];
    const jitter = options.jitter ?? 0.05;
    const face = (x: number, y: number, z: number, right: Triple, up: Triple): void => {
      const colour = new Color(tone);
      this.#faces.push({
        corner: new Vector3(x, y, z),
        right: new Vector3(...right),
        up: new Vector3(...up),
        tone: colour,
        jitter,
      });
    };
    face(min[0], max[1], max[2], [dx, 0, 0], [0, 0, -dz]);
    face(min[0], min[1], max[2], [dx, 0, 0], [0, dy, 0]);
    face(max[0], min[1], min[2], [-dx, 0, 0], [0, dy, 0]);
    face(max[0], min[1], max[2], [0, 0, -dz], [0, dy, 0]);
    face(min[0], min[1], min[2], [0, 0, dz], [0, dy, 0]);
    if (min[1] > 0.05) face(min[0], min[1], min[2], [dx, 0, 0], [0, 0, dz]);
    if (options.shadowless !== true) this.#solids.push({ min, max });
    if (options.passable !== true) this.#wallBox(min, max);
    return this;
  }

  /** A prism of eight sides that stands upright; it narrows towards its top. */
  pillar(x: number, z: number, bottom: number, top: number, radius: number, tone: string, topRadius = radius): this {
    const ring = (r: number, y: number): Vector3[] =>
      Array.from({ length: 8 }, (_, side) => {
        const angle = ((side + 0.5) / 8) * Math.PI * 2;
        return new Vector3(x + Math.cos(angle) * r, y, z - Math.sin(angle) * r);
      });
    const [low, high] = [ring(radius, bottom), ring(topRadius, top)];
    for (const [side, corner] of low.entries()) {
      const next = low[(side + 1) % 8]!;
      const up = high[side]!.clone().sub(corner);
      this.#faces.push({ corner, right: next.clone().sub(corner), up, tone: new Color(tone), jitter: 0.02 });
    }
    const half = (radius + topRadius) * 0.42;
    this.#faces.push({
      corner: new Vector3(x - topRadius * 0.72, top, z + topRadius * 0.72),
      right: new Vector3(topRadius * 1.44, 0, 0),
      up: new Vector3(0, 0, -topRadius * 1.44),
      tone: new Color(tone),
      jitter: 0.02,
    });
    const solid = { min: [x - half, bottom, z - half], max: [x + half, top, z + half] } as const;
    this.#solids.push(solid);
    this.#wallBox(solid.min, solid.max);
    return this;
  }

  /** Steps that climb along z, from `z` towards `z + length`; one walks up a ramp. */
  stairs(x: readonly [number, number], z: number, length: number, rise: number, steps: number, tone: string): this {
    for (let step = 0; step < steps; step++) {
      const [from, to] = [z + (length * step) / steps, z + length];
      const [near, far] = [Math.min(from, to), Math.max(from, to)];
      const height = (rise * (step + 1)) / steps;
      this.box([x[0], 0, near], [x[1], height, far], tone, { passable: true, jitter: 0.03 });
    }
    const [left, right] = x;
    this.#walls.push(...[left, 0, z, right, 0, z, right, rise, z + length]);
    this.#walls.push(...[left, 0, z, right, rise, z + length, left, rise, z + length]);
    for (const side of [left, right]) this.#walls.push(...[side, 0, z, side, 0, z + length, side, rise, z + length]);
    return this;
  }

  /** What is seen. */
  build(): Mesh {
    const random = seeded(3);
    const positions: number[] = [];
    const colors: number[] = [];
    const indices: number[] = [];
    for (const face of this.#faces) this.#bake(face, random, positions, colors, indices);
    const geometry = new BufferGeometry();
    geometry.setAttribute('position', new BufferAttribute(new Float32Array(positions), 3));
    geometry.setAttribute('color', new BufferAttribute(new Float32Array(colors), 3));
    geometry.setIndex(indices);
    return new Mesh(geometry, new MeshBasicMaterial({ vertexColors: true }));
  }

  /** What is walked on and into. */
  buildWalls(): Mesh {
    const geometry = new BufferGeometry();
    geometry.setAttribute('position', new BufferAttribute(new Float32Array(this.#walls), 3));
    return new Mesh(geometry);
  }

  #bake(face: Face, random: () => number, positions: number[], colors: number[], indices: number[]): void {
    const { corner, right, up, tone, jitter } = face;
    const normal = right.clone().cross(up).normalize();
    const columns = Math.max(1, Math.ceil(right.length() / FACET));
    const rows = Math.max(1, Math.ceil(up.length() / FACET));
    const at = (column: number, row: number): Vector3 =>
      corner
        .clone()
        .addScaledVector(right, column / columns)
        .addScaledVector(up, row / rows);
    const lights = Array.from({ length: rows + 1 }, (_, row) =>
      Array.from({ length: columns + 1 }, (_, column) => this.#light(at(column, row), normal)),
    );
    const places = [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ] as const;
    const colour = new Color();
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const first = positions.length / 3;
        const stone = 1 + (random() - 0.5) * 2 * jitter;
        for (const [x, y] of places) {
          at(column + x, row + y).toArray(positions, positions.length);
          colour
            .copy(lights[row + y]![column + x]!)
            .multiply(tone)
            .multiplyScalar(stone);
          colour.toArray(colors, colors.length);
        }
        indices.push(first, first + 1, first + 2, first + 2, first + 1, first + 3);
      }
    }
  }

  #light(place: Vector3, normal: Vector3): Color {
    const from = place.clone().addScaledVector(normal, LIFT);
    const sunny = Math.max(0, normal.dot(TOWARDS_SUN));
    const lit = sunny > 0 && !this.#blocked(from, TOWARDS_SUN, Infinity) ? sunny : 0;
    let open = 0;
    for (const way of SKY) {
      const direction = way.clone().addScaledVector(normal, 1.05).normalize();
      if (direction.y > -0.1 && !this.#blocked(from, direction, NEAR)) open++;
    }
    const sky = (0.3 + 0.7 * (open / SKY.length)) * (0.72 + 0.28 * normal.y);
    const low = Math.max(0, 1 - place.y / 2.5);
    return new Color(0, 0, 0)
      .add(SUNLIGHT.clone().multiplyScalar(lit))
      .add(SKYLIGHT.clone().multiplyScalar(sky))
      .add(BOUNCE.clone().multiplyScalar(low * (1 - Math.max(0, normal.y))));
  }

  #blocked(from: Vector3, direction: Vector3, reach: number): boolean {
    return this.#solids.some(({ min, max }) => {
      let enter = 0;
      let leave = reach;
      for (const axis of [0, 1, 2] as const) {
        const [place, speed] = [from.getComponent(axis), direction.getComponent(axis)];
        if (Math.abs(speed) < 1e-6) {
          if (place <= min[axis] || place >= max[axis]) return false;
          continue;
        }
        const [a, b] = [(min[axis] - place) / speed, (max[axis] - place) / speed];
        enter = Math.max(enter, Math.min(a, b));
        leave = Math.min(leave, Math.max(a, b));
      }
      return leave > enter + 1e-4;
    });
  }

  #wallBox(min: Triple, max: Triple): void {
    const corner = (index: number): Triple => [
      index & 1 ? max[0] : min[0],
      index & 2 ? max[1] : min[1],
      index & 4 ? max[2] : min[2],
    ];
    const quads = [
      [0, 4, 6, 2],
      [1, 3, 7, 5],
      [0, 1, 5, 4],
      [2, 6, 7, 3],
      [0, 2, 3, 1],
      [4, 5, 7, 6],
    ] as const;
    for (const [a, b, c, d] of quads) {
      for (const index of [a, b, c, a, c, d]) this.#walls.push(...corner(index));
    }
  }
}

/** Directions around a point, evenly; those along its facet's normal are added to them. */
const SKY: readonly Vector3[] = Array.from({ length: 9 }, (_, index) => {
  const y = 1 - (2 * (index + 0.5)) / 9;
  const angle = index * 2.399963;
  const out = Math.sqrt(1 - y * y);
  return new Vector3(Math.cos(angle) * out, y, Math.sin(angle) * out);
});
