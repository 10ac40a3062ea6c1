/** Bursts of splinters for crystals and crashes. The pool is fixed: at its end the oldest splinters are reused. */
import {
  Color,
  InstancedMesh,
  Matrix4,
  MeshBasicMaterial,
  Quaternion,
  TetrahedronGeometry,
  Vector3,
} from 'three/webgpu';
import type { ColorRepresentation } from 'three/webgpu';

const POOL = 36;
const LIFE_SECONDS = 0.75;

interface Spark {
  readonly at: Vector3;
  readonly speed: Vector3;
  readonly axis: Vector3;
  /** Seconds left. */
  life: number;
}

export class Sparks {
  readonly mesh = new InstancedMesh(new TetrahedronGeometry(0.2), new MeshBasicMaterial(), POOL);
  readonly #random: () => number;
  readonly #sparks: readonly Spark[];
  readonly #matrix = new Matrix4();
  readonly #turn = new Quaternion();
  readonly #size = new Vector3();
  readonly #tone = new Color();
  #next = 0;

  constructor(random: () => number) {
    this.#random = random;
    this.#sparks = Array.from({ length: POOL }, () => ({
      at: new Vector3(),
      speed: new Vector3(),
      axis: new Vector3(random() - 0.5, random() - 0.5, random() - 0.5).normalize(),
      life: 0,
    }));
    for (let i = 0; i < POOL; i++) this.mesh.setColorAt(i, this.#tone.set('#ffffff'));
    this.mesh.frustumCulled = false;
    this.mesh.visible = false;
  }

  burst(at: Vector3, count: number, strength: number, color: ColorRepresentation): void {
    for (let i = 0; i < count; i++) {
      const spark = this.#sparks[this.#next]!;
      spark.at.copy(at);
      spark.speed.set(this.#random() - 0.5, this.#random() * 0.8, this.#random() - 0.7).multiplyScalar(strength);
      spark.life = LIFE_SECONDS * (0.6 + 0.4 * this.#random());
      this.mesh.setColorAt(this.#next, this.#tone.set(color));
      this.#next = (this.#next + 1) % POOL;
    }
    if (this.mesh.instanceColor !== null) this.mesh.instanceColor.needsUpdate = true;
  }

  /** @param drift metres that the world came nearer */
  update(delta: number, drift: number): void {
    let alive = false;
    for (const [i, spark] of this.#sparks.entries()) {
      spark.life = Math.max(0, spark.life - delta);
      alive ||= spark.life > 0;
      spark.speed.y -= 14 * delta;
      spark.at.addScaledVector(spark.speed, delta);
      spark.at.z += drift * 0.5;
      if (spark.at.y < 0.1) spark.speed.y = Math.abs(spark.speed.y) * 0.5;
      this.#turn.setFromAxisAngle(spark.axis, spark.life * 12);
      this.#size.setScalar(spark.life / LIFE_SECONDS);
      this.mesh.setMatrixAt(i, this.#matrix.compose(spark.at, this.#turn, this.#size));
    }
    this.mesh.visible = alive;
    this.mesh.instanceMatrix.needsUpdate = true;
  }
}
