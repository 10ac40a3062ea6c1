/** The place: a courtyard by the sea in the evening, with a fountain, an arcade, a terrace, and a way up to it. */
import {
  BackSide,
  BufferAttribute,
  Color,
  DoubleSide,
  Group,
  IcosahedronGeometry,
  InstancedMesh,
  MathUtils,
  Matrix4,
  Mesh,
  MeshBasicMaterial,
  OctahedronGeometry,
  PlaneGeometry,
  SphereGeometry,
  Vector3,
  type BufferGeometry,
} from 'three/webgpu';
import { seeded } from '../shared/chance.ts';
import { Masonry, TOWARDS_SUN } from './masonry.ts';

export const FOUNTAIN = new Vector3(0, 1.2, 0);
export const TREES: readonly Vector3[] = [
  new Vector3(-8.6, 0, -6.6),
  new Vector3(8.4, 0, 7.6),
  new Vector3(-8.2, 0, 7.4),
];
export const START = { place: new Vector3(2.6, 0.05, 10.2), yaw: 0.26 } as const;

const HALF = 13;
const TERRACE = 2.4;
/** Shrubs in pots. */
const POTS: readonly (readonly [x: number, z: number])[] = [
  [-7.95, -8.2],
  [-2.15, -8.2],
  [3.65, -8.2],
  [-2.6, 11.4],
  [2.6, 11.4],
  [11.3, 4.4],
];
const STONE = '#d9c8a6';
const PLASTER = '#eadfc9';
const TILE = '#c9714a';
const WOOD = '#8a5d3c';
const DROPS = 44;

export interface Courtyard {
  readonly group: Group;
  /** What is walked on and into. */
  readonly walls: Mesh;
  /** Moves the water. @param time seconds */
  update(time: number): void;
}

export function createCourtyard(): Courtyard {
  const masonry = new Masonry();
  paving(masonry);
  enclosure(masonry);
  arcade(masonry);
  terrace(masonry);
  fountain(masonry);
  furniture(masonry);
  const group = new Group();
  const water = new Water();
  const shrubs = POTS.map(([x, z], index) => {
    const shrub = crown(new Vector3(x, 0, z), index + 10);
    shrub.scale.setScalar(0.36);
    shrub.position.set(x * 0.64, -0.12, z * 0.64);
    return shrub;
  });
  group.add(masonry.build(), sky(), sea(), water.group, ...TREES.map((place, index) => crown(place, index)), ...shrubs);
  return { group, walls: masonry.buildWalls(), update: (time) => water.update(time) };
}

function paving(masonry: Masonry): void {
  masonry.box([-HALF, -0.5, -HALF], [HALF, 0, HALF], '#c9b48c', { jitter: 0.11, shadowless: true });
  // A path of lighter stones around the fountain.
  for (const [x, z, w, d] of [
    [-1.2, 3.1, 2.4, 9.4],
    [-1.2, -9.2, 2.4, 6.1],
  ] as const) {
    masonry.box([x, 0, z], [x + w, 0.02, z + d], '#e6dabc', { jitter: 0.06, passable: true, shadowless: true });
  }
}

function enclosure(masonry: Masonry): void {
  const wall = (min: [number, number], max: [number, number], height: number): void => {
    masonry.box([min[0], 0, min[1]], [max[0], height, max[1]], PLASTER, { jitter: 0.018 });
    masonry.box([min[0] - 0.12, height, min[1] - 0.12], [max[0] + 0.12, height + 0.16, max[1] + 0.12], TILE);
  };
  wall([-HALF, -HALF], [HALF, -HALF + 0.7], 4.6);
  wall([HALF - 0.7, -HALF + 0.7], [HALF, HALF], 3.6);
  wall([-HALF, HALF - 0.7], [-1.7, HALF], 3.2);
  wall([1.7, HALF - 0.7], [HALF - 0.7, HALF], 3.2);
  // The west is open to the sea, over a parapet.
  masonry.box([-HALF, 0, -HALF + 0.7], [-HALF + 0.5, 1.05, HALF - 0.7], STONE);
  // The gate.
  masonry.box([-1.7, 0, HALF - 0.9], [-1.35, 3.9, HALF + 0.1], STONE);
  masonry.box([1.35, 0, HALF - 0.9], [1.7, 3.9, HALF + 0.1], STONE);
  masonry.box([-2, 3.9, HALF - 1], [2, 4.3, HALF + 0.2], TILE);
  masonry.box([-1.35, 0, HALF - 0.5], [1.35, 3.9, HALF - 0.3], WOOD, { jitter: 0.12 });
}

function arcade(masonry: Masonry): void {
  const front = -HALF + 4.1;
  for (let column = 0; column < 6; column++) {
    const x = -9.4 + column * 2.9;
    masonry.pillar(x, front, 0, 0.3, 0.42, STONE);
    masonry.pillar(x, front, 0.3, 2.9, 0.27, STONE, 0.23);
    masonry.pillar(x, front, 2.9, 3.15, 0.3, STONE, 0.44);
  }
  masonry.box([-10, 3.15, front - 0.45], [5.7, 3.6, front + 0.45], PLASTER, { jitter: 0.02 });
  masonry.box([-10.2, 3.6, -HALF + 0.7], [5.9, 3.82, front + 0.75], TILE, { jitter: 0.1 });
  masonry.box([-10, 0, -HALF + 0.7], [-9.6, 3.6, front - 0.45], PLASTER, { jitter: 0.02 });
  for (const x of [-7.6, -1.8, 3.2]) {
    masonry.box([x, 0, -HALF + 0.66], [x + 1.1, 2.2, -HALF + 0.78], WOOD, { jitter: 0.1, passable: true });
  }
}

function terrace(masonry: Masonry): void {
  const [left, right] = [6.9, HALF - 0.7];
  masonry.box([left, 0, -HALF + 0.7], [right, TERRACE, -1.4], STONE, { jitter: 0.05 });
  masonry.stairs([10, right], 3.2, -4.6, TERRACE, 9, '#dccdae');
  masonry.box([left, TERRACE, -1.7], [10, TERRACE + 0.75, -1.4], PLASTER, { jitter: 0.02 });
  masonry.box([left, TERRACE, -HALF + 0.7], [left + 0.3, TERRACE + 0.75, -1.7], PLASTER, { jitter: 0.02 });
  masonry.box([9.55, 0, -1.4], [9.95, TERRACE * 0.5, 2.4], PLASTER, { jitter: 0.02 });
  for (const z of [-10.4, -6.4]) masonry.pillar(right - 1, z, TERRACE, TERRACE + 0.6, 0.3, '#b5623f', 0.42);
}

function fountain(masonry: Masonry): void {
  for (let side = 0; side < 8; side++) {
    const angle = ((side + 0.5) / 8) * Math.PI * 2;
    masonry.pillar(Math.cos(angle) * 1.95, Math.sin(angle) * 1.95, 0, 0.55, 0.84, STONE, 0.8);
  }
  masonry.pillar(0, 0, 0, 1.25, 0.3, STONE, 0.22);
  masonry.pillar(0, 0, 1.25, 1.5, 0.3, STONE, 0.85);
}

function furniture(masonry: Masonry): void {
  for (const { x, z } of TREES) {
    masonry.box([x - 1, 0, z - 1], [x + 1, 0.42, z + 1], STONE);
    masonry.box([x - 0.8, 0.42, z - 0.8], [x + 0.8, 0.46, z + 0.8], '#6d4f38', { passable: true });
    masonry.pillar(x, z, 0.4, 2.3, 0.19, '#7a563b', 0.13);
  }
  for (const [x, z] of [
    [-11, 1.2],
    [4.6, 9.6],
  ] as const) {
    masonry.box([x, 0.38, z], [x + 0.6, 0.5, z + 2.2], WOOD, { jitter: 0.1 });
    for (const end of [z + 0.15, z + 1.85]) masonry.box([x + 0.06, 0, end], [x + 0.54, 0.38, end + 0.2], STONE);
  }
  for (const [x, z] of POTS) masonry.pillar(x, z, 0, 0.62, 0.24, '#b8623d', 0.36);
  // Awnings over the doors.
  for (const x of [-7.75, -1.95, 3.05]) {
    masonry.box([x, 2.36, -HALF + 0.7], [x + 1.4, 2.46, -HALF + 1.75], '#c5493c', { passable: true });
  }
  // Something to climb and to throw at.
  masonry.box([-5.2, 0, 9.2], [-4.1, 1, 10.3], WOOD, { jitter: 0.1 });
  masonry.box([-4, 0, 9.6], [-3.1, 0.8, 10.5], '#9a6a45', { jitter: 0.1 });
  masonry.box([-4.9, 1, 9.4], [-4.2, 1.65, 10.1], '#94653f', { jitter: 0.1 });
}

/** Leaves, lit like the walls, without being asked for shadows. */
function crown({ x, z }: Vector3, seed: number): Group {
  const random = seeded(seed + 20);
  const group = new Group();
  for (const [dx, dy, dz, radius] of [
    [0, 3, 0, 1.25],
    [0.7, 2.6, 0.3, 0.9],
    [-0.6, 2.7, -0.4, 0.95],
    [0.1, 3.6, -0.2, 0.85],
  ] as const) {
    const geometry = new IcosahedronGeometry(radius, 1);
    facetLight(geometry, (normal) => {
      const sunny = Math.max(0, normal.dot(TOWARDS_SUN));
      return new Color('#4d6f45').lerp(new Color('#c7c26a'), sunny * 0.8).multiplyScalar(0.82 + random() * 0.22);
    });
    const leaves = new Mesh(geometry, new MeshBasicMaterial({ vertexColors: true }));
    leaves.position.set(x + dx, dy, z + dz);
    leaves.rotation.y = random() * 6;
    leaves.scale.y = 0.86;
    group.add(leaves);
  }
  return group;
}

function facetLight(geometry: BufferGeometry, paint: (normal: Vector3) => Color): void {
  const normals = geometry.getAttribute('normal');
  const colors = new Float32Array(normals.count * 3);
  geometry.computeVertexNormals();
  const normal = new Vector3();
  for (let corner = 0; corner < normals.count; corner += 3) {
    const colour = paint(normal.fromBufferAttribute(geometry.getAttribute('normal'), corner));
    for (let each = 0; each < 3; each++) colour.toArray(colors, (corner + each) * 3);
  }
  geometry.setAttribute('color', new BufferAttribute(colors, 3));
}

/** An evening sky, with the sun in it. */
function sky(): Mesh {
  const geometry = new SphereGeometry(120, 40, 24);
  const places = geometry.getAttribute('position');
  const colors = new Float32Array(places.count * 3);
  const way = new Vector3();
  const [zenith, middle, horizon] = [new Color('#3f5fa8'), new Color('#9db2d6'), new Color('#f6c9a0')];
  const glow = new Color('#ffdf9e');
  for (let index = 0; index < places.count; index++) {
    way.fromBufferAttribute(places, index).normalize();
    const colour = horizon.clone().lerp(middle, MathUtils.smoothstep(way.y, -0.02, 0.3));
    colour.lerp(zenith, MathUtils.smoothstep(way.y, 0.22, 0.95));
    const near = Math.max(0, way.dot(TOWARDS_SUN));
    colour.lerp(glow, 0.85 * near ** 14).toArray(colors, index * 3);
  }
  geometry.setAttribute('color', new BufferAttribute(colors, 3));
  const material = new MeshBasicMaterial({ vertexColors: true, side: BackSide, depthWrite: false });
  return behind(new Mesh(geometry, material));
}

function sea(): Mesh {
  const geometry = new PlaneGeometry(200, 200, 12, 12).rotateX(-Math.PI / 2);
  const places = geometry.getAttribute('position');
  const colors = new Float32Array(places.count * 3);
  for (let index = 0; index < places.count; index++) {
    const away = Math.hypot(places.getX(index), places.getZ(index));
    const colour = new Color('#2c6a8c').lerp(new Color('#e9bd9c'), MathUtils.smoothstep(away, 30, 105) * 0.8);
    colour.toArray(colors, index * 3);
  }
  geometry.setAttribute('color', new BufferAttribute(colors, 3));
  geometry.translate(0, -9, 0);
  return behind(new Mesh(geometry, new MeshBasicMaterial({ vertexColors: true, depthWrite: false })), 2);
}

/** Drawn last, where nothing nearer is. */
function behind(mesh: Mesh, order = 1): Mesh {
  mesh.renderOrder = order;
  mesh.frustumCulled = false;
  return mesh;
}

/** Two surfaces, and drops on their way from the one to the other. */
class Water {
  readonly group = new Group();
  readonly #drops = new InstancedMesh(
    new OctahedronGeometry(0.045),
    new MeshBasicMaterial({ color: '#d8f3f2' }),
    DROPS,
  );
  readonly #places: readonly { readonly angle: number; readonly phase: number; readonly out: number }[];
  readonly #matrix = new Matrix4();

  constructor() {
    const random = seeded(9);
    this.#places = Array.from({ length: DROPS }, () => ({
      angle: random() * Math.PI * 2,
      phase: random(),
      out: 0.95 + random() * 0.5,
    }));
    this.#drops.frustumCulled = false;
    this.group.add(surface(1.5, 0.42, '#4aa6ac'), surface(0.66, 1.505, '#7cc9c9'), this.#drops);
    this.update(0);
  }

  update(time: number): void {
    for (const [index, { angle, phase, out }] of this.#places.entries()) {
      const part = (time * 1.15 + phase) % 1;
      const away = 0.5 + (out - 0.5) * part;
      const height = 1.5 + 0.5 * part - 1.6 * part * part;
      this.#matrix.makeTranslation(Math.cos(angle) * away, height, Math.sin(angle) * away);
      this.#drops.setMatrixAt(index, this.#matrix);
    }
    this.#drops.instanceMatrix.needsUpdate = true;
  }
}

function surface(radius: number, height: number, tone: string): Mesh {
  const geometry = new PlaneGeometry(radius * 2, radius * 2, 2, 2).rotateX(-Math.PI / 2).translate(0, height, 0);
  const colors = new Float32Array(geometry.getAttribute('position').count * 3);
  for (let index = 0; index < colors.length; index += 3) {
    new Color(tone).multiplyScalar(0.85 + 0.3 * ((index / 3) % 3) * 0.4).toArray(colors, index);
  }
  geometry.setAttribute('color', new BufferAttribute(colors, 3));
  return new Mesh(geometry, new MeshBasicMaterial({ vertexColors: true, side: DoubleSide }));
}
