/** Draws the rows of the game: pillars, walls and crystals, each kind as one instanced mesh. */
import {
  BoxGeometry,
  Color,
  CylinderGeometry,
  Group,
  InstancedMesh,
  Matrix4,
  OctahedronGeometry,
  Quaternion,
  Vector3,
} from 'three/webgpu';
import type { BufferGeometry } from 'three/webgpu';
import { facets, hazyMaterial } from './low-poly.ts';
import { slotX, type Row } from './rows.ts';
import { TRACK_HALF, WALL_HEIGHT } from './rules.ts';

/** Rows in sight times the most of a kind in one; more are not drawn. */
const MOST = { pillars: 40, walls: 9, gems: 9 };

const STONE = new Color('#8d7bd8');
const CAP = new Color('#ff8f6a');
const RAIL = new Color('#ffcf6b').multiplyScalar(2.6);
const MINT = new Color('#6dffe0');

const UP = new Vector3(0, 1, 0);

export class Traffic {
  readonly group = new Group();
  readonly #pillars = instances(pillar(), MOST.pillars);
  readonly #walls = instances(wall(), MOST.walls);
  readonly #gems = instances(gem(), MOST.gems);
  readonly #matrix = new Matrix4();
  readonly #at = new Vector3();
  readonly #turn = new Quaternion();
  readonly #size = new Vector3();

  constructor() {
    this.group.add(this.#pillars, this.#walls, this.#gems);
  }

  update(rows: readonly Row[], distance: number, time: number): void {
    for (const mesh of [this.#pillars, this.#walls, this.#gems]) mesh.count = 0;
    for (const row of rows) {
      const z = distance - row.distance;
      // What is passed sinks away, or it would stand between the camera and the ship.
      const sunk = Math.min(1, Math.max(0, 1 - (z - 1.2) / 2.2));
      if (sunk === 0) continue;
      for (const [slot, height] of row.pillars.entries()) {
        if (height > 0)
          this.#put(this.#pillars, MOST.pillars, slotX(slot), 0, z, slot + row.distance, 1, height * sunk);
      }
      if (row.wall) this.#put(this.#walls, MOST.walls, 0, 0, z, 0, 1, sunk);
      for (const one of row.gems) {
        if (one.taken) continue;
        const bob = 0.55 + one.height + Math.sin(time * 3 + row.distance) * 0.12;
        this.#put(this.#gems, MOST.gems, slotX(one.slot), bob, z, time * 2.4, 1, 1);
      }
    }
    for (const mesh of [this.#pillars, this.#walls, this.#gems]) {
      mesh.visible = mesh.count > 0;
      mesh.instanceMatrix.needsUpdate = true;
    }
  }

  #put(
    mesh: InstancedMesh,
    most: number,
    x: number,
    y: number,
    z: number,
    turn: number,
    wide: number,
    tall: number,
  ): void {
    if (mesh.count >= most) return;
    this.#matrix.compose(
      this.#at.set(x, y, z),
      this.#turn.setFromAxisAngle(UP, turn),
      this.#size.set(wide, tall, wide),
    );
    mesh.setMatrixAt(mesh.count, this.#matrix);
    mesh.count += 1;
  }
}

function instances(geometry: BufferGeometry, most: number): InstancedMesh {
  const mesh = new InstancedMesh(geometry, hazyMaterial(34, 96), most);
  mesh.frustumCulled = false;
  return mesh;
}

/** One metre tall, to be stretched. */
function pillar(): BufferGeometry {
  const shape = new CylinderGeometry(0.62, 0.98, 1, 6, 1).translate(0, 0.5, 0);
  return facets(shape, (_middle, normal) => (normal.y > 0.9 ? CAP : STONE));
}

function wall(): BufferGeometry {
  const shape = new BoxGeometry(TRACK_HALF * 2 + 2.4, WALL_HEIGHT, 0.5, 8, 1, 1).translate(0, WALL_HEIGHT / 2, 0);
  const width = (TRACK_HALF * 2 + 2.4) / 8;
  return facets(shape, (middle, normal) =>
    normal.y > 0.9 ? CAP : Math.floor(middle.x / width + 100) % 2 === 0 ? RAIL : STONE,
  );
}

function gem(): BufferGeometry {
  return facets(new OctahedronGeometry(0.52).scale(0.8, 1.15, 0.8), (middle) =>
    MINT.clone().multiplyScalar(2.6 + middle.y * 2.2 + middle.x),
  );
}
