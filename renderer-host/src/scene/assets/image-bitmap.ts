/**
 * `ImageBitmap` and `createImageBitmap`: decoded pixels that can become a texture.
 *
 * The pixels are kept as the image has them, alpha not multiplied: WebGPU asks at the copy whether the texture wants them
 * multiplied, and takes a premultiplied bitmap apart for one that does not, so `premultiplyAlpha` decides nothing here.
 */
import { RemoteViewError } from '@remote-view/protocol';
import { EXTERNAL_PIXELS, externalPixels, type ExternalPixels } from '../../gpu/external-image.ts';
import type { BlobSource } from './asset-fetch.ts';
import { runImageTask } from './image-thread.ts';

const TOKEN = Symbol('made by createImageBitmap');

export class HeadlessImageBitmap {
  #pixels: ExternalPixels | undefined;

  constructor(token: typeof TOKEN, pixels: ExternalPixels) {
    if (token !== TOKEN) throw new TypeError('Illegal constructor');
    this.#pixels = pixels;
  }

  get width(): number {
    return this.#pixels?.width ?? 0;
  }

  get height(): number {
    return this.#pixels?.height ?? 0;
  }

  get [EXTERNAL_PIXELS](): ExternalPixels | undefined {
    return this.#pixels;
  }

  close(): void {
    this.#pixels = undefined;
  }
}

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What of the realm it works by. */
export interface BitmapRealm {
  /** The name of a blob, and whom to tell. */
  source(blob: Blob): BlobSource;
  /** Whom to tell where there is no blob. */
  readonly failed: () => (error: RemoteViewError) => RemoteViewError;
}

export type CreateImageBitmap = (
  source: unknown,
  ...rest: readonly (number | ImageBitmapOptions | undefined)[]
) => Promise<HeadlessImageBitmap>;

export function imageBitmaps(realm: BitmapRealm): CreateImageBitmap {
  return async (source, ...rest) => {
    const options: ImageBitmapOptions = rest.find((value) => typeof value === 'object') ?? {};
    const [x, y, width, height] = rest.filter((value): value is number => typeof value === 'number');
    const { name, failed } =
      source instanceof Blob ? realm.source(source) : { name: 'an image', failed: realm.failed() };
    try {
      const profile = options.colorSpaceConversion === 'none' ? 'ignore' : 'convert';
      const whole = source instanceof Blob ? await decodedBlob(source, name, profile) : externalPixels(source);
      if (whole === undefined) {
        throw new RemoteViewError('asset-failed', `createImageBitmap takes no ${kindOf(source)} here.`);
      }
      const part = x === undefined ? whole : cropped(whole, rectangle(x, y, width, height));
      const sized = await resized(part, options);
      return new HeadlessImageBitmap(TOKEN, options.imageOrientation === 'flipY' ? flipped(sized) : sized);
    } catch (thrown) {
      throw failed(RemoteViewError.from(thrown, 'asset-failed'));
    }
  };
}

export async function decodedBlob(blob: Blob, name: string, profile: 'convert' | 'ignore'): Promise<ExternalPixels> {
  return runImageTask({ type: 'decode', bytes: new Uint8Array(await blob.arrayBuffer()), name, profile });
}

async function resized(pixels: ExternalPixels, options: ImageBitmapOptions): Promise<ExternalPixels> {
  const { resizeWidth, resizeHeight, resizeQuality } = options;
  if (resizeWidth === undefined && resizeHeight === undefined) return pixels;
  const width = resizeWidth ?? Math.ceil((pixels.width * resizeHeight!) / pixels.height);
  const height = resizeHeight ?? Math.ceil((pixels.height * resizeWidth!) / pixels.width);
  return runImageTask({ type: 'resize', pixels, size: { width, height }, quality: resizeQuality ?? 'low' });
}

/** Negative sizes go to the left and up (HTML, "create an image bitmap"). */
function rectangle(x: number, y = 0, width = 0, height = 0): Rectangle {
  if (width === 0 || height === 0) throw new RangeError('An image bitmap cannot be empty.');
  return {
    x: Math.trunc(width < 0 ? x + width : x),
    y: Math.trunc(height < 0 ? y + height : y),
    width: Math.trunc(Math.abs(width)),
    height: Math.trunc(Math.abs(height)),
  };
}

/** What lies outside of the image is transparent black. */
function cropped(pixels: ExternalPixels, part: Rectangle): ExternalPixels {
  if (part.width * part.height > pixels.width * pixels.height) {
    throw new RangeError('The part is larger than the image.');
  }
  const data = new Uint8Array(part.width * part.height * 4);
  const left = Math.max(0, part.x);
  const right = Math.min(pixels.width, part.x + part.width);
  if (left >= right) return { width: part.width, height: part.height, data };
  for (let row = 0; row < part.height; row++) {
    const from = part.y + row;
    if (from < 0 || from >= pixels.height) continue;
    const line = pixels.data.subarray((from * pixels.width + left) * 4, (from * pixels.width + right) * 4);
    data.set(line, (row * part.width + left - part.x) * 4);
  }
  return { width: part.width, height: part.height, data };
}

function flipped({ width, height, data }: ExternalPixels): ExternalPixels {
  const bytes = width * 4;
  const turned = new Uint8Array(data.length);
  for (let row = 0; row < height; row++) {
    turned.set(data.subarray(row * bytes, (row + 1) * bytes), (height - 1 - row) * bytes);
  }
  return { width, height, data: turned };
}

function kindOf(source: unknown): string {
  if (typeof source !== 'object' || source === null) return typeof source;
  const { constructor } = source as { readonly constructor?: { readonly name?: string } };
  return constructor?.name ?? 'object';
}
