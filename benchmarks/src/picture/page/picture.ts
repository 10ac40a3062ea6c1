/** Draws a scene with three.js's `WebGPURenderer` in an ordinary page: the same module that the host runs. */
import type { SceneContext, SceneDefinition } from '@remote-view/renderer-host';
import { SCENES } from './scenes.ts';
import { WebGPURenderer } from 'three/webgpu';
import type { PicturePlan } from '../plan.ts';

declare global {
  /** What Node calls: the last frame's pixels (blue, green, red and one more) as Base64. */
  var drawPicture: (name: string, plan: PicturePlan) => Promise<string>;
}

globalThis.drawPicture = async (name, { width, height, frames, fps }) => {
  const definition: SceneDefinition | undefined = Object.hasOwn(SCENES, name)
    ? SCENES[name as keyof typeof SCENES]
    : undefined;
  if (definition === undefined) throw new Error(`there is no scene ${name}`);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  canvas.style.visibility = 'hidden';
  document.body.replaceChildren(canvas);
  const renderer = new WebGPURenderer({ canvas, antialias: definition.antialias ?? false, alpha: false });
  await renderer.init();
  renderer.setPixelRatio(1);
  renderer.setSize(width, height, false);
  // What the scenes of this suite use of it.
  const context: Partial<SceneContext> = { renderer, canvas, size: { width, height, pixelRatio: 1 } };
  const handlers = (await definition.setup(context as SceneContext)) ?? {};
  let pixels: Promise<Uint8Array> | undefined;
  for (let frame = 0; frame < frames; frame++) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    handlers.update?.({ time: frame / fps, delta: frame === 0 ? 0 : 1 / fps, frame });
    // In the same task: the canvas has another texture afterwards.
    if (frame === frames - 1)
      pixels = readCanvas(canvas, (renderer.backend as unknown as { device: GPUDevice }).device);
  }
  const text = base64((await pixels) ?? new Uint8Array());
  handlers.dispose?.();
  await renderer.dispose();
  return text;
};

/** The texture that Chromium is about to show, before anything is done to it. */
async function readCanvas(canvas: HTMLCanvasElement, device: GPUDevice): Promise<Uint8Array> {
  const texture = canvas.getContext('webgpu')!.getCurrentTexture();
  const { width, height } = texture;
  // Rows in buffers begin at multiples of 256 bytes.
  const stride = Math.ceil((width * 4) / 256) * 256;
  const buffer = device.createBuffer({
    size: stride * height,
    usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
  });
  const commands = device.createCommandEncoder();
  commands.copyTextureToBuffer({ texture }, { buffer, bytesPerRow: stride }, { width, height });
  device.queue.submit([commands.finish()]);
  await buffer.mapAsync(GPUMapMode.READ);
  const mapped = new Uint8Array(buffer.getMappedRange());
  const rows = new Uint8Array(width * height * 4);
  for (let row = 0; row < height; row++)
    rows.set(mapped.subarray(row * stride, row * stride + width * 4), row * width * 4);
  buffer.destroy();
  // Chromium prefers one or the other by platform.
  if (texture.format.startsWith('rgba')) {
    for (let at = 0; at < rows.length; at += 4) [rows[at], rows[at + 2]] = [rows[at + 2]!, rows[at]!];
  }
  return rows;
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  return btoa(text);
}
