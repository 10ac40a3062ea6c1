/**
 * The barcode as a mesh of any scene: a quad in the top left corner whose texture has one texel a block. It is given in
 * clip space, so the camera does not matter, and drawn last, over everything: it costs one draw call of 9,216 pixels.
 */
import {
  BufferAttribute,
  BufferGeometry,
  DataTexture,
  Mesh,
  MeshBasicNodeMaterial,
  NearestFilter,
  RedFormat,
} from 'three/webgpu';
import { positionGeometry, texture, vec3, vec4 } from 'three/tsl';
import { encodeBarcode } from '../../src/barcode/encode.ts';
import { CODE_HEIGHT, CODE_WIDTH, COLUMNS, ROWS } from '../../src/barcode/layout.ts';

export class BarcodeStrip {
  readonly mesh: Mesh;
  readonly #positions = new BufferAttribute(new Float32Array(12), 3);
  readonly #texture: DataTexture;

  /** @param width of the canvas, device pixels */
  constructor(width: number, height: number) {
    this.#texture = new DataTexture(encodeBarcode(0), COLUMNS, ROWS, RedFormat);
    this.#texture.magFilter = NearestFilter;
    this.#texture.minFilter = NearestFilter;
    this.#texture.needsUpdate = true;
    const geometry = new BufferGeometry();
    geometry.setAttribute('position', this.#positions);
    geometry.setAttribute('uv', new BufferAttribute(Float32Array.of(0, 0, 0, 1, 1, 0, 1, 1), 2));
    geometry.setIndex([0, 1, 2, 2, 1, 3]);
    const material = new MeshBasicNodeMaterial({ depthTest: false, depthWrite: false, transparent: true, fog: false });
    material.toneMapped = false;
    material.vertexNode = vec4(positionGeometry, 1);
    material.colorNode = vec3(texture(this.#texture).r);
    this.mesh = new Mesh(geometry, material);
    this.mesh.frustumCulled = false;
    this.mesh.renderOrder = Number.MAX_SAFE_INTEGER;
    this.fit(width, height);
  }

  /** The canvas has another size: the blocks keep theirs. */
  fit(width: number, height: number): void {
    const right = (2 * CODE_WIDTH) / width - 1;
    const bottom = 1 - (2 * CODE_HEIGHT) / height;
    this.#positions.array.set([-1, 1, 0, -1, bottom, 0, right, 1, 0, right, bottom, 0]);
    this.#positions.needsUpdate = true;
  }

  /** Shows `id`, 0..65535, from the next rendering on. */
  show(id: number): void {
    (this.#texture.image.data as Uint8Array).set(encodeBarcode(id));
    this.#texture.needsUpdate = true;
  }
}
