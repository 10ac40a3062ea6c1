/** A column on each town: how tall says how much, how warm says it again, and light says which one is meant. */
import { BufferAttribute, Color, CylinderGeometry, Group, Mesh, MeshBasicMaterial } from 'three/webgpu';
import { share, type Atlas, type Measure, type Town } from './places.ts';
import { standing } from './relief.ts';

const TALLEST = 2.1;
const LEAST = 0.07;
const RADIUS = 0.15;
/** Seconds until a column has its new height, nearly. */
const SETTLE = 0.22;

const LOW = new Color('#fbe3a0');
const HIGH = new Color('#f0533d');
const LIT = new Color('#ffffff');

export interface Bar {
  readonly town: Town;
  /** Its mesh is in it; the semantic channel tracks it. */
  readonly group: Group;
  readonly mesh: Mesh<CylinderGeometry, MeshBasicMaterial>;
}

export class Bars {
  readonly group = new Group();
  readonly bars: readonly Bar[];
  readonly #heights: number[];
  readonly #goals: number[];
  readonly #colours: Color[];
  readonly #geometry = columnGeometry();

  constructor(atlas: Atlas) {
    this.bars = atlas.towns.map((town) => {
      const mesh = new Mesh(this.#geometry, new MeshBasicMaterial({ vertexColors: true }));
      const group = new Group();
      group.position.set(town.x, standing(atlas, town.x, town.z) - 0.03, town.z);
      group.add(mesh);
      this.group.add(group);
      return { town, group, mesh };
    });
    this.#heights = this.bars.map(() => LEAST);
    this.#goals = this.bars.map(() => LEAST);
    this.#colours = this.bars.map(() => new Color());
  }

  set measure(measure: Measure) {
    for (const [index, { town }] of this.bars.entries()) {
      const part = share(measure, town.values[measure]);
      this.#goals[index] = LEAST + (TALLEST - LEAST) * part;
      this.#colours[index]!.copy(LOW).lerp(HIGH, part);
    }
  }

  /** Lights those that are meant. Call it after a change of the measure as well. */
  light(hovered: Town | undefined, selected: Town | undefined): void {
    for (const [index, { town, mesh }] of this.bars.entries()) {
      const strength = town === hovered ? 0.5 : town === selected ? 0.3 : 0;
      mesh.material.color.copy(this.#colours[index]!).lerp(LIT, strength);
      const wide = town === hovered || town === selected ? 1.25 : 1;
      mesh.scale.x = mesh.scale.z = wide;
    }
  }

  /** Heights of the columns, `delta` seconds on. Returns whether any moves. */
  advance(delta: number): boolean {
    let moving = false;
    const part = 1 - Math.exp(-delta / SETTLE);
    for (const [index, { mesh }] of this.bars.entries()) {
      const goal = this.#goals[index]!;
      const height = this.#heights[index]!;
      if (height === goal && mesh.scale.y === goal) continue;
      const next = Math.abs(goal - height) < 0.002 ? goal : height + (goal - height) * part;
      this.#heights[index] = next;
      mesh.scale.y = next;
      moving = true;
    }
    return moving;
  }

  dispose(): void {
    this.#geometry.dispose();
    for (const { mesh } of this.bars) mesh.material.dispose();
  }
}

/** Stands on its origin, one high; its light is in its vertices. */
function columnGeometry(): CylinderGeometry {
  const indexed = new CylinderGeometry(RADIUS, RADIUS * 1.08, 1, 6, 1).translate(0, 0.5, 0);
  const geometry = indexed.toNonIndexed() as CylinderGeometry;
  const normals = geometry.getAttribute('normal');
  const shades = new Float32Array(normals.count * 3);
  geometry.computeVertexNormals();
  const flat = geometry.getAttribute('normal');
  for (let index = 0; index < normals.count; index++) {
    const light = 0.7 + 0.22 * flat.getY(index) - 0.2 * flat.getX(index) - 0.06 * flat.getZ(index);
    shades.fill(Math.min(1, light), index * 3, index * 3 + 3);
  }
  geometry.setAttribute('color', new BufferAttribute(shades, 3));
  indexed.dispose();
  return geometry;
}
