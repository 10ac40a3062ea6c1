/**
 * `queue.copyExternalImageToTexture` for images that the scene process decoded itself.
 *
 * Dawn's takes any object and leaves the texture black. Ours takes what carries pixels, and refuses everything else with
 * an error. three.js catches what this function throws (three.js issue 32391), so the error is told besides.
 *
 * WebGPU, section "copyExternalImageToTexture": colours are converted to the destination's colour space, sRGB unless it
 * says otherwise, and written encoded; a `-srgb` format holds the same bytes. So the image's bytes are written as they are.
 */
import { RemoteViewError } from '@remote-view/protocol';

/** What can be copied to a texture has its pixels under this key. */
export const EXTERNAL_PIXELS = Symbol('external pixels');

/** Red, green, blue (sRGB) and alpha that is not multiplied into them; rows from the top without padding. */
export interface ExternalPixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Bytes per pixel of the formats that can be written, and where red, green, blue and alpha go. */
const FORMATS: Readonly<Record<string, readonly number[]>> = {
  rgba8unorm: [0, 1, 2, 3],
  'rgba8unorm-srgb': [0, 1, 2, 3],
  bgra8unorm: [2, 1, 0, 3],
  'bgra8unorm-srgb': [2, 1, 0, 3],
  rg8unorm: [0, 1],
  r8unorm: [0],
};

export function externalPixels(source: unknown): ExternalPixels | undefined {
  if (typeof source !== 'object' || source === null) return undefined;
  if (EXTERNAL_PIXELS in source) return source[EXTERNAL_PIXELS] as ExternalPixels | undefined;
  // ImageData: of the scene itself, or of a library's 2D canvas.
  const { width = 0, height = 0, data } = source as { width?: number; height?: number; data?: unknown };
  if (!(data instanceof Uint8ClampedArray) || data.length !== width * height * 4) return undefined;
  return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, data.length) };
}

/** @param failed is told each error that is thrown */
export function takeExternalImages(device: GPUDevice, failed: (error: RemoteViewError) => void): void {
  const { queue } = device;
  Object.defineProperty(queue, 'copyExternalImageToTexture', {
    configurable: true,
    value: (source: GPUCopyExternalImageSourceInfo, target: GPUCopyExternalImageDestInfo, size: GPUExtent3D) => {
      try {
        copy(queue, source, target, size);
      } catch (thrown) {
        const error = RemoteViewError.from(thrown, 'asset-failed');
        failed(error);
        throw error;
      }
    },
  });
}

function copy(
  queue: GPUQueue,
  { source, origin, flipY = false }: GPUCopyExternalImageSourceInfo,
  target: GPUCopyExternalImageDestInfo,
  size: GPUExtent3D,
): void {
  const pixels = externalPixels(source);
  if (pixels === undefined) throw unusable(source);
  const { format } = target.texture;
  const channels = FORMATS[format];
  if (channels === undefined) {
    throw new RemoteViewError('asset-failed', `An image cannot be written to a texture of format '${format}'.`);
  }
  if ((target.colorSpace ?? 'srgb') !== 'srgb') {
    throw new RemoteViewError('asset-failed', `A texture's images are sRGB here, not '${target.colorSpace}'.`);
  }
  const [width, height] = extent(size);
  const [x, y] = corner(origin);
  if (x + width > pixels.width || y + height > pixels.height) {
    const wanted = `${width} x ${height} pixels from (${x}, ${y})`;
    throw new RemoteViewError('asset-failed', `An image of ${pixels.width} x ${pixels.height} has no ${wanted}.`);
  }
  const part = { x, y, width, height };
  const premultiply = target.premultipliedAlpha ?? false;
  const straight = format.startsWith('rgba8') && !flipY && !premultiply;
  const { mipLevel, origin: to, aspect, texture } = target;
  const destination: GPUTexelCopyTextureInfo = {
    texture,
    ...(mipLevel !== undefined && { mipLevel }),
    ...(to !== undefined && { origin: to }),
    ...(aspect !== undefined && { aspect }),
  };
  const bytes = (
    straight ? pixels.data : arranged(pixels, part, channels, flipY, premultiply)
  ) as Uint8Array<ArrayBuffer>;
  const layout = straight
    ? { offset: (y * pixels.width + x) * 4, bytesPerRow: pixels.width * 4 }
    : { bytesPerRow: width * channels.length };
  queue.writeTexture(destination, bytes, layout, { width, height });
}

interface Part {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The part's pixels as the texture has them. */
function arranged(
  { data, width }: ExternalPixels,
  part: Part,
  channels: readonly number[],
  flipY: boolean,
  premultiply: boolean,
): Uint8Array {
  const count = channels.length;
  const result = new Uint8Array(part.width * part.height * count);
  const isCopy = !premultiply && count === 4 && channels[0] === 0;
  let to = 0;
  for (let row = 0; row < part.height; row++) {
    let from = ((flipY ? part.y + part.height - 1 - row : part.y + row) * width + part.x) * 4;
    if (isCopy) {
      result.set(data.subarray(from, from + part.width * 4), to);
      to += part.width * 4;
      continue;
    }
    for (let column = 0; column < part.width; column++, from += 4, to += count) {
      const alpha = premultiply ? data[from + 3]! / 255 : 1;
      for (let channel = 0; channel < count; channel++) {
        const value = data[from + channels[channel]!]!;
        result[to + channel] = channels[channel] === 3 ? value : Math.round(value * alpha);
      }
    }
  }
  return result;
}

function extent(size: GPUExtent3D): [width: number, height: number] {
  if (Symbol.iterator in size) {
    const [width = 0, height = 1] = size;
    return [width, height];
  }
  return [size.width, size.height ?? 1];
}

function corner(origin: GPUOrigin2D | undefined): [x: number, y: number] {
  if (origin === undefined) return [0, 0];
  if (Symbol.iterator in origin) {
    const [x = 0, y = 0] = origin;
    return [x, y];
  }
  return [origin.x ?? 0, origin.y ?? 0];
}

function unusable(source: unknown): RemoteViewError {
  const isObject = typeof source === 'object' && source !== null;
  const name = isObject
    ? ((source as { constructor?: { name?: string } }).constructor?.name ?? 'object')
    : typeof source;
  const empty = isObject && EXTERNAL_PIXELS in source;
  return new RemoteViewError(
    'asset-failed',
    empty
      ? `A texture was made of an image without pixels (${name}): it is not loaded yet, failed, or was closed.`
      : `A texture cannot be made of this ${name}: images, ImageBitmap, ImageData and the data of DataTexture can.`,
  );
}
