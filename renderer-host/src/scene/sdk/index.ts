/**
 * The public interface of a scene: what a three.js developer imports.
 *
 *     import { defineScene } from '@remote-view/renderer-host';
 *
 *     export default defineScene({
 *       setup({ renderer, canvas }) {
 *         const scene = new Scene();
 *         const camera = new PerspectiveCamera(50, canvas.clientWidth / canvas.clientHeight);
 *         const controls = new OrbitControls(camera, canvas);
 *         return {
 *           update() {
 *             controls.update();
 *             renderer.render(scene, camera);
 *           },
 *         };
 *       },
 *     });
 *
 * A frame is sent when the scene draws to the canvas and not otherwise: a scene that calls `render` only when
 * something changed is rendered on demand. A scene may also call `renderer.setAnimationLoop` or
 * `requestAnimationFrame` and return nothing, as in a browser.
 */
import type { PlainValue } from '@remote-view/protocol';
import type { WebGPURenderer } from 'three/webgpu';

export type { PlainValue } from '@remote-view/protocol';

/** Size of the canvas as a browser would report it. */
export interface SceneSize {
  /** CSS pixels of the viewer's element. */
  readonly width: number;
  /** CSS pixels of the viewer's element. */
  readonly height: number;
  /** Rendered pixels per CSS pixel: the viewer's `devicePixelRatio`, or less where the host cannot hold it. */
  readonly pixelRatio: number;
}

/** One turn of the animation. */
export interface SceneFrame {
  /** Seconds since the scene's first frame. */
  readonly time: number;
  /** Seconds since its previous frame, at most 0.25: a pause is no jump. */
  readonly delta: number;
  /** Counts the scene's frames from 0. */
  readonly frame: number;
}

/**
 * The headless canvas; also `renderer.domElement`. It has the viewer's pointer, wheel, keyboard and focus events, with
 * positions in CSS pixels, so the controls of three.js work on it as on a canvas in a page.
 */
export type SceneCanvas = HTMLCanvasElement;

/** What the `setup` of a source gets. */
export interface SourceContext {
  readonly canvas: SceneCanvas;
  /** Size at the time of the call; see `resize` for changes. */
  readonly size: SceneSize;
  /** Sends a JSON-like value of at most 16 kB to every page that shows the scene (its `message` event). */
  send(payload: PlainValue): void;
  /** Calls `listener` with each value that a page sends. Returns a function that stops it. */
  onMessage(listener: (payload: PlainValue) => void): () => void;
  /** Aborts when the scene is being stopped. */
  readonly signal: AbortSignal;
}

/** What the `setup` of a scene gets. */
export interface SceneContext extends SourceContext {
  /** Initialised, sized, and drawing to `canvas`. Its `render` is synchronous here. */
  readonly renderer: WebGPURenderer;
}

/** What `setup` returns; every part is optional. */
export interface SceneHandlers {
  /** Called once per frame: move things, then render. A throw here ends the scene and starts a fresh one. */
  update?(frame: SceneFrame): void;
  /** The canvas has a new size; the renderer has it already. Update the camera's aspect here. */
  resize?(size: SceneSize): void;
  /** The scene is being stopped. */
  dispose?(): void;
}

export interface SceneDefinition {
  /** Frames per second aimed at; default 60, or 30 on software rendering. */
  readonly fps?: number;
  /** Multisampling with 4 samples. Default: on with a GPU, off on software rendering, where it costs ten times. */
  readonly antialias?: boolean;
  /** Builds the scene; may be async. A throw or a rejection here ends the session with the message shown. */
  setup(context: SceneContext): SceneHandlers | void | Promise<SceneHandlers | void>;
}

/** Marks a module's default export as a scene; returns it unchanged, and gives it its types. */
export function defineScene(definition: SceneDefinition): SceneDefinition {
  return definition;
}

/**
 * How the pixels of a source lie in memory, in rows from the top without padding. `bgra`: 4 bytes a pixel, blue, green,
 * red (sRGB), and one that is not looked at. `i420`: planes Y, U, V one behind the other, U and V of half the width and
 * height, BT.709 in limited range; the encoder takes it as it is.
 */
export type SourceFormat = 'bgra' | 'i420';

/** Memory that a source draws into. It keeps what was drawn; after a resize it is another, white one. */
export interface SourcePicture {
  readonly format: SourceFormat;
  /** Pixels, even: the canvas, without an odd last column. */
  readonly width: number;
  /** Pixels, even: the canvas, without an odd last row. */
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** What the `setup` of a source returns. */
export interface SourceHandlers {
  /**
   * Called once per frame: draw what changes.
   * @returns whether anything did; a frame is sent then and not otherwise. A throw ends the scene and starts a fresh one.
   */
  draw(picture: SourcePicture, frame: SceneFrame): boolean;
  /** The source is being stopped. */
  dispose?(): void;
}

/** Pictures that are not rendered by three.js: a test pattern, a desktop, a decoder. */
export interface SourceDefinition {
  readonly kind: 'source';
  /** Of the pictures; default `bgra`. */
  readonly format?: SourceFormat;
  /** Frames per second aimed at; default 60. */
  readonly fps?: number;
  /** May be async. A throw or a rejection here ends the session with the message shown. */
  setup(context: SourceContext): SourceHandlers | Promise<SourceHandlers>;
}

/** Marks a module's default export as a source: it takes the place of a scene, and has no renderer. */
export function defineSource(definition: Omit<SourceDefinition, 'kind'>): SourceDefinition {
  return { ...definition, kind: 'source' };
}
