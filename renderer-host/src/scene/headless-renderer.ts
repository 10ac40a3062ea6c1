/** A three.js `WebGPURenderer` on the headless canvas. */
import { RemoteViewError } from '@remote-view/protocol';
import {
  LinearSRGBColorSpace,
  NoColorSpace,
  SRGBColorSpace,
  Vector2,
  Vector4,
  WebGPURenderer,
  type Material,
} from 'three/webgpu';
import { HeadlessCanvasContext } from '../gpu/canvas-context.ts';
import type { AnimationFrames } from './animation-frames.ts';
import { defineGlobals } from './define-global.ts';
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
  defineGlobals({
    self: globalThis,
    requestAnimationFrame: frames.request,
    cancelAnimationFrame: frames.cancel,
    ProgressEvent: ProgressEventShim,
  });
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
  refuseBrokenMaterials(renderer);
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
      // The linear one is what three.js's RenderPipeline sets for the time of a frame, and then sets back.
      if (colorSpace === SRGBColorSpace || colorSpace === NoColorSpace || colorSpace === LinearSRGBColorSpace) return;
      warn(`renderer.outputColorSpace = '${colorSpace}' is not supported: the picture stays sRGB.`);
    },
  });
  // Where a scene draws into parts of the canvas one after the other the pass has another effect, which scenes count on:
  // clearing is for the part alone. Straight into the canvas's texture each part would clear the others.
  const { prototype } = WebGPURenderer;
  Object.defineProperty(renderer, 'needsFrameBufferTarget', {
    configurable: true,
    get: () => Reflect.get(prototype, 'needsFrameBufferTarget', renderer) || drawsPart(renderer),
  });
}

function drawsPart(renderer: WebGPURenderer): boolean {
  if (renderer.getScissorTest()) return true;
  const { x, y, width, height } = renderer.getViewport(viewport);
  const size = renderer.getSize(canvasSize);
  return x !== 0 || y !== 0 || width !== size.x || height !== size.y;
}

/** Asked for in each frame. */
const viewport = new Vector4();
const canvasSize = new Vector2();

/**
 * three.js draws a material that it cannot translate or build as if it were another, and says so in the console only.
 * Here that ends the scene with the reason on the page: a picture that is wrong helps nobody.
 *
 * Both places are outside its documented interface: held by headless-renderer.test.ts.
 */
function refuseBrokenMaterials(renderer: WebGPURenderer): void {
  const { library, _nodes: nodes } = renderer as unknown as {
    readonly library: { fromMaterial(material: Material): Material | null };
    readonly _nodes: object;
  };
  const fromMaterial = library.fromMaterial.bind(library);
  library.fromMaterial = (material) => {
    const translated = fromMaterial(material);
    if (translated !== null) return translated;
    const name = material.name === '' ? material.type : `${material.type} '${material.name}'`;
    throw new RemoteViewError(
      'scene-unsupported',
      `${name} is written in GLSL, which only WebGLRenderer runs. Write it in TSL: a node material of 'three/webgpu' ` +
        `with nodes of 'three/tsl'.`,
    );
  };
  Object.assign(nodes, {
    _reportBuildError: (thrown: unknown) => {
      throw RemoteViewError.from(thrown, 'scene-update-failed');
    },
  });
}

/** Sizes the renderer's drawing buffer to the canvas. */
export function resizeRenderer(renderer: WebGPURenderer, canvas: HeadlessCanvas): void {
  const { width, height, pixelRatio } = canvas.size;
  renderer.setPixelRatio(pixelRatio);
  renderer.setSize(width, height, false);
}
