/**
 * The photo studio around the product: light as a texture, and the backdrop.
 *
 * Reflections are what makes a product look real, and three's own way to them (PMREM and MeshPhysicalMaterial) takes
 * seconds to prepare and 20 ms a frame on a software rasteriser. A studio is a few softboxes, though, and a softbox
 * has a formula, sharp or blurred. So the environment is computed straight into the mip levels of one small texture,
 * level n as seen by a surface of roughness n, and a lookup costs a few milliseconds.
 */
import { BufferAttribute, DataTexture, LinearFilter, LinearMipmapLinearFilter, Vector3 } from 'three/webgpu';
import type { BufferGeometry, Node } from 'three/webgpu';
import { abs, float, Fn, select, vec2 } from 'three/tsl';

/** Side of the sharpest level in texels; the levels go down to 4. */
const SIZE = 128;
export const STUDIO_LEVELS = 6;

/**
 * Light is stored in 8 bits as the root of its share of this, which spends the steps where the eye sees them. Half
 * floats are read at half the speed on a software rasteriser.
 */
const BRIGHTEST = 8;

interface Level {
  readonly data: Uint8Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

interface Softbox {
  /** From the product to the middle of the box. */
  readonly towards: Vector3;
  /** Half width and half height as tangents of the angle. */
  readonly half: readonly [number, number];
  readonly colour: readonly [number, number, number];
}

const SOFTBOXES: readonly Softbox[] = [
  // Key: a large box, high at the right of the camera.
  { towards: new Vector3(0.62, 0.78, 0.5).normalize(), half: [0.5, 0.3], colour: [5.2, 5, 4.7] },
  // A tall strip at the left draws the long highlights.
  { towards: new Vector3(-0.93, 0.2, 0.42).normalize(), half: [0.16, 0.75], colour: [3.4, 3.7, 4.2] },
  // Two rims from behind set the edges off against the backdrop.
  { towards: new Vector3(0.75, 0.25, -0.85).normalize(), half: [0.14, 0.8], colour: [4.6, 4.2, 3.7] },
  { towards: new Vector3(-0.5, 0.6, -0.8).normalize(), half: [0.45, 0.16], colour: [3, 3.2, 3.6] },
];

/** The studio in octahedral mapping, y up. */
export interface StudioLight {
  /** What a surface of roughness n / (STUDIO_LEVELS - 1) reflects is in level n. */
  readonly soft: DataTexture;
  /** What a mirror reflects; without levels a lookup is cheaper. */
  readonly sharp: DataTexture;
  dispose(): void;
}

export function createStudioLight(): StudioLight {
  const levels = Array.from({ length: STUDIO_LEVELS }, (_, level): Level => {
    const size = SIZE >> level;
    return { data: bakeLevel(size, 0.035 * 2.1 ** level), width: size, height: size };
  });
  const soft = lightTexture(levels[0]!);
  soft.mipmaps = levels;
  soft.minFilter = LinearMipmapLinearFilter;
  const sharp = lightTexture(levels[0]!);
  return {
    soft,
    sharp,
    dispose: () => {
      soft.dispose();
      sharp.dispose();
    },
  };
}

function lightTexture({ data, width, height }: Level): DataTexture {
  const light = new DataTexture(data, width, height);
  light.magFilter = LinearFilter;
  light.minFilter = LinearFilter;
  light.needsUpdate = true;
  return light;
}

function bakeLevel(size: number, blur: number): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(size * size * 4);
  const direction = new Vector3();
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      unfold(direction, ((column + 0.5) / size) * 2 - 1, ((row + 0.5) / size) * 2 - 1);
      const at = (row * size + column) * 4;
      for (const [channel, value] of radiance(direction, blur).entries()) {
        data[at + channel] = Math.min(255, Math.sqrt(value / BRIGHTEST) * 255);
      }
    }
  }
  return data;
}

/** Octahedral mapping, from the square [-1, 1]² to a direction. */
function unfold(target: Vector3, u: number, v: number): void {
  const y = 1 - Math.abs(u) - Math.abs(v);
  const x = y >= 0 ? u : (1 - Math.abs(v)) * Math.sign(u);
  const z = y >= 0 ? v : (1 - Math.abs(u)) * Math.sign(v);
  target.set(x, y, z).normalize();
}

const right = new Vector3();
const up = new Vector3();

function radiance(direction: Vector3, blur: number): [number, number, number] {
  // A dim room, lighter above, with a little light thrown back by the floor.
  const height = smooth((direction.y + 0.35 + blur) / (1.2 + blur));
  const floor = smooth((-direction.y - 0.05 + blur) / (0.5 + blur)) * 0.16;
  const light: [number, number, number] = [
    0.1 + 0.34 * height + floor * 1.1,
    0.11 + 0.36 * height + floor,
    0.135 + 0.4 * height + floor * 0.9,
  ];
  for (const box of SOFTBOXES) {
    const facing = direction.dot(box.towards);
    if (facing <= 0.02) continue;
    right.set(box.towards.z, 0, -box.towards.x).normalize();
    up.crossVectors(box.towards, right);
    const across = window(direction.dot(right) / facing, box.half[0], blur);
    const along = window(direction.dot(up) / facing, box.half[1], blur);
    const strength = across * along * Math.min(1, facing * 3);
    for (let i = 0; i < 3; i++) light[i] = light[i]! + box.colour[i]! * strength;
  }
  return light;
}

/** A box of half width `half`, convolved with a kernel of width `blur`: its peak falls as it spreads. */
function window(at: number, half: number, blur: number): number {
  return smooth(((at + half) / blur + 1) / 2) - smooth(((at - half) / blur + 1) / 2);
}

function smooth(x: number): number {
  const t = Math.min(1, Math.max(0, x));
  return t * t * (3 - 2 * t);
}

/** Light out of what was read from the studio's textures. */
export function decodeLight(stored: Node<'vec3'>): Node<'vec3'> {
  return stored.mul(stored).mul(BRIGHTEST);
}

/** Where a direction is in the studio's textures. */
export const studioPlace = Fn(([towards]: [Node<'vec3'>]) => {
  const n = towards.div(abs(towards.x).add(abs(towards.y)).add(abs(towards.z))).toVar();
  const folded = vec2(
    float(1)
      .sub(abs(n.z))
      .mul(select(n.x.lessThan(0), -1, 1)),
    float(1)
      .sub(abs(n.x))
      .mul(select(n.z.lessThan(0), -1, 1)),
  );
  return select(n.y.lessThan(0), folded, n.xz).mul(0.5).add(0.5);
});

/**
 * Light on matte surfaces, written into the geometry as the attribute `light`: neither the studio nor the product
 * moves, so no shader has to work it out again.
 */
export function bakeIrradiance(geometry: BufferGeometry): void {
  const normals = geometry.getAttribute('normal');
  const light = new Float32Array(normals.count * 3);
  const normal = new Vector3();
  for (let i = 0; i < normals.count; i++) {
    normal.fromBufferAttribute(normals, i);
    const height = normal.y * 0.5 + 0.5;
    const sum = [0.13 + 0.26 * height, 0.12 + 0.3 * height, 0.12 + 0.35 * height];
    for (const box of SOFTBOXES) {
      const wrapped = Math.max(0, (normal.dot(box.towards) + 0.25) / 1.25);
      const strength = wrapped ** 2 * box.half[0] * box.half[1] * 1.4;
      for (let channel = 0; channel < 3; channel++) sum[channel] = sum[channel]! + box.colour[channel]! * strength;
    }
    light.set(sum, i * 3);
  }
  geometry.setAttribute('light', new BufferAttribute(light, 3));
}
