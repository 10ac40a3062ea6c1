/** The model that is shown: put in the middle at a size of two, and drawn in one of several ways. */
import {
  AnimationMixer,
  Box3,
  Box3Helper,
  Group,
  Line,
  Mesh,
  MeshBasicMaterial,
  MeshNormalMaterial,
  MeshStandardMaterial,
  Points,
  Texture,
  Vector3,
  type AnimationClip,
  type BufferGeometry,
  type Material,
  type Object3D,
} from 'three/webgpu';
import type { Shading } from './messages.ts';

/** The longest side of a model as it is shown. */
export const SHOWN_SIZE = 2;

export interface ModelFacts {
  readonly meshes: number;
  readonly triangles: number;
  readonly materials: number;
  readonly textures: number;
  readonly animations: number;
  /** Metres, as the file says. */
  readonly size: readonly [number, number, number];
}

type Drawn = Mesh | Line | Points;

export class ShownModel {
  readonly group = new Group();
  readonly facts: ModelFacts;
  /** Half the diagonal of its box as it is shown. */
  readonly radius: number;
  /** Height of its lowest point as it is shown. */
  readonly floor: number;
  readonly #content: Object3D;
  readonly #meshes: Mesh[] = [];
  /** All that is drawn, with its own material. */
  readonly #own = new Map<Drawn, Material | Material[]>();
  readonly #textures = new Set<Texture>();
  readonly #bounds = new Group();
  readonly #mixer: AnimationMixer;
  readonly #normals = new MeshNormalMaterial();
  readonly #clay = new MeshStandardMaterial({ color: '#c9c3ba', roughness: 0.9, metalness: 0 });
  readonly #wire = new MeshBasicMaterial({ color: '#a9cbff', wireframe: true });

  /** @throws Error where there is nothing in it that could be seen */
  constructor(content: Object3D, animations: readonly AnimationClip[]) {
    this.#content = content;
    content.updateMatrixWorld(true);
    content.traverse((object) => {
      if (isMesh(object)) this.#meshes.push(object);
      if (isDrawn(object)) this.#own.set(object, object.material);
    });
    const box = new Box3().setFromObject(content, true);
    if (box.isEmpty()) throw new Error('There is nothing in it that could be shown.');
    const size = box.getSize(new Vector3());
    const longest = Math.max(size.x, size.y, size.z);
    if (!(longest > 0 && Number.isFinite(longest))) throw new Error('The model has no size.');
    const scale = SHOWN_SIZE / longest;
    const middle = box.getCenter(new Vector3());
    const holder = new Group();
    holder.scale.setScalar(scale);
    holder.position.copy(middle).multiplyScalar(-scale);
    holder.add(content);
    this.group.add(holder, this.#bounds);
    this.radius = (size.length() * scale) / 2;
    this.floor = (-size.y * scale) / 2;

    const materials = new Set<Material>();
    for (const own of this.#own.values()) for (const material of [own].flat()) materials.add(material);
    for (const material of materials) {
      for (const value of Object.values(material)) if (isTexture(value)) this.#textures.add(value);
    }
    this.#mixer = new AnimationMixer(content);
    // What is shown at once is the first; the others may be other states of the same parts.
    if (animations[0] !== undefined) this.#mixer.clipAction(animations[0]).play();
    this.facts = {
      meshes: this.#meshes.length,
      triangles: this.#meshes.reduce((sum, { geometry }) => sum + triangles(geometry), 0),
      materials: materials.size,
      textures: this.#textures.size,
      animations: animations.length,
      size: [size.x, size.y, size.z],
    };
    this.#bounds.visible = false;
  }

  get animated(): boolean {
    return this.facts.animations > 0;
  }

  set shading(shading: Shading) {
    const one = { shaded: undefined, wireframe: this.#wire, normals: this.#normals, clay: this.#clay }[shading];
    for (const mesh of this.#meshes) mesh.material = one ?? this.#own.get(mesh)!;
  }

  set bounds(shown: boolean) {
    this.#bounds.visible = shown;
    if (shown) this.#outline();
  }

  /** Moves what is animated, `delta` seconds on. */
  advance(delta: number): void {
    this.#mixer.update(delta);
    if (this.#bounds.visible) this.#outline();
  }

  dispose(): void {
    this.#mixer.stopAllAction();
    for (const [drawn, own] of this.#own) {
      drawn.geometry.dispose();
      for (const material of [own].flat()) material.dispose();
    }
    for (const texture of this.#textures) texture.dispose();
    for (const material of [this.#normals, this.#clay, this.#wire]) material.dispose();
    for (const box of this.#bounds.children as Box3Helper[]) box.dispose();
    this.#content.removeFromParent();
  }

  /** A box around each mesh, in the space of the picture. */
  #outline(): void {
    if (this.#bounds.children.length === 0) {
      this.#bounds.add(...this.#meshes.map(() => new Box3Helper(new Box3(), '#ffb454')));
    }
    for (const [index, box] of (this.#bounds.children as Box3Helper[]).entries()) {
      box.box.setFromObject(this.#meshes[index]!);
    }
  }
}

function isDrawn(object: Object3D): object is Drawn {
  return object instanceof Mesh || object instanceof Line || object instanceof Points;
}

function isMesh(object: Object3D): object is Mesh {
  return object instanceof Mesh;
}

function isTexture(value: unknown): value is Texture {
  return value instanceof Texture;
}

function triangles({ index, attributes }: BufferGeometry): number {
  return Math.floor((index?.count ?? attributes['position']?.count ?? 0) / 3);
}
