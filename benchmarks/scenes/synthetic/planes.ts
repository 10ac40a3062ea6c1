/** The planes of a picture: one of BGRA, three of I420, so that whoever draws need not know which it is. */
import type { SourcePicture } from '@remote-view/renderer-host';

type Rgb = readonly [red: number, green: number, blue: number];
type Samples = Uint8Array | Uint32Array;

export interface Plane {
  readonly samples: Samples;
  /** Samples of a row. */
  readonly width: number;
  /** Pixels that a sample stands for, each way. */
  readonly scale: 1 | 2;
  /** What a colour, sRGB bytes, is in this plane. */
  readonly sample: (colour: Rgb) => number;
}

export function planesOf({ format, width, height, pixels }: SourcePicture): readonly Plane[] {
  if (format === 'bgra') {
    const samples = new Uint32Array(pixels.buffer, pixels.byteOffset, width * height);
    return [{ samples, width, scale: 1, sample: packed }];
  }
  const area = width * height;
  const chroma = { width: width / 2, scale: 2 } as const;
  return [
    { samples: pixels.subarray(0, area), width, scale: 1, sample: (colour) => Math.round(16 + 219 * luma(colour)) },
    { ...chroma, samples: pixels.subarray(area, area * 1.25), sample: blueDifference },
    { ...chroma, samples: pixels.subarray(area * 1.25, area * 1.5), sample: redDifference },
  ];
}

/** As many samples of the plane's kind. */
export function samplesLike({ samples }: Plane, length: number): Samples {
  return samples instanceof Uint32Array ? new Uint32Array(length) : new Uint8Array(length);
}

/** Little endian, as every machine that runs this is. */
function packed([red, green, blue]: Rgb): number {
  return (blue | (green << 8) | (red << 16) | (0xff << 24)) >>> 0;
}

/** BT.709 in limited range (Rec. ITU-R BT.709-6, items 3.2 to 3.5). */
function luma([red, green, blue]: Rgb): number {
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}

function blueDifference(colour: Rgb): number {
  return Math.round(128 + (224 * (colour[2] / 255 - luma(colour))) / 1.8556);
}

function redDifference(colour: Rgb): number {
  return Math.round(128 + (224 * (colour[0] / 255 - luma(colour))) / 1.5748);
}
