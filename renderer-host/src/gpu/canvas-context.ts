/**
 * The `GPUCanvasContext` of the headless canvas: hands three.js a texture of ours to draw into.
 *
 * The texture's format is `bgra8unorm-srgb`, so the hardware encodes sRGB on writing, and three.js is told to put out
 * linear colours. By itself it would render to a half-float target and encode in a full-screen pass, which takes 37 ms
 * for an empty 720p scene on a software rasteriser and is pure cost on a GPU. A scene with tone mapping still gets its
 * pass, for the tone mapping alone. The picture is the same: its mean differs by 0.03 of 255 at most
 * (headless-renderer.test.ts).
 *
 * `bgra8unorm` as a view format lets us read the encoded values.
 */
import { CANVAS_FORMAT } from './device.ts';

export const READ_FORMAT: GPUTextureFormat = 'bgra8unorm';

export class HeadlessCanvasContext {
  readonly #device: GPUDevice;
  readonly #size: () => { readonly width: number; readonly height: number };
  #texture: GPUTexture | undefined;
  #touched = false;

  constructor(device: GPUDevice, size: () => { readonly width: number; readonly height: number }) {
    this.#device = device;
    this.#size = size;
  }

  /** As a browser's; what three.js asks for is what we give in any case. */
  configure(_configuration: GPUCanvasConfiguration): void {}

  unconfigure(): void {}

  getConfiguration(): GPUCanvasConfiguration {
    return { device: this.#device, format: CANVAS_FORMAT };
  }

  /** The texture to draw into, of the canvas's present size; asking for it counts as drawing. */
  getCurrentTexture(): GPUTexture {
    const { width, height } = this.#size();
    let texture = this.#texture;
    if (texture?.width !== width || texture.height !== height) {
      texture?.destroy();
      texture = this.#device.createTexture({
        label: 'canvas',
        size: { width, height },
        format: CANVAS_FORMAT,
        viewFormats: [READ_FORMAT],
        usage:
          GPUTextureUsage.RENDER_ATTACHMENT |
          GPUTextureUsage.COPY_SRC |
          GPUTextureUsage.COPY_DST |
          GPUTextureUsage.TEXTURE_BINDING,
      });
      this.#texture = texture;
    }
    this.#touched = true;
    return texture;
  }

  /** The texture if something was drawn since the last call. */
  takeDrawn(): GPUTexture | undefined {
    const drawn = this.#touched ? this.#texture : undefined;
    this.#touched = false;
    return drawn;
  }

  destroy(): void {
    this.#texture?.destroy();
    this.#texture = undefined;
  }
}
