/** What to do, over the lower part of the picture, and a point in its middle while the pointer is locked. */
import { Group, Mesh, MeshBasicMaterial, PlaneGeometry, RingGeometry, type PerspectiveCamera } from 'three/webgpu';
import { PixelText, textWidth } from '../shared/pixel-font.ts';

/** Units: one is half a dot of a letter, as in the points scene. */
const LINE = 14;
const LINES = ['CLICK TO LOOK AROUND', 'WASD TO WALK  SPACE TO JUMP'];

export class Hint {
  readonly group = new Group();
  readonly #plate = new Mesh(
    new PlaneGeometry(1, 1),
    new MeshBasicMaterial({ color: '#171b2a', transparent: true, opacity: 0.55, depthTest: false, depthWrite: false }),
  );
  readonly #aim = new Mesh(
    new RingGeometry(2.2, 3.6, 16),
    new MeshBasicMaterial({ color: '#fff6e2', transparent: true, opacity: 0.85, depthTest: false, depthWrite: false }),
  );
  readonly #lines = LINES.map((line, index) => {
    const text = new PixelText(line.length, index === 0 ? '#fff6e2' : '#d9cfbd', 0.5, false);
    text.text = line;
    return text;
  });

  constructor() {
    this.#plate.renderOrder = 5;
    this.#aim.renderOrder = 6;
    this.group.add(this.#plate, this.#aim, ...this.#lines);
    this.locked = false;
  }

  /** Who has the lock knows what to do. */
  set locked(locked: boolean) {
    this.#aim.visible = locked;
    this.#plate.visible = !locked;
    for (const line of this.#lines) line.visible = !locked;
  }

  resize(camera: PerspectiveCamera, width: number, height: number): void {
    const top = Math.tan((camera.fov * Math.PI) / 360);
    this.group.position.set(-top * camera.aspect, top, -1);
    this.group.scale.setScalar((2 * top) / height);
    const wide = Math.max(...LINES.map(textWidth)) * 2;
    const fits = Math.min(1, (width - 24) / (wide + 32));
    const middle = Math.round(width / 2);
    const bottom = height - 54;
    this.#plate.position.set(middle, -bottom, 0);
    this.#plate.scale.set((wide + 36) * fits, 58 * fits, 1);
    this.#aim.position.set(middle, -Math.round(height / 2), 0);
    for (const [index, line] of this.#lines.entries()) {
      line.position.set(middle, -(bottom + (index === 0 ? -11 : 12) * fits), 0);
      line.scale.setScalar(LINE * fits);
    }
  }

  dispose(): void {
    for (const mesh of [this.#plate, this.#aim]) {
      mesh.geometry.dispose();
      mesh.material.dispose();
    }
    for (const line of this.#lines) line.dispose();
  }
}
