/**
 * Images to pixels, by libvips through sharp; runs on the thread of image-worker.ts.
 *
 * As browsers do it: turned as EXIF says, 8 bits a channel, grey and CMYK made RGB, the first picture of an animation, and
 * an embedded profile converted to sRGB unless the caller says that it does not count. A file that breaks off or is damaged is an
 * error, not half a picture.
 */
import { RemoteViewError } from '@remote-view/protocol';
import sharp from 'sharp';
import type { ExternalPixels } from '../../gpu/external-image.ts';
import { imageKind } from './image-kind.ts';
import type { ImageSize } from './image-messages.ts';

/** 256 MB decoded: as large as the largest texture of most GPUs, 8192 x 8192. */
export const MAX_IMAGE_PIXELS = 2 ** 26;

// An image is decoded once; what libvips would keep of it is never asked for again.
sharp.cache(false);

/**
 * @param name for people
 * @param profile what to do with an embedded colour profile
 * @throws RemoteViewError `asset-failed`
 */
export async function decodeImage(
  bytes: Uint8Array,
  name: string,
  profile: 'convert' | 'ignore',
): Promise<ExternalPixels> {
  const kind = imageKind(bytes);
  if (typeof kind === 'object') {
    throw new RemoteViewError(
      'asset-failed',
      `'${name}' cannot be decoded as an image: it is ${kind.seems}; PNG, JPEG, WebP, AVIF and GIF can be.`,
    );
  }
  try {
    const { data, info } = await sharp(bytes, {
      failOn: 'truncated',
      limitInputPixels: MAX_IMAGE_PIXELS,
      sequentialRead: true,
      ignoreIcc: profile === 'ignore',
    })
      .autoOrient()
      .toColourspace('srgb')
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data };
  } catch (cause) {
    const reason = RemoteViewError.from(cause).message.split('\n')[0] ?? '';
    throw new RemoteViewError('asset-failed', `The ${kind} image '${name}' cannot be decoded: ${reason}.`, { cause });
  }
}

const KERNELS = { pixelated: 'nearest', low: 'linear', medium: 'cubic', high: 'lanczos3' } as const;

export async function resizeImage(
  { width, height, data }: ExternalPixels,
  size: ImageSize,
  quality: ResizeQuality,
): Promise<ExternalPixels> {
  const result = await sharp(data, { raw: { width, height, channels: 4 } })
    .resize({ ...size, fit: 'fill', kernel: KERNELS[quality] })
    .raw()
    .toBuffer();
  return { ...size, data: result };
}
