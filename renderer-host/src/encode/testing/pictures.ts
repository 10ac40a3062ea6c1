/** Pictures for tests of what happens to colours, and the conversion that the others are measured by. */
import type { Picture } from '../video-encoder.ts';

type Rgb = readonly [red: number, green: number, blue: number];

/** Draws with `colourAt`, which gives sRGB bytes. */
export function drawPicture(width: number, height: number, colourAt: (x: number, y: number) => Rgb): Picture {
  const bytes = new Uint8Array(width * height * 4);
  for (let y = 0, offset = 0; y < height; y++) {
    for (let x = 0; x < width; x++, offset += 4) {
      const [red, green, blue] = colourAt(x, y);
      bytes.set([blue, green, red, 255], offset);
    }
  }
  return { format: 'bgra', width, height, bytes };
}

/** Four bands: gradients, single-pixel checks of opposite colours, saturated bars with hairlines, noise. */
export function testPicture(width: number, height: number): Picture {
  return drawPicture(width, height, (x, y) => {
    const band = Math.floor((y * 4) / height);
    if (band === 0) return [(x * 255) / (width - 1), (y * 255 * 4) / height, 255 - (x * 255) / (width - 1)];
    if (band === 1) return (x + y) % 2 === 0 ? [255, 0, 255] : [0, 255, 0];
    if (band === 2) {
      const bar = Math.floor((x * 8) / width);
      const invert = y % 7 === 0 ? 255 : 0;
      return [Math.abs(invert - (bar & 1) * 255), ((bar >> 1) & 1) * 255, ((bar >> 2) & 1) * 255];
    }
    const noise = Math.imul(x * 7_919 + y * 104_729, 2_654_435_761) >>> 8;
    return [noise & 255, (noise >> 8) & 255, (noise >> 4) & 255];
  });
}

/** Moves with `frame`: something for the encoder to do. */
export function movingPicture(width: number, height: number, frame: number): Picture {
  return drawPicture(width, height, (x, y) => {
    const noise = (Math.imul((x >> 2) * 31 + (y >> 2) * 17 + frame * 101, 2_654_435_761) >>> 8) & 255;
    return [noise, (x + frame * 7) & 255, (y + frame * 3) & 255];
  });
}

/** BT.709, limited range, chroma as the mean of four pixels (Rec. ITU-R BT.709-6, items 3.2 to 3.5), in double precision. */
export function referenceI420({ width, height, bytes }: Picture): Uint8Array {
  const planes = new Uint8Array((width * height * 3) / 2);
  const chromaBytes = (width * height) / 4;
  const rgb = (x: number, y: number): Rgb => {
    const offset = (y * width + x) * 4;
    return [bytes[offset + 2]! / 255, bytes[offset + 1]! / 255, bytes[offset]! / 255];
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) planes[y * width + x] = Math.round(16 + 219 * luma(rgb(x, y)));
  }
  for (let y = 0, index = width * height; y < height; y += 2) {
    for (let x = 0; x < width; x += 2, index++) {
      const four = [rgb(x, y), rgb(x + 1, y), rgb(x, y + 1), rgb(x + 1, y + 1)];
      const mean = [0, 1, 2].map((channel) => four.reduce((sum, pixel) => sum + pixel[channel]! / 4, 0));
      const [red, , blue] = mean as unknown as Rgb;
      const bright = luma(mean as unknown as Rgb);
      planes[index] = Math.round(128 + (224 * (blue - bright)) / 1.8556);
      planes[index + chromaBytes] = Math.round(128 + (224 * (red - bright)) / 1.5748);
    }
  }
  return planes;
}

function luma([red, green, blue]: Rgb): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Largest difference between two equally long rows of bytes. */
export function largestDifference(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) throw new Error(`${a.length} bytes are not ${b.length}`);
  return a.reduce((largest, byte, index) => Math.max(largest, Math.abs(byte - b[index]!)), 0);
}

/** Pans over a texture of blocks and grain, as I420: detailed, in motion, and quickly made at any size. */
export class PanningPicture {
  readonly #width: number;
  readonly #height: number;
  readonly #texture: Uint8Array;
  readonly #stride: number;

  constructor(width: number, height: number) {
    this.#width = width;
    this.#height = height;
    this.#stride = width * 2;
    this.#texture = new Uint8Array(this.#stride * height);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < this.#stride; x++) {
        const block = (Math.imul((x >> 4) * 7_919 + (y >> 4) * 104_729, 2_654_435_761) >>> 8) & 127;
        const grain = (Math.imul(x * 31 + y * 17_389, 2_246_822_519) >>> 12) & 31;
        this.#texture[y * this.#stride + x] = 40 + block + grain;
      }
    }
  }

  /** `position` pixels to the right. */
  at(position: number): Picture {
    const [width, height] = [this.#width, this.#height];
    const bytes = new Uint8Array(width * height * 1.5).fill(128, width * height);
    for (let y = 0; y < height; y++) {
      const start = y * this.#stride + (position % width);
      bytes.set(this.#texture.subarray(start, start + width), y * width);
    }
    return { format: 'i420', width, height, bytes };
  }
}
