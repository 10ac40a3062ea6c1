/** The player's ship: a paper dart with an engine, and its shadow. */
import {
  AdditiveBlending,
  BufferAttribute,
  BufferGeometry,
  Color,
  ConeGeometry,
  Group,
  Mesh,
  MeshBasicMaterial,
  MeshBasicNodeMaterial,
  PlaneGeometry,
} from 'three/webgpu';
import type { Material, Vector3 } from 'three/webgpu';
import { float, positionGeometry, smoothstep, vec2 } from 'three/tsl';
import { facets, hazyMaterial } from './low-poly.ts';

const HULL = new Color('#ffffff').multiplyScalar(1.5);
const STRIPE = new Color('#ff6b4a');
const GLASS = new Color('#2fc4d6');

/** Height that the hull floats at. */
const FLOAT = 0.55;

export class Craft {
  readonly group = new Group();
  readonly #hull = new Group();
  readonly #flames: readonly Mesh[];
  readonly #shadow: Mesh;

  constructor() {
    this.#hull.add(new Mesh(facets(dart(), paint), hazyMaterial(60, 120)));
    this.#flames = [-0.3, 0.3].map((x) => {
      const flame = new Mesh(flameGeometry(), glow());
      flame.position.set(x * 0.8, 0.14, 0.8);
      return flame;
    });
    this.#hull.add(...this.#flames);
    this.#shadow = new Mesh(new PlaneGeometry(3, 3).rotateX(-Math.PI / 2), shadowMaterial());
    this.#shadow.position.y = 0.02;
    this.group.add(this.#hull, this.#shadow);
  }

  /**
   * @param slide sideways speed in m/s, banks the ship
   * @param climb 0 on the ground, metres above it otherwise
   */
  update(x: number, height: number, slide: number, time: number, visible: boolean): void {
    this.group.position.x = x;
    this.#hull.visible = visible;
    this.#hull.position.y = FLOAT + height + Math.sin(time * 3.1) * 0.06;
    this.#hull.rotation.set(height > 0 ? 0.12 : 0.02, -slide * 0.018, -slide * 0.045);
    this.#shadow.scale.setScalar(1 + height * 0.25);
    this.#shadow.visible = visible;
    // Three incommensurable waves flicker enough like fire.
    const flicker = 1 + 0.18 * Math.sin(time * 41) + 0.12 * Math.sin(time * 67.3);
    for (const flame of this.#flames) flame.scale.set(1, 1, flicker);
  }
}

type Corner = readonly [x: number, y: number, z: number];
type Facet = readonly [Corner, Corner, Corner];

const NOSE: Corner = [0, 0.08, -1.5];
const CABIN: Corner = [0, 0.4, -0.05];
const BACK: Corner = [0, 0.46, 0.75];
const KEEL: Corner = [0, -0.14, 0.75];

/** The nose looks along -z; the other half is the mirror image. */
function dart(): BufferGeometry {
  const root: Corner = [0.3, 0.16, 0.1];
  const stern: Corner = [0.36, 0.16, 0.85];
  const tip: Corner = [1.3, 0, 1.05];
  const edge: Corner = [0.55, 0.06, 0.05];
  const fin: Corner = [1.42, 0.5, 1.3];
  const above: readonly Facet[] = [
    [NOSE, CABIN, root],
    [CABIN, BACK, root],
    [root, BACK, stern],
    [NOSE, root, edge],
    [edge, root, stern],
    [edge, stern, tip],
    [tip, stern, fin],
  ];
  const below: readonly Facet[] = [
    [NOSE, edge, KEEL],
    [edge, tip, KEEL],
    [tip, stern, KEEL],
    [stern, BACK, KEEL],
  ];
  const half = [...above.map((facet) => turned(facet, 1)), ...below.map((facet) => turned(facet, -1))];
  const other = half.map(([a, b, c]): Facet => [mirrored(a), mirrored(c), mirrored(b)]);
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(new Float32Array([...half, ...other].flat(2)), 3));
  return geometry;
}

function mirrored([x, y, z]: Corner): Corner {
  return [-x, y, z];
}

/** Orders the corners so that the facet looks up (`side` 1) or down (-1). */
function turned([a, b, c]: Facet, side: 1 | -1): Facet {
  const up = (b[2] - a[2]) * (c[0] - a[0]) - (b[0] - a[0]) * (c[2] - a[2]);
  return Math.sign(up) === side ? [a, b, c] : [a, c, b];
}

function paint(middle: Vector3): Color {
  if (middle.y > 0.2 && middle.z < 0) return GLASS;
  return Math.abs(middle.x) > 0.7 || middle.y > 0.33 ? STRIPE : HULL;
}

function flameGeometry(): BufferGeometry {
  const cone = new ConeGeometry(0.13, 1.5, 7, 1, true).rotateX(Math.PI / 2).translate(0, 0, 0.75);
  const places = cone.getAttribute('position');
  const colors = new Float32Array(places.count * 3);
  const root = new Color('#ffe08a');
  const end = new Color('#3a0a10');
  for (let i = 0; i < places.count; i++) {
    root
      .clone()
      .lerp(end, Math.min(1, places.getZ(i) / 1.5))
      .toArray(colors, i * 3);
  }
  cone.setAttribute('color', new BufferAttribute(colors, 3));
  return cone;
}

function glow(): Material {
  return new MeshBasicMaterial({
    vertexColors: true,
    transparent: true,
    depthWrite: false,
    blending: AdditiveBlending,
  });
}

function shadowMaterial(): Material {
  const material = new MeshBasicNodeMaterial({ color: '#0a0722', transparent: true, depthWrite: false });
  const away = positionGeometry.xz.div(vec2(1.4, 1.3)).length();
  material.opacityNode = smoothstep(1, 0, away).mul(float(0.75));
  return material;
}
