/** Scenes drawn with three.js on the headless canvas, and with three.js's own output pass to compare with. */
import {
  BoxGeometry,
  Color,
  DirectionalLight,
  Fog,
  HemisphereLight,
  Mesh,
  MeshBasicMaterial,
  MeshBasicNodeMaterial,
  MeshStandardMaterial,
  OrthographicCamera,
  PerspectiveCamera,
  PlaneGeometry,
  Scene,
  ShaderMaterial,
  SphereGeometry,
  TorusKnotGeometry,
  WebGPURenderer,
  type Camera,
  type ToneMapping,
} from 'three/webgpu';
import { RemoteViewError } from '@remote-view/protocol';
import { Fn } from 'three/tsl';
import { create, globals } from 'webgpu';
import { AnimationFrames } from '../../scene/animation-frames.ts';
import { HeadlessCanvas } from '../../scene/dom/canvas.ts';
import { createHeadlessRenderer, installBrowserGlobals, resizeRenderer } from '../../scene/headless-renderer.ts';
import { HeadlessCanvasContext, READ_FORMAT } from '../canvas-context.ts';
import { installGpu, openDevice } from '../device.ts';
import { FrameReader } from '../frame-reader.ts';

interface Drawing {
  readonly toneMapping?: ToneMapping;
  readonly exposure?: number;
}

export interface ColoursArgument extends Drawing {
  /** Drawn as bars from left to right, the first as the background. */
  readonly colours: readonly number[];
  /** What the scene sets itself. */
  readonly outputColorSpace?: string;
}

export interface ColoursResult {
  /** sRGB as `0xrrggbb`, one a bar. */
  readonly colours: number[];
  readonly warnings: string[];
}

export interface PictureArgument extends Drawing {
  /** `three`: a plain canvas, on which three.js encodes sRGB in its output pass. */
  readonly output: 'ours' | 'three';
  readonly antialias: boolean;
}

const BAR = 16;

export async function drawnColours({ colours, outputColorSpace, ...drawing }: ColoursArgument): Promise<ColoursResult> {
  const size = { width: BAR * colours.length, height: BAR };
  const warnings: string[] = [];
  const canvas = new HeadlessCanvas({ ...size, pixelRatio: 1 });
  installBrowserGlobals(new AnimationFrames());
  const { device } = await openDevice(installGpu());
  const options = { antialias: false, warn: (text: string) => warnings.push(text) };
  const { renderer, context } = await createHeadlessRenderer(device, canvas, options);
  resizeRenderer(renderer, canvas);
  apply(renderer, drawing);
  if (outputColorSpace !== undefined) renderer.outputColorSpace = outputColorSpace;

  const scene = new Scene();
  scene.background = new Color(colours[0]);
  for (const [index, colour] of colours.entries()) {
    if (index === 0) continue;
    const bar = new Mesh(new PlaneGeometry(1, 1), new MeshBasicMaterial({ color: colour }));
    bar.position.set(index + 0.5, 0.5, 0);
    scene.add(bar);
  }
  const camera = new OrthographicCamera(0, colours.length, 1, 0, -1, 1);
  const bytes = await draw(device, renderer, scene, camera, size, () => context.takeDrawn());
  return { colours: colours.map((_, index) => colourAt(bytes, size.width, index * BAR + BAR / 2, BAR / 2)), warnings };
}

export async function drawnPicture({ output, antialias, ...drawing }: PictureArgument): Promise<string> {
  const size = { width: 160, height: 90 };
  const canvas = new HeadlessCanvas({ ...size, pixelRatio: 1 });
  installBrowserGlobals(new AnimationFrames());
  const { scene, camera } = litScene(size.width / size.height);
  if (output === 'ours') {
    const { device } = await openDevice(installGpu());
    const { renderer, context } = await createHeadlessRenderer(device, canvas, { antialias, warn: () => {} });
    resizeRenderer(renderer, canvas);
    apply(renderer, drawing);
    return base64(await draw(device, renderer, scene, camera, size, () => context.takeDrawn()));
  }
  const gpu = create([]);
  Object.defineProperty(gpu, 'getPreferredCanvasFormat', { value: () => READ_FORMAT });
  Object.defineProperty(globalThis.navigator, 'gpu', { value: gpu });
  Object.assign(globalThis, globals);
  const { device } = await openDevice(gpu);
  const context = new PlainCanvasContext(device, () => canvas);
  canvas.attachContext(context);
  const renderer = new WebGPURenderer({
    canvas: canvas as unknown as HTMLCanvasElement,
    device,
    antialias,
    alpha: false,
  });
  await renderer.init();
  resizeRenderer(renderer, canvas);
  apply(renderer, drawing);
  return base64(await draw(device, renderer, scene, camera, size, () => context.texture));
}

export type RefusedMaterial = 'glsl' | 'broken node';

/** What drawing with a material says that three.js cannot build. */
export async function refusalOf(kind: RefusedMaterial): Promise<string> {
  const canvas = new HeadlessCanvas({ width: 32, height: 32, pixelRatio: 1 });
  installBrowserGlobals(new AnimationFrames());
  const { device } = await openDevice(installGpu());
  const { renderer } = await createHeadlessRenderer(device, canvas, { antialias: false, warn: () => {} });
  resizeRenderer(renderer, canvas);
  const material = kind === 'glsl' ? new ShaderMaterial({ name: 'waves' }) : new MeshBasicNodeMaterial();
  if (material instanceof MeshBasicNodeMaterial) {
    material.colorNode = Fn(() => {
      throw new Error('the colour is missing');
    })();
  }
  const scene = new Scene().add(new Mesh(new PlaneGeometry(1, 1), material));
  try {
    renderer.render(scene, new OrthographicCamera(-1, 1, 1, -1, -1, 1));
    return 'drawn';
  } catch (thrown) {
    const { code, message } = RemoteViewError.from(thrown);
    return `${code}: ${message}`;
  }
}

/** Four cameras, one a quarter, by viewport and scissor: what is seen in the middle of each. */
export async function drawnQuarters(): Promise<number[]> {
  const size = { width: 32, height: 32 };
  const canvas = new HeadlessCanvas({ ...size, pixelRatio: 1 });
  installBrowserGlobals(new AnimationFrames());
  const { device } = await openDevice(installGpu());
  const { renderer, context } = await createHeadlessRenderer(device, canvas, { antialias: false, warn: () => {} });
  resizeRenderer(renderer, canvas);
  renderer.setScissorTest(true);
  const camera = new OrthographicCamera(-1, 1, 1, -1, -1, 1);
  for (const [index, colour] of [0xff0000, 0x00ff00, 0x0000ff].entries()) {
    const scene = new Scene();
    scene.background = new Color(colour);
    const [x, y] = [(index % 2) * 16, Math.floor(index / 2) * 16];
    renderer.setViewport(x, y, 16, 16);
    renderer.setScissor(x, y, 16, 16);
    renderer.render(scene, camera);
  }
  renderer.setViewport(16, 16, 16, 16);
  renderer.setScissor(16, 16, 16, 16);
  const last = new Scene();
  last.background = new Color(0xffffff);
  const bytes = await draw(device, renderer, last, camera, size, () => context.takeDrawn());
  return [0, 1, 2, 3].map((index) => colourAt(bytes, size.width, (index % 2) * 16 + 8, Math.floor(index / 2) * 16 + 8));
}

/** Gives a texture that does not encode sRGB, as a browser's canvas. */
class PlainCanvasContext extends HeadlessCanvasContext {
  readonly #device: GPUDevice;
  readonly #canvas: () => HeadlessCanvas;
  texture: GPUTexture | undefined;

  constructor(device: GPUDevice, canvas: () => HeadlessCanvas) {
    super(device, canvas);
    this.#device = device;
    this.#canvas = canvas;
  }

  override getConfiguration(): GPUCanvasConfiguration {
    return { device: this.#device, format: READ_FORMAT };
  }

  override getCurrentTexture(): GPUTexture {
    const { width, height } = this.#canvas();
    const usage = GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_SRC | GPUTextureUsage.TEXTURE_BINDING;
    this.texture ??= this.#device.createTexture({ size: { width, height }, format: READ_FORMAT, usage });
    return this.texture;
  }
}

/** Light, transparency, fog, and edges against a bright background. */
function litScene(aspect: number): { readonly scene: Scene; readonly camera: Camera } {
  const scene = new Scene();
  scene.background = new Color(0x88aacc);
  scene.fog = new Fog(0x88aacc, 6, 14);
  scene.add(new HemisphereLight(0xffffff, 0x443322, 1));
  const sun = new DirectionalLight(0xfff0dd, 3);
  sun.position.set(3, 5, 4);
  scene.add(sun);
  const knot = new Mesh(
    new TorusKnotGeometry(1, 0.35, 96, 16),
    new MeshStandardMaterial({ color: 0xcc3311, roughness: 0.35, metalness: 0.1 }),
  );
  const glass = new Mesh(
    new SphereGeometry(1.2, 32, 16),
    new MeshStandardMaterial({ color: 0x2266ff, transparent: true, opacity: 0.4 }),
  );
  glass.position.set(1.6, 0.3, 0.8);
  const ground = new Mesh(new BoxGeometry(12, 0.1, 12), new MeshStandardMaterial({ color: 0x224411 }));
  ground.position.y = -1.6;
  scene.add(knot, glass, ground);
  const camera = new PerspectiveCamera(45, aspect, 0.1, 100);
  camera.position.set(0, 1, 6);
  camera.lookAt(0, 0, 0);
  return { scene, camera };
}

function apply(renderer: WebGPURenderer, { toneMapping, exposure }: Drawing): void {
  if (toneMapping !== undefined) renderer.toneMapping = toneMapping;
  if (exposure !== undefined) renderer.toneMappingExposure = exposure;
}

/** Draws and reads back, BGRA. */
async function draw(
  device: GPUDevice,
  renderer: WebGPURenderer,
  scene: Scene,
  camera: Camera,
  { width, height }: { readonly width: number; readonly height: number },
  drawn: () => GPUTexture | undefined,
): Promise<Uint8Array> {
  renderer.render(scene, camera);
  const texture = drawn();
  if (texture === undefined) throw new Error('nothing was drawn');
  const bytes = new Uint8Array(width * height * 4);
  await new FrameReader(device, 'bgra').read(texture, width, height, () => bytes);
  return bytes;
}

function colourAt(bytes: Uint8Array, width: number, x: number, y: number): number {
  const offset = (y * width + x) * 4;
  return (bytes[offset + 2]! << 16) | (bytes[offset + 1]! << 8) | bytes[offset]!;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
