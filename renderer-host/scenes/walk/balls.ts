/** Balls to throw: they bounce off the walls, roll out, and the oldest is taken for the next. */
import {
  BufferAttribute,
  Color,
  Group,
  IcosahedronGeometry,
  Mesh,
  MeshBasicMaterial,
  Sphere,
  Vector3,
} from 'three/webgpu';
import type { Octree } from 'three/addons/math/Octree.js';
import { TOWARDS_SUN } from './masonry.ts';

const COUNT = 10;
const RADIUS = 0.14;
const GRAVITY = 16;
const SPEED = 13;
/** Speed that is left of a bounce. */
const BOUNCE = 0.62;
/** Below it a ball lies, metres per second. */
const REST = 0.35;
/** A bounce slower than this is not heard. */
const HEARD = 1.2;
const STEP = 1 / 60;
const TONES = ['#f25c45', '#f4a63a', '#49a5a8', '#f2e2c0', '#7d6bc4'];

interface Ball {
  readonly mesh: Mesh;
  readonly sphere: Sphere;
  readonly velocity: Vector3;
  moving: boolean;
}

export class Balls {
  readonly group = new Group();
  readonly #world: Octree;
  readonly #bounced: (place: Vector3, strength: number) => void;
  readonly #balls: readonly Ball[];
  #thrown = 0;

  /** @param bounced a ball hit something, with a strength of 0 to 1 */
  constructor(world: Octree, bounced: (place: Vector3, strength: number) => void) {
    this.#world = world;
    this.#bounced = bounced;
    const geometry = litBall();
    this.#balls = Array.from({ length: COUNT }, (_, index) => {
      const material = new MeshBasicMaterial({ color: TONES[index % TONES.length]!, vertexColors: true });
      const mesh = new Mesh(geometry, material);
      mesh.visible = false;
      this.group.add(mesh);
      return { mesh, sphere: new Sphere(new Vector3(), RADIUS), velocity: new Vector3(), moving: false };
    });
  }

  get thrown(): number {
    return this.#thrown;
  }

  throw(from: Vector3, direction: Vector3, carried: Readonly<Vector3>): void {
    const ball = this.#balls[this.#thrown++ % COUNT]!;
    ball.sphere.center.copy(from).addScaledVector(direction, 0.5);
    ball.velocity.copy(direction).multiplyScalar(SPEED).addScaledVector(carried, 0.6);
    ball.velocity.y += 1.6;
    ball.moving = true;
    ball.mesh.visible = true;
  }

  advance(delta: number): void {
    const steps = Math.max(1, Math.ceil(delta / STEP));
    for (const ball of this.#balls) {
      for (let step = 0; step < steps && ball.moving; step++) this.#step(ball, delta / steps);
      ball.mesh.position.copy(ball.sphere.center);
    }
  }

  dispose(): void {
    for (const { mesh } of this.#balls) (mesh.material as MeshBasicMaterial).dispose();
    this.#balls[0]?.mesh.geometry.dispose();
  }

  #step(ball: Ball, delta: number): void {
    const { sphere, velocity } = ball;
    velocity.y -= GRAVITY * delta;
    sphere.center.addScaledVector(velocity, delta);
    const hit = this.#world.sphereIntersect(sphere);
    if (hit !== false) {
      const into = -hit.normal.dot(velocity);
      if (into > 0) velocity.addScaledVector(hit.normal, into * (1 + (into > REST * 2 ? BOUNCE : 0)));
      if (into > HEARD) this.#bounced(sphere.center, Math.min(1, into / 12));
      // What rolls is braked.
      velocity.multiplyScalar(Math.exp(-1.6 * delta));
      sphere.center.addScaledVector(hit.normal, hit.depth);
      if (hit.normal.y > 0.7 && velocity.length() < REST) ball.moving = false;
    }
    if (sphere.center.y < -12) ball.moving = false;
  }
}

/** Light and shade in its vertices. */
function litBall(): IcosahedronGeometry {
  const geometry = new IcosahedronGeometry(RADIUS, 2);
  const normals = geometry.getAttribute('normal');
  const shades = new Float32Array(normals.count * 3);
  const normal = new Vector3();
  for (let index = 0; index < normals.count; index++) {
    normal.fromBufferAttribute(normals, index);
    const light = 0.5 + 0.42 * Math.max(0, normal.dot(TOWARDS_SUN)) + 0.14 * normal.y;
    new Color(light, light, light).toArray(shades, index * 3);
  }
  geometry.setAttribute('color', new BufferAttribute(shades, 3));
  return geometry;
}
