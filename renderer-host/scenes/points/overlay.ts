/** Words and marks over the picture: cluster names, the picked star, the scale. Laid out in units from its left top. */
import { BufferAttribute, Group, Mesh, MeshBasicMaterial, PlaneGeometry, RingGeometry, Vector3 } from 'three/webgpu';
import type { PerspectiveCamera } from 'three/webgpu';
import { PixelText, textWidth } from '../shared/pixel-font.ts';
import { ATTRIBUTE, STARS, starName, type AttributeName, type Catalogue, type Region } from './catalogue.ts';
import { position, rampColor, readable } from './scale.ts';

/** Height of a line of text: two units for each of its seven dots. */
const LINE = 14;
const MARGIN = 16;
const BAR = { width: 168, height: 8, steps: 56 };

const CREAM = '#f3ecdf';
const GREY = '#b9c2d8';

/** Which panel lies under what. */
const COUNT = 0;
const LEGEND = 1;
const READOUT = 2;

interface Label {
  readonly text: PixelText;
  readonly region: Region;
}

export class Overlay {
  readonly group = new Group();
  readonly #labels: readonly Label[];
  readonly #ring = new Mesh(new RingGeometry(7, 8.6, 28), flat(CREAM));
  readonly #panels = Array.from({ length: 3 }, panel);
  readonly #readout = [CREAM, GREY, GREY].map((color) => new PixelText(22, color, 0, false));
  readonly #count = new PixelText(22, CREAM, 0, false);
  readonly #attribute = new PixelText(22, CREAM, 0, false);
  readonly #low = new PixelText(8, GREY, 0, false);
  readonly #high = new PixelText(14, GREY, 1, false);
  readonly #bar = new Mesh(new PlaneGeometry(BAR.width, BAR.height, BAR.steps, 1), flat('#ffffff'));
  readonly #projected = new Vector3();
  #width = 1;
  #height = 1;

  constructor(regions: readonly Region[]) {
    this.#labels = regions
      .filter((region) => region.at !== undefined)
      .map((region) => {
        const text = new PixelText(10, '#aab6dd', 0.5, false);
        text.text = region.name;
        return { text, region };
      });
    this.#ring.renderOrder = 6;
    this.#bar.renderOrder = 6;
    const colors = new Float32Array(this.#bar.geometry.getAttribute('position').count * 3);
    this.#bar.geometry.setAttribute('color', new BufferAttribute(colors, 3));
    this.#bar.material.vertexColors = true;
    this.group.add(
      ...this.#panels,
      this.#ring,
      this.#bar,
      this.#count,
      this.#attribute,
      this.#low,
      this.#high,
      ...this.#readout,
    );
    this.group.add(...this.#labels.map(({ text }) => text));
  }

  /** Fits the overlay to the picture, which is `width` by `height` units. */
  resize(camera: PerspectiveCamera, width: number, height: number): void {
    this.#width = width;
    this.#height = height;
    const top = Math.tan((camera.fov * Math.PI) / 360);
    this.group.position.set(-top * camera.aspect, top, -1);
    this.group.scale.setScalar((2 * top) / height);
    this.#lay(LEGEND, MARGIN - 8, height - MARGIN - 62, BAR.width + 16, 70);
    this.#place(this.#count, MARGIN, MARGIN + LINE / 2, LINE);
    this.#place(this.#attribute, MARGIN, height - MARGIN - 46, LINE);
    this.#place(this.#bar, MARGIN + BAR.width / 2, height - MARGIN - 25, 1);
    this.#place(this.#low, MARGIN, height - MARGIN - 7, LINE);
    this.#place(this.#high, MARGIN + BAR.width, height - MARGIN - 7, LINE);
  }

  /** Shows what the colours mean, and the part of the scale that the filter lets through. */
  describe(by: AttributeName, from: number, to: number, shown: number): void {
    const { unit, range } = ATTRIBUTE[by];
    this.#count.text = shown === STARS ? `${STARS} STARS` : `${shown} OF ${STARS} STARS`;
    this.#lay(COUNT, MARGIN - 8, MARGIN - 7, textWidth(this.#count.text) * 2 + 16, LINE + 14);
    this.#attribute.text = by;
    this.#low.text = readable(range[0]);
    this.#high.text = `${readable(range[1])} ${unit}`;
    const places = this.#bar.geometry.getAttribute('position');
    const colors = this.#bar.geometry.getAttribute('color') as BufferAttribute;
    const [low, high] = [position(by, from), position(by, to)];
    for (let i = 0; i < places.count; i++) {
      const share = places.getX(i) / BAR.width + 0.5;
      const strength = share < low - 1e-6 || share > high + 1e-6 ? 0.12 : 1;
      const [red, green, blue] = rampColor(by, share);
      colors.setXYZ(i, red * strength, green * strength, blue * strength);
    }
    colors.needsUpdate = true;
  }

  /**
   * Puts names where the camera sees their places.
   * @param picked index of the picked star, -1 for none
   */
  update(camera: PerspectiveCamera, catalogue: Catalogue, picked: number): void {
    for (const { text, region } of this.#labels) {
      const [x, y, z] = region.at!;
      const ahead = this.#project(camera, x, y + 2.2, z);
      const left = Math.round(this.#projected.x);
      const top = Math.round(this.#projected.y) - 8;
      const onLegend = left < MARGIN + BAR.width + 48 && top > this.#height - 96;
      text.visible = ahead && picked < 0 && !onLegend;
      this.#place(text, left, top, LINE);
    }
    const star = Math.max(0, picked);
    const [x, y, z] = catalogue.positions.subarray(star * 3, star * 3 + 3);
    const visible = picked >= 0 && this.#project(camera, x!, y!, z!);
    this.#ring.visible = visible;
    this.#panels[READOUT]!.visible = visible;
    for (const line of this.#readout) line.visible = visible;
    if (!visible) return;

    const { x: ringX, y: ringY } = this.#projected;
    this.#place(this.#ring, ringX, ringY, 1);
    const { values } = catalogue;
    const quantity = (name: AttributeName): string => `${readable(values[name][star]!)} ${ATTRIBUTE[name].unit}`;
    const lines = [
      starName(catalogue, star),
      `${quantity('temperature')}  ${quantity('luminosity')}`,
      `${quantity('age')}  ${quantity('distance')}`,
    ];
    const width = Math.max(...lines.map(textWidth)) * (LINE / 7);
    const left = ringX + 26 + width < this.#width ? ringX + 18 : ringX - 18 - width;
    const top = Math.min(this.#height - 60, Math.max(18, ringY - 20));
    this.#lay(READOUT, Math.round(left) - 8, Math.round(top) - 15, width + 16, 70);
    for (const [i, line] of this.#readout.entries()) {
      line.text = lines[i]!;
      line.visible = true;
      this.#place(line, Math.round(left), Math.round(top) + i * 20, LINE);
    }
  }

  dispose(): void {
    const texts = [this.#count, this.#attribute, this.#low, this.#high, ...this.#readout];
    for (const text of [...texts, ...this.#labels.map((label) => label.text)]) text.dispose();
    for (const mesh of [this.#ring, this.#bar, ...this.#panels]) {
      mesh.geometry.dispose();
      mesh.material.dispose();
    }
  }

  #lay(index: number, left: number, top: number, width: number, height: number): void {
    const plate = this.#panels[index]!;
    plate.position.set(left + width / 2, -(top + height / 2), 0);
    plate.scale.set(width, height, 1);
  }

  #place(part: Mesh, x: number, y: number, scale: number): void {
    part.position.set(x, -y, 0);
    part.scale.setScalar(scale);
  }

  /** Into `#projected`, units. Returns whether it lies before the camera. */
  #project(camera: PerspectiveCamera, x: number, y: number, z: number): boolean {
    this.#projected.set(x, y, z).project(camera);
    const visible = Math.abs(this.#projected.z) <= 1;
    this.#projected.x = (this.#projected.x + 1) * 0.5 * this.#width;
    this.#projected.y = (1 - this.#projected.y) * 0.5 * this.#height;
    return visible;
  }
}

function flat(color: string): MeshBasicMaterial {
  return new MeshBasicMaterial({ color, depthTest: false, depthWrite: false, transparent: true });
}

/** Dark glass under words, so that they are read in front of a thousand stars. */
function panel(): Mesh<PlaneGeometry, MeshBasicMaterial> {
  const plate = new Mesh(new PlaneGeometry(1, 1), flat('#05060f'));
  plate.material.opacity = 0.72;
  plate.renderOrder = 5;
  return plate;
}
