/** Frames of a three.js scene: drawn on the headless canvas, read back from the GPU. */
import { RemoteViewError } from '@remote-view/protocol';
import type { OpenDevice } from '../gpu/device.ts';
import { takeExternalImages } from '../gpu/external-image.ts';
import { FrameReader } from '../gpu/frame-reader.ts';
import { AnimationFrames } from './animation-frames.ts';
import { assetRealm } from './assets/realm.ts';
import { HeadlessCanvas } from './dom/canvas.ts';
import type { FrameSource } from './frame-source.ts';
import {
  createHeadlessRenderer,
  installBrowserGlobals,
  resizeRenderer,
  type HeadlessRenderer,
} from './headless-renderer.ts';
import { encodedSize } from './picture-size.ts';
import type { PlainValue, SceneDefinition, SceneFrame, SceneHandlers, SourceContext } from './sdk/index.ts';
import { checkedMost, type OwnViewsScene } from './views/own-views.ts';
import { ViewSource } from './views/view-source.ts';
import { drawWarmScene } from './warm-scene.ts';

/** Each is a picture to draw and to encode, on a host that has other sessions. */
const DEFAULT_VIEWS = 4;

export class RenderedSource implements FrameSource {
  readonly #open: OpenDevice;
  readonly #software: boolean;
  readonly #canvas: HeadlessCanvas;
  readonly #frames = new AnimationFrames();
  readonly #reader: FrameReader;
  #definition: SceneDefinition | undefined;
  #headless: HeadlessRenderer | undefined;
  #handlers: SceneHandlers = {};
  #texture: GPUTexture | undefined;

  /** What does not depend on the scene, ahead of time. */
  constructor(open: OpenDevice, canvas: HeadlessCanvas, software: boolean) {
    this.#open = open;
    this.#canvas = canvas;
    this.#software = software;
    this.#reader = new FrameReader(open.device, software ? 'bgra' : 'i420');
    installBrowserGlobals(this.#frames);
    takeExternalImages(open.device, (error) => assetRealm.failures.fail(error));
  }

  get format(): FrameReader['format'] {
    return this.#reader.format;
  }

  get picture(): { width: number; height: number } | undefined {
    return this.#texture === undefined ? undefined : encodedSize(this.#texture);
  }

  get snapshot(): (() => PlainValue) | undefined {
    return this.#handlers.snapshot?.bind(this.#handlers);
  }

  /** Draws and reads one frame of a scene that nobody sees, on a renderer that nobody gets. */
  async warmUp(): Promise<void> {
    const canvas = new HeadlessCanvas(this.#canvas.size);
    const options = { antialias: !this.#software, warn: () => {} };
    const { renderer, context } = await createHeadlessRenderer(this.#open.device, canvas, options);
    resizeRenderer(renderer, canvas);
    drawWarmScene(renderer);
    const texture = context.takeDrawn();
    if (texture !== undefined) await this.#reader.read(texture, texture.width, texture.height, () => undefined);
    await renderer.dispose();
    context.destroy();
  }

  /** Makes the renderer of this scene. */
  async open(definition: SceneDefinition, warn: (text: string) => void): Promise<void> {
    this.#definition = definition;
    this.#headless = await createHeadlessRenderer(this.#open.device, this.#canvas, {
      antialias: definition.antialias ?? !this.#software,
      warn,
    });
  }

  async setUp(context: SourceContext): Promise<void> {
    const { renderer } = this.#opened();
    resizeRenderer(renderer, this.#canvas);
    try {
      this.#handlers = (await this.#definition?.setup({ ...context, renderer, assets: assetRealm.sdk })) ?? {};
    } catch (thrown) {
      throw assetRealm.explain(thrown);
    }
    assetRealm.failures.setUpDone();
  }

  /** How views of their own are made for the viewers. @throws RemoteViewError `scene-setup-failed` where the scene cannot */
  views({ maxViews = DEFAULT_VIEWS }: SceneDefinition): Omit<OwnViewsScene, 'limits'> {
    const { renderer } = this.#opened();
    if (this.#handlers.view === undefined) {
      throw new RemoteViewError('scene-setup-failed', "With views: 'each', setup must return a view() that draws one.");
    }
    const { device } = this.#open;
    return {
      most: checkedMost(maxViews),
      sourceFor: (canvas) => new ViewSource({ device, format: this.#reader.format, renderer, canvas }),
      open: (view) => this.#handlers.view?.(view),
    };
  }

  advance(frame: SceneFrame): boolean {
    this.#frames.pump(performance.now());
    this.#handlers.update?.(frame);
    const drawn = this.#opened().context.takeDrawn();
    if (drawn !== undefined) this.#texture = drawn;
    return drawn !== undefined;
  }

  async read(target: () => Uint8Array | undefined): Promise<boolean> {
    if (this.#texture === undefined) return false;
    const { width, height } = encodedSize(this.#texture);
    return this.#reader.read(this.#texture, width, height, target);
  }

  resize(): void {
    // The texture goes with the next drawing; there is nothing of the new size to repeat yet.
    this.#texture = undefined;
    resizeRenderer(this.#opened().renderer, this.#canvas);
    this.#handlers.resize?.(this.#canvas.size);
  }

  dispose(): void {
    this.#handlers.dispose?.();
  }

  #opened(): HeadlessRenderer {
    if (this.#headless === undefined) throw new Error('the renderer is not open');
    return this.#headless;
  }
}
