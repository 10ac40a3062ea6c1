/**
 * A gradient, a square of noise that travels over it and is new in every frame, and the barcode: an encoder has something
 * to keep and something that costs it bits, up to its rate. A frame touches the square's old and new place and, where the
 * id is another, the barcode: 0.1 of 1.4 MB at 720p in I420.
 */
import type { SourcePicture } from '@remote-view/renderer-host';
import { encodeBarcode } from '../../src/barcode/encode.ts';
import { BLOCK, CODE_HEIGHT, CODE_WIDTH, COLUMNS } from '../../src/barcode/layout.ts';
import { seededRandom, type Random } from '../../src/stats/random.ts';
import { planesOf, samplesLike, type Plane } from './planes.ts';

/** Side of the square as a share of the picture's height. */
const SHARE = 0.25;
/** Pixels of the noise that are alike, each way: finer is not what pictures are made of. */
const GRAIN = 2;
/** Pixels of noise, of which each line of the square shows a random stretch. */
const NOISE = 65_536;
/** Pixels per second. */
const SPEED = { x: 180, y: 110 } as const;

interface Layer {
  readonly plane: Plane;
  readonly background: Plane['samples'];
  readonly noise: Plane['samples'];
}

export class MovingPattern {
  readonly picture: SourcePicture;
  readonly #layers: readonly Layer[];
  readonly #side: number;
  #left = 0;
  #top = CODE_HEIGHT;
  #id: number | undefined;

  /** @param picture at least as large as the barcode and the square below it, 288 x 44 */
  constructor(picture: SourcePicture) {
    const { width, height } = picture;
    this.picture = picture;
    this.#side = even(height * SHARE);
    this.#layers = planesOf(picture).map((plane) => {
      const background = gradient(plane, width, height);
      plane.samples.set(background);
      return { plane, background, noise: noise(plane) };
    });
  }

  /** @param time in seconds: the square is where it is then, whatever was drawn before */
  draw(id: number, time: number): void {
    const { width, height } = this.picture;
    this.#move(
      even(bounce(time * SPEED.x, width - this.#side)),
      // Below the barcode, which nothing may hide.
      CODE_HEIGHT + even(bounce(time * SPEED.y, height - CODE_HEIGHT - this.#side)),
      seededRandom(Math.floor(time * 1e6)),
    );
    if (id !== this.#id) this.#code(id);
    this.#id = id;
  }

  #move(left: number, top: number, random: Random): void {
    const side = this.#side;
    const stretches = Array.from({ length: side / GRAIN }, () => even(random() * (NOISE - side)));
    for (const { plane, background, noise } of this.#layers) {
      const { samples, width, scale } = plane;
      const length = side / scale;
      for (let row = 0; row < length; row++) {
        const start = (this.#top / scale + row) * width + this.#left / scale;
        samples.set(background.subarray(start, start + length), start);
      }
      for (let row = 0; row < length; row++) {
        const from = stretches[Math.floor((row * scale) / GRAIN)]! / scale;
        samples.set(noise.subarray(from, from + length), (top / scale + row) * width + left / scale);
      }
    }
    this.#left = left;
    this.#top = top;
  }

  #code(id: number): void {
    const cells = encodeBarcode(id);
    for (const { plane } of this.#layers) {
      const { samples, width, scale, sample } = plane;
      const block = BLOCK / scale;
      for (let row = 0; row < CODE_HEIGHT / scale; row++) {
        for (let x = 0; x < CODE_WIDTH / scale; x += block) {
          const cell = cells[Math.floor(row / block) * COLUMNS + x / block]!;
          samples.fill(sample([cell, cell, cell]), row * width + x, row * width + x + block);
        }
      }
    }
  }
}

/** Where a sample of chroma begins. */
function even(pixels: number): number {
  return Math.floor(pixels / 2) * 2;
}

/** There and back again between 0 and `range`. */
function bounce(way: number, range: number): number {
  const phase = way % (2 * Math.max(1, range));
  return phase < range ? phase : 2 * range - phase;
}

function gradient(plane: Plane, width: number, height: number): Plane['samples'] {
  const { scale, sample } = plane;
  const samples = samplesLike(plane, plane.samples.length);
  for (let y = 0, index = 0; y < height; y += scale) {
    const green = Math.floor((y / height) * 160) + 40;
    for (let x = 0; x < width; x += scale) {
      samples[index++] = sample([Math.floor((x / width) * 160) + 40, green, 90]);
    }
  }
  return samples;
}

function noise(plane: Plane): Plane['samples'] {
  const random = seededRandom(7);
  const samples = samplesLike(plane, NOISE / plane.scale);
  const grain = GRAIN / plane.scale;
  for (let x = 0; x < samples.length; x += grain) {
    const value = Math.floor(random() * 256);
    samples.fill(plane.sample([value, value, value]), x, x + grain);
  }
  return samples;
}
