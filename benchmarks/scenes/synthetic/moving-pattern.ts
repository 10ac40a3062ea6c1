/**
 * A gradient, a square of noise that travels over it and is new in every frame, and the barcode: an encoder has something
 * to keep and something that costs it bits, up to its rate. A frame touches the square's old and new place and, where the
 * id is another, the barcode: 0.3 of 3.7 MB at 720p.
 */
import type { SourcePicture } from '@remote-view/renderer-host';
import { encodeBarcode } from '../../src/barcode/encode.ts';
import { BLOCK, CODE_HEIGHT, CODE_WIDTH, COLUMNS } from '../../src/barcode/layout.ts';
import { seededRandom, type Random } from '../../src/stats/random.ts';

/** Side of the square as a share of the picture's height. */
const SHARE = 0.25;
/** Pixels of the noise that are alike, each way: finer is not what pictures are made of. */
const GRAIN = 2;
/** Pixels of noise, of which each line of the square shows a random stretch. */
const NOISE = 65_536;
/** Pixels per second. */
const SPEED = { x: 180, y: 110 } as const;

export class MovingPattern {
  readonly picture: SourcePicture;
  readonly #pixels: Uint32Array;
  readonly #background: Uint32Array;
  readonly #side: number;
  readonly #noise = noise();
  #left = 0;
  #top = CODE_HEIGHT;
  #id: number | undefined;

  /** @param picture at least as large as the barcode and the square below it, 288 x 44 */
  constructor(picture: SourcePicture) {
    const { width, height, pixels } = picture;
    this.picture = picture;
    this.#pixels = new Uint32Array(pixels.buffer, pixels.byteOffset, width * height);
    this.#side = Math.floor(height * SHARE);
    this.#background = gradient(width, height);
    this.#pixels.set(this.#background);
  }

  /** @param time in seconds: the square is where it is then, whatever was drawn before */
  draw(id: number, time: number): void {
    const { width, height } = this.picture;
    this.#move(
      bounce(time * SPEED.x, width - this.#side),
      // Below the barcode, which nothing may hide.
      CODE_HEIGHT + bounce(time * SPEED.y, height - CODE_HEIGHT - this.#side),
      seededRandom(Math.floor(time * 1e6)),
    );
    if (id !== this.#id) this.#code(id);
    this.#id = id;
  }

  #move(left: number, top: number, random: Random): void {
    const { width } = this.picture;
    const side = this.#side;
    for (let row = 0; row < side; row++) {
      const start = (this.#top + row) * width + this.#left;
      this.#pixels.set(this.#background.subarray(start, start + side), start);
    }
    for (let row = 0, from = 0; row < side; row++) {
      if (row % GRAIN === 0) from = Math.floor(random() * (NOISE - side));
      this.#pixels.set(this.#noise.subarray(from, from + side), (top + row) * width + left);
    }
    this.#left = left;
    this.#top = top;
  }

  #code(id: number): void {
    const cells = encodeBarcode(id);
    for (let row = 0; row < CODE_HEIGHT; row++) {
      const start = row * this.picture.width;
      for (let x = 0; x < CODE_WIDTH; x += BLOCK) {
        const cell = cells[Math.floor(row / BLOCK) * COLUMNS + x / BLOCK]!;
        this.#pixels.fill(grey(cell), start + x, start + x + BLOCK);
      }
    }
  }
}

/** There and back again between 0 and `range`, an integer. */
function bounce(way: number, range: number): number {
  const phase = way % (2 * Math.max(1, range));
  return Math.floor(phase < range ? phase : 2 * range - phase);
}

function gradient(width: number, height: number): Uint32Array {
  const pixels = new Uint32Array(width * height);
  for (let y = 0; y < height; y++) {
    const green = Math.floor((y / height) * 160) + 40;
    for (let x = 0; x < width; x++) pixels[y * width + x] = bgra(90, green, Math.floor((x / width) * 160) + 40);
  }
  return pixels;
}

function noise(): Uint32Array {
  const random = seededRandom(7);
  const pixels = new Uint32Array(NOISE);
  for (let x = 0; x < NOISE; x += GRAIN) pixels.fill(grey(Math.floor(random() * 256)), x, x + GRAIN);
  return pixels;
}

function grey(value: number): number {
  return bgra(value, value, value);
}

/** Little endian, as every machine that runs this is. */
function bgra(blue: number, green: number, red: number): number {
  return (blue | (green << 8) | (red << 16) | (0xff << 24)) >>> 0;
}
