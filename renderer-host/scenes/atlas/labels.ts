/**
 * Names over the picture. There is room for some of them only: the one that is meant comes first, then the largest, and
 * none covers another.
 */
import { Group, Vector3, type Object3D, type PerspectiveCamera } from 'three/webgpu';
import { PixelText, textWidth } from '../shared/pixel-font.ts';

/** Height of a line, in units of which one is half a dot: as in the points scene. */
const LINE = 14;
const MOST = 12;

export interface Labelled {
  readonly name: string;
  /** The name stands over its upper end. */
  readonly object: Object3D;
  /** Height of that end above the object's origin. */
  height(): number;
}

interface Place {
  readonly left: number;
  readonly right: number;
  readonly top: number;
}

export class Labels {
  readonly group = new Group();
  readonly #entries: readonly (Labelled & { readonly text: PixelText })[];
  readonly #at = new Vector3();
  #width = 1;
  #height = 1;

  constructor(entries: readonly Labelled[]) {
    this.#entries = entries.map(({ name, object, height }) => {
      const text = new PixelText(name.length, '#f6f1e4', 0.5);
      text.text = name;
      this.group.add(text);
      return { name, object, height, text };
    });
  }

  /** Fits them to the picture, which is `width` by `height` units. */
  resize(camera: PerspectiveCamera, width: number, height: number): void {
    this.#width = width;
    this.#height = height;
    const top = Math.tan((camera.fov * Math.PI) / 360);
    this.group.position.set(-top * camera.aspect, top, -1);
    this.group.scale.setScalar((2 * top) / height);
  }

  /** @param order indices of the entries, the most important first */
  update(camera: PerspectiveCamera, order: readonly number[]): void {
    for (const { text } of this.#entries) text.visible = false;
    const places: Place[] = [];
    for (const index of order) {
      if (places.length >= MOST) return;
      const { text, name, object, height } = this.#entries[index]!;
      this.#at.setFromMatrixPosition(object.matrixWorld);
      this.#at.y += height();
      this.#at.project(camera);
      const x = Math.round((this.#at.x + 1) * 0.5 * this.#width);
      const y = Math.round((1 - this.#at.y) * 0.5 * this.#height) - 12;
      const half = textWidth(name);
      const place = { left: x - half - 8, right: x + half + 8, top: y };
      const inside = Math.abs(this.#at.z) <= 1 && place.left > 0 && place.right < this.#width && y > LINE;
      if (!inside || places.some((other) => overlap(place, other))) continue;
      places.push(place);
      text.visible = true;
      text.position.set(x, -y, 0);
      text.scale.setScalar(LINE);
    }
  }

  dispose(): void {
    for (const { text } of this.#entries) text.dispose();
  }
}

function overlap(a: Place, b: Place): boolean {
  return a.left < b.right && b.left < a.right && Math.abs(a.top - b.top) < LINE + 6;
}
