/** Somebody who walks: a capsule that the octree keeps out of the walls. */
import { Vector3 } from 'three/webgpu';
import { Capsule } from 'three/addons/math/Capsule.js';
import type { Octree } from 'three/addons/math/Octree.js';

const RADIUS = 0.32;
const EYES = 1.62;
const GRAVITY = 22;
const JUMP = 7.4;
/** Metres per second squared, with both feet on the ground. */
const PUSH = 46;
const PUSH_IN_AIR = 9;
/** Share of the speed that is left after a second: what walks is braked, what falls hardly is. */
const BRAKE = 9;
const BRAKE_IN_AIR = 0.6;
/** Long frames are several short steps: nobody goes through a wall. */
const STEP = 1 / 90;
/** Whoever falls off the world comes back. */
const LOST = -12;

export interface Wish {
  /** -1 to 1: to the right, and ahead. */
  readonly right: number;
  readonly ahead: number;
  readonly jump: boolean;
  /** Direction of the eyes, radians. */
  readonly yaw: number;
}

export class Walker {
  readonly #world: Octree;
  readonly #start: Vector3;
  readonly #capsule: Capsule;
  readonly #velocity = new Vector3();
  #grounded = false;
  /** Metres gone on the ground. */
  #gone = 0;

  constructor(world: Octree, start: Vector3) {
    this.#world = world;
    this.#start = start.clone();
    this.#capsule = new Capsule(new Vector3(), new Vector3(), RADIUS);
    this.reset();
  }

  get grounded(): boolean {
    return this.#grounded;
  }

  get gone(): number {
    return this.#gone;
  }

  get velocity(): Readonly<Vector3> {
    return this.#velocity;
  }

  /** Where the feet are. */
  feet(target: Vector3): Vector3 {
    return target.copy(this.#capsule.start).setY(this.#capsule.start.y - RADIUS);
  }

  eyes(target: Vector3): Vector3 {
    return this.feet(target).setY(this.#capsule.start.y - RADIUS + EYES);
  }

  reset(): void {
    this.#capsule.start.copy(this.#start).y += RADIUS;
    this.#capsule.end.copy(this.#start).y += EYES;
    this.#velocity.set(0, 0, 0);
  }

  step(wish: Wish, delta: number): void {
    const steps = Math.max(1, Math.ceil(delta / STEP));
    for (let step = 0; step < steps; step++) this.#advance(wish, delta / steps);
    if (this.#capsule.end.y < LOST) this.reset();
  }

  #advance({ right, ahead, jump, yaw }: Wish, delta: number): void {
    const push = (this.#grounded ? PUSH : PUSH_IN_AIR) * delta;
    // Two keys at once are no faster than one.
    const strength = push / Math.max(1, Math.hypot(right, ahead));
    this.#velocity.x += (Math.cos(yaw) * right - Math.sin(yaw) * ahead) * strength;
    this.#velocity.z += (-Math.sin(yaw) * right - Math.cos(yaw) * ahead) * strength;
    const brake = Math.exp(-(this.#grounded ? BRAKE : BRAKE_IN_AIR) * delta);
    this.#velocity.x *= brake;
    this.#velocity.z *= brake;
    if (this.#grounded && jump) this.#velocity.y = JUMP;
    else this.#velocity.y -= GRAVITY * delta;
    const way = this.#velocity.clone().multiplyScalar(delta);
    if (this.#grounded) this.#gone += Math.hypot(way.x, way.z);
    this.#capsule.translate(way);
    this.#collide();
  }

  #collide(): void {
    const hit = this.#world.capsuleIntersect(this.#capsule);
    this.#grounded = false;
    if (hit === false) return;
    this.#grounded = hit.normal.y > 0.5;
    if (this.#grounded) this.#velocity.y = Math.max(0, this.#velocity.y);
    // What goes into the wall is lost, what goes along it stays.
    else this.#velocity.addScaledVector(hit.normal, -Math.min(0, hit.normal.dot(this.#velocity)));
    // A little stays inside: who stands touches the ground.
    if (hit.depth > 1e-4) this.#capsule.translate(hit.normal.clone().multiplyScalar(hit.depth - 5e-5));
  }
}
