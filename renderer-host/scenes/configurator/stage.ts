/** What stands still around the product: a backdrop that takes on its colour, and its shadow on the floor. */
import { BufferAttribute, Color, Group, MathUtils, Mesh, MeshBasicNodeMaterial, PlaneGeometry } from 'three/webgpu';
import type { InterleavedBufferAttribute, Node } from 'three/webgpu';
import { attribute, mix, positionGeometry, smoothstep, uniform, varying, vec2, vec4 } from 'three/tsl';
import { FLOOR } from './headphones.ts';

const PAPER = { centre: new Color('#c9ccd2'), corner: new Color('#4d525c') };

export class Stage {
  readonly group = new Group();
  readonly #centre = uniform(new Color());
  readonly #corner = uniform(new Color());
  readonly #hue = new Color();

  constructor() {
    this.group.add(this.#backdrop(), this.#shadow());
  }

  /** Tints the backdrop with `paint`, `delta` seconds nearer to it. Returns whether that shows. */
  follow(paint: string, delta: number): boolean {
    // Brightness stays that of paper: only the hue follows, and quietly.
    const hsl = { h: 0, s: 0, l: 0 };
    this.#hue.set(paint).getHSL(hsl);
    const saturation = Math.min(0.24, hsl.s * 0.36);
    const ease = 1 - Math.exp(-delta * 6);
    const centre = this.#hue.setHSL(hsl.h, saturation, 0.8).clone();
    const corner = this.#hue.setHSL(hsl.h, saturation, 0.34);
    const distance = Math.hypot(
      centre.r - this.#centre.value.r,
      centre.g - this.#centre.value.g,
      centre.b - this.#centre.value.b,
    );
    if (distance < 0.002) return false;
    this.#centre.value.lerp(centre, ease);
    this.#corner.value.lerp(corner, ease);
    return true;
  }

  #backdrop(): Mesh {
    this.#centre.value.copy(PAPER.centre);
    this.#corner.value.copy(PAPER.corner);
    const geometry = new PlaneGeometry(2, 2, 24, 14);
    geometry.setAttribute('pool', poolOfLight(geometry.getAttribute('position')));
    const material = new MeshBasicNodeMaterial({ depthWrite: false });
    // At the far plane and drawn after the product, so that no pixel is shaded twice.
    material.vertexNode = vec4(positionGeometry.xy, 1, 1);
    material.colorNode = varying(mix(this.#corner, this.#centre, attribute<'float'>('pool', 'float')));
    const backdrop = new Mesh(geometry, material);
    backdrop.frustumCulled = false;
    backdrop.renderOrder = 1;
    return backdrop;
  }

  #shadow(): Mesh {
    const material = new MeshBasicNodeMaterial({ transparent: true, depthWrite: false });
    const place = positionGeometry.xy;
    const blob = (x: number, y: number, rx: number, ry: number): Node<'float'> =>
      smoothstep(1, 0, place.sub(vec2(x, y)).div(vec2(rx, ry)).length());
    const contact = blob(-0.92, 0, 0.36, 0.62).add(blob(0.92, 0, 0.36, 0.62));
    const ambient = blob(0, 0, 2, 1.3);
    material.colorNode = this.#corner.mul(0.12);
    material.opacityNode = contact.mul(0.75).add(ambient.mul(ambient).mul(0.55)).min(0.9);
    const shadow = new Mesh(new PlaneGeometry(4, 2.6), material);
    shadow.rotation.x = -Math.PI / 2;
    shadow.position.y = FLOOR;
    shadow.renderOrder = 2;
    return shadow;
  }
}

/** Brightness of the backdrop at each vertex: a pool of light behind the product. */
function poolOfLight(places: BufferAttribute | InterleavedBufferAttribute): BufferAttribute {
  const pool = new Float32Array(places.count);
  for (let i = 0; i < places.count; i++) {
    const away = Math.hypot(places.getX(i) * 0.62, (places.getY(i) - 0.08) * 0.52);
    pool[i] = 1 - MathUtils.smoothstep(away, 0.02, 0.8);
  }
  return new BufferAttribute(pool, 1);
}
