/** The plain at dusk: sky, sun, mountains, ground, and the lines on it that show the speed. */
import {
  AdditiveBlending,
  BufferAttribute,
  BufferGeometry,
  Color,
  DoubleSide,
  Group,
  Mesh,
  MeshBasicMaterial,
  RingGeometry,
  Vector3,
} from 'three/webgpu';
import { mergeGeometries } from 'three/addons/utils/BufferGeometryUtils.js';
import { gradientGrid, hazyMaterial, HAZE } from './low-poly.ts';
import { seeded } from '../shared/chance.ts';

const FAR = 150;
/** Metres between the lines across the track. */
const STRIPE = 8;
const STRIPES = 13;
const LANES = [-16.5, -11, -5.5, 5.5, 11, 16.5];

export class Landscape {
  readonly group = new Group();
  readonly #distant = new Group();
  readonly #stripes: Mesh;

  constructor() {
    this.#stripes = new Mesh(stripes(), hazyMaterial(12, 70));
    this.#distant.add(sky(), halo(), sun(), mountains());
    const plain = new Mesh(ground(), new MeshBasicMaterial({ vertexColors: true }));
    this.group.add(this.#distant, plain, new Mesh(lanes(), hazyMaterial(12, 70)), this.#stripes);
    this.group.traverse((part) => {
      part.frustumCulled = false;
    });
  }

  /**
   * @param distance metres flown
   * @param cameraX the far things follow the camera, nearly
   */
  update(distance: number, cameraX: number): void {
    this.#stripes.position.z = distance % STRIPE;
    this.#distant.position.x = cameraX * 0.92;
  }
}

function sky(): Mesh {
  const tones: readonly [number, string][] = [
    [-4, HAZE],
    [2, '#f4a27a'],
    [10, '#c9688a'],
    [26, '#6d4596'],
    [52, '#2c2a6b'],
    [110, '#11143a'],
    [300, '#0a0c26'],
  ];
  const rows = tones.map(([height, tone]) => ({
    at: new Vector3(0, height, -FAR),
    across: new Vector3(260, 0, 0),
    colors: [tone, tone],
  }));
  return backdrop(gradientGrid(rows), 1);
}

/** Things behind everything else: drawn last, where nothing nearer is. */
function backdrop(geometry: BufferGeometry, order: number, additive = false): Mesh {
  const material = new MeshBasicMaterial({ vertexColors: true, depthWrite: false, side: DoubleSide });
  if (additive) {
    material.transparent = true;
    material.blending = AdditiveBlending;
  }
  const mesh = new Mesh(geometry, material);
  mesh.renderOrder = order;
  return mesh;
}

/** A disc that sinks into the haze, cut into bars. */
function sun(): Mesh {
  const radius = 23;
  const middle = 15;
  const top = new Color('#fff3c9');
  const bottom = new Color('#ff7d6b');
  const parts: BufferGeometry[] = [];
  const bars = 12;
  const tall = (radius * 2) / bars;
  for (let bar = 0; bar < bars; bar++) {
    const low = -radius + bar * tall;
    const gap = Math.max(0, 1 - bar / (bars * 0.72)) * tall * 0.5;
    const rows = [0, 0.25, 0.5, 0.75, 0.9, 1]
      .map((part) => low + gap + (tall - gap) * part)
      .map((y) => ({
        at: new Vector3(0, middle + y, -FAR + 1),
        across: new Vector3(Math.sqrt(Math.max(0, radius ** 2 - y ** 2)), 0, 0),
        colors: Array.from({ length: 2 }, () => bottom.clone().lerp(top, (y / radius + 1) / 2)),
      }));
    parts.push(gradientGrid(rows));
  }
  return backdrop(mergeGeometries(parts), 3);
}

function halo(): Mesh {
  const radius = 85;
  const geometry = new RingGeometry(0, radius, 32, 5);
  const places = geometry.getAttribute('position');
  const colors = new Float32Array(places.count * 3);
  const glow = new Color('#b8523c');
  for (let i = 0; i < places.count; i++) {
    const falloff = (1 - Math.hypot(places.getX(i), places.getY(i)) / radius) ** 2;
    glow
      .clone()
      .multiplyScalar(Math.max(0, falloff))
      .toArray(colors, i * 3);
  }
  geometry.setAttribute('color', new BufferAttribute(colors, 3));
  geometry.translate(0, 14, -FAR + 0.5);
  return backdrop(geometry, 2, true);
}

/** Two ranges, the nearer one darker. */
function mountains(): Mesh {
  const random = seeded(11);
  const ranges = [
    { z: -FAR + 4, foot: '#d97f78', peak: '#8a5596', height: 15, width: 15 },
    { z: -FAR + 8, foot: '#a65a7c', peak: '#4a3578', height: 10, width: 12 },
  ].map(({ z, foot, peak, height, width }) => {
    const parts: BufferGeometry[] = [];
    for (let x = -190; x < 190; x += width * (0.5 + random() * 0.3)) {
      // Low in the middle, so that the sun stands free.
      const tall = height * (0.35 + 0.65 * random()) * Math.min(1, 0.12 + (Math.abs(x) / 75) ** 1.5);
      const half = width * (0.6 + 0.6 * random());
      const lean = (random() - 0.5) * half;
      parts.push(peakOf(new Vector3(x, 0, z), half, tall, lean, new Color(foot), new Color(peak)));
    }
    return mergeGeometries(parts);
  });
  return backdrop(mergeGeometries(ranges), 4);
}

function peakOf(at: Vector3, half: number, tall: number, lean: number, foot: Color, peak: Color): BufferGeometry {
  const ridge = at.x + lean * 0.4;
  const top = [at.x + lean, tall, at.z];
  const geometry = new BufferGeometry();
  const corners = [at.x - half, -3, at.z, ridge, -3, at.z, ...top, ridge, -3, at.z, at.x + half, -3, at.z, ...top];
  geometry.setAttribute('position', new BufferAttribute(new Float32Array(corners), 3));
  // The flank towards the sun is lighter.
  const light = peak.clone().lerp(foot, 0.35);
  const [left, right] = at.x > 0 ? [light, peak] : [peak, light];
  const colors = [foot, foot, left, foot, foot, right].flatMap((tone) => tone.toArray());
  geometry.setAttribute('color', new BufferAttribute(new Float32Array(colors), 3));
  return geometry;
}

/** Dark near by, burning at the horizon, with the sun's path down the middle. */
function ground(): BufferGeometry {
  const rows: readonly [number, string, string][] = [
    [12, '#171440', '#1f1747'],
    [-12, '#1d1648', '#33205a'],
    [-38, '#35205c', '#6b3468'],
    [-75, '#7d4069', '#c9675f'],
    [-FAR, HAZE, '#ffbf8a'],
  ];
  return gradientGrid(
    rows.map(([z, side, middle]) => {
      const halfway = new Color(side).lerp(new Color(middle), 0.35);
      return {
        at: new Vector3(0, 0, z),
        across: new Vector3(60 - z * 1.6, 0, 0),
        colors: [side, side, side, halfway, middle, halfway, side, side, side],
      };
    }),
  );
}

function lanes(): BufferGeometry {
  return mergeGeometries(
    LANES.map((x) => {
      const edge = Math.abs(x) === 5.5;
      return strip(x - (edge ? 0.09 : 0.07), x + (edge ? 0.09 : 0.07), 8, -100, edge ? '#ff9d86' : '#6a4596', 12);
    }),
  );
}

function stripes(): BufferGeometry {
  return mergeGeometries(
    Array.from({ length: STRIPES }, (_, i) => strip(-40, 40, -i * STRIPE + 8.12, -i * STRIPE + 7.88, '#6a4596', 1)),
  );
}

function strip(left: number, right: number, near: number, far: number, tone: string, pieces: number): BufferGeometry {
  return gradientGrid(
    Array.from({ length: pieces + 1 }, (_, i) => ({
      at: new Vector3((left + right) / 2, 0.01, near + ((far - near) * i) / pieces),
      across: new Vector3((right - left) / 2, 0, 0),
      colors: [tone, tone],
    })),
  );
}
