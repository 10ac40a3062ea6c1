/** Pictures written to a texture and read back as a frame is. */
import { testPicture } from '../../encode/testing/pictures.ts';
import { READ_FORMAT } from '../canvas-context.ts';
import { CANVAS_FORMAT, installGpu, openDevice } from '../device.ts';
import { FrameReader, type ReadFormat } from '../frame-reader.ts';

export interface ReadBackArgument {
  readonly format: ReadFormat;
  /** Read one after the other by the same reader. The texture is larger by `margin`. */
  readonly sizes: readonly (readonly [width: number, height: number])[];
  readonly margin: number;
}

export async function readBack({ format, sizes, margin }: ReadBackArgument): Promise<string[]> {
  const { device } = await openDevice(installGpu());
  const reader = new FrameReader(device, format);
  const results: string[] = [];
  for (const [width, height] of sizes) {
    const texture = pictureTexture(device, width, height, margin);
    const bytes = new Uint8Array(width * height * (format === 'bgra' ? 4 : 1.5));
    if (!(await reader.read(texture, width, height, () => bytes))) throw new Error('nothing was read');
    results.push(Buffer.from(bytes).toString('base64'));
    texture.destroy();
  }
  reader.destroy();
  return results;
}

/** Five frames at once, then one that nobody wants, then one more. */
export async function readTogether(): Promise<{ together: boolean[]; unwanted: boolean; after: boolean }> {
  const { device } = await openDevice(installGpu());
  const reader = new FrameReader(device, 'bgra');
  const texture = pictureTexture(device, 64, 32, 0);
  const read = (target: () => Uint8Array | undefined): Promise<boolean> => reader.read(texture, 64, 32, target);
  const bytes = new Uint8Array(64 * 32 * 4);
  const together = await Promise.all(Array.from({ length: 5 }, () => read(() => bytes)));
  const unwanted = await read(() => undefined);
  const after = await read(() => bytes);
  reader.destroy();
  return { together, unwanted, after };
}

function pictureTexture(device: GPUDevice, width: number, height: number, margin: number): GPUTexture {
  const size = { width: width + margin, height: height + margin };
  const texture = device.createTexture({
    size,
    format: CANVAS_FORMAT,
    viewFormats: [READ_FORMAT],
    usage: GPUTextureUsage.COPY_SRC | GPUTextureUsage.COPY_DST | GPUTextureUsage.TEXTURE_BINDING,
  });
  const { bytes } = testPicture(width, height);
  device.queue.writeTexture(
    { texture },
    bytes as Uint8Array<ArrayBuffer>,
    { bytesPerRow: width * 4 },
    { width, height },
  );
  return texture;
}
