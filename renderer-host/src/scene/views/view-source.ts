/**
 * Frames of one view of a three.js scene: the scene's renderer, pointed at the view's own canvas while it is drawn.
 *
 * Views share the renderer, and with it the device, pipelines, textures and geometries; each has a target and buffers of
 * its own to read back from.
 */
import { CanvasTarget, type WebGPURenderer } from 'three/webgpu';
import { HeadlessCanvasContext } from '../../gpu/canvas-context.ts';
import { FrameReader, type ReadFormat } from '../../gpu/frame-reader.ts';
import type { HeadlessCanvas } from '../dom/canvas.ts';
import type { PictureSource } from '../frame-source.ts';
import { resizeRenderer } from '../headless-renderer.ts';
import { encodedSize } from '../picture-size.ts';
import type { SceneFrame } from '../sdk/index.ts';
import type { ViewHandlers } from '../sdk/views.ts';

export interface ViewSourceOptions {
  readonly device: GPUDevice;
  readonly format: ReadFormat;
  readonly renderer: WebGPURenderer;
  readonly canvas: HeadlessCanvas;
}

export class ViewSource implements PictureSource {
  readonly #renderer: WebGPURenderer;
  readonly #canvas: HeadlessCanvas;
  readonly #context: HeadlessCanvasContext;
  readonly #target: CanvasTarget;
  readonly #reader: FrameReader;
  #handlers: ViewHandlers = {};
  #texture: GPUTexture | undefined;
  #reading = 0;
  #closed = false;

  constructor({ device, format, renderer, canvas }: ViewSourceOptions) {
    this.#renderer = renderer;
    this.#canvas = canvas;
    this.#context = new HeadlessCanvasContext(device, () => canvas);
    canvas.attachContext(this.#context);
    this.#target = new CanvasTarget(canvas as unknown as HTMLCanvasElement);
    this.#reader = new FrameReader(device, format);
    this.#onTarget(() => resizeRenderer(renderer, canvas));
  }

  get format(): ReadFormat {
    return this.#reader.format;
  }

  get picture(): { width: number; height: number } | undefined {
    return this.#texture === undefined ? undefined : encodedSize(this.#texture);
  }

  /** Runs the scene's `view`. @throws whatever it throws */
  setUp(open: () => ViewHandlers | void): void {
    this.#onTarget(() => (this.#handlers = open() ?? {}));
  }

  draw(frame: SceneFrame): boolean {
    this.#onTarget(() => this.#handlers.draw?.(frame));
    const drawn = this.#context.takeDrawn();
    if (drawn !== undefined) this.#texture = drawn;
    return drawn !== undefined;
  }

  async read(target: () => Uint8Array | undefined): Promise<boolean> {
    if (this.#texture === undefined) return false;
    const { width, height } = encodedSize(this.#texture);
    this.#reading++;
    try {
      return await this.#reader.read(this.#texture, width, height, target);
    } finally {
      this.#reading--;
      this.#release();
    }
  }

  resize(): void {
    this.#texture = undefined;
    this.#onTarget(() => {
      resizeRenderer(this.#renderer, this.#canvas);
      this.#handlers.resize?.(this.#canvas.size);
    });
  }

  /** @throws whatever the scene's `dispose` throws */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#texture = undefined;
    try {
      this.#handlers.dispose?.();
    } finally {
      this.#release();
    }
  }

  /** Not while a frame is being read back: a buffer that is destroyed then makes the reading fail. */
  #release(): void {
    if (!this.#closed || this.#reading > 0) return;
    this.#target.dispose();
    this.#reader.destroy();
    this.#context.destroy();
  }

  /** The renderer draws to this view meanwhile. */
  #onTarget(work: () => void): void {
    const before = this.#renderer.getCanvasTarget();
    this.#renderer.setCanvasTarget(this.#target);
    try {
      work();
    } finally {
      this.#renderer.setCanvasTarget(before);
    }
  }
}
