/** A three.js `WebGPURenderer` on the headless canvas. */
import { LinearSRGBColorSpace, NoColorSpace, SRGBColorSpace, WebGPURenderer } from 'three/webgpu';
import { HeadlessCanvasContext } from '../gpu/canvas-context.ts';
import type { AnimationFrames } from './animation-frames.ts';
import type { HeadlessCanvas } from './dom/canvas.ts';

/** Defines the few globals that three.js expects of a browser; once, before its renderer is made. */
export function installBrowserGlobals(frames: AnimationFrames): void {
  class ProgressEventShim extends Event {
    readonly loaded: number;
    readonly total: number;
    readonly lengthComputable: boolean;
    constructor(type: string, init: { loaded?: number; total?: number; lengthComputable?: boolean } = {}) {
      super(type);
      this.loaded = init.loaded ?? 0;
      this.total = init.total ?? 0;
      this.lengthComputable = init.lengthComputable ?? false;
    }
  }
  const globals: Record<string, unknown> = {
    self: globalThis,
    requestAnimationFrame: frames.request,
    cancelAnimationFrame: frames.cancel,
    ProgressEvent: ProgressEventShim,
  };
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
}

export interface HeadlessRenderer {
  readonly renderer: WebGPURenderer;
  readonly context: HeadlessCanvasContext;
}

export async function createHeadlessRenderer(
  device: GPUDevice,
  canvas: HeadlessCanvas,
  options: { readonly antialias: boolean; readonly warn: (text: string) => void },
): Promise<HeadlessRenderer> {
  const context = new HeadlessCanvasContext(device, () => canvas);
  canvas.attachContext(context);
  const renderer = new WebGPURenderer({
    canvas: canvas as unknown as HTMLCanvasElement,
    device,
    antialias: options.antialias,
    alpha: false,
  });
  skipOutputPass(renderer, options.warn);
  await renderer.init();
  return { renderer, context };
}

/**
 * The canvas's texture encodes sRGB by itself (canvas-context.ts), so three.js shall put out linear colours, whatever
 * the scene sets: `SRGBColorSpace`, which is a browser's default and which many scenes set, is what the viewer sees.
 */
function skipOutputPass(renderer: WebGPURenderer, warn: (text: string) => void): void {
  Object.defineProperty(renderer, 'outputColorSpace', {
    configurable: true,
    get: () => LinearSRGBColorSpace,
    set: (colorSpace: string) => {
      if (colorSpace === SRGBColorSpace || colorSpace === NoColorSpace) return;
      warn(`renderer.outputColorSpace = '${colorSpace}' is not supported: the picture stays sRGB.`);
    },
  });
}

/** Sizes the renderer's drawing buffer to the canvas. */
export function resizeRenderer(renderer: WebGPURenderer, canvas: HeadlessCanvas): void {
  const { width, height, pixelRatio } = canvas.size;
  renderer.setPixelRatio(pixelRatio);
  renderer.setSize(width, height, false);
}
