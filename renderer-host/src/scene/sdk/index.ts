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
import type { SceneAudio } from './audio.ts';
import type { SceneAssets } from './assets.ts';
import type { SceneCaptions } from './captions.ts';
import type { SceneClipboard } from './clipboard.ts';
import type { SceneFiles } from './files.ts';
import type { SceneInput } from './input.ts';
import type { SceneSemantics } from './semantics.ts';
import type { SceneLog, SceneQuality, SceneState, SceneStorage } from './services.ts';
import type { SceneText } from './text.ts';
import type { SceneView, ViewHandlers, ViewMode } from './views.ts';

export type { PlainValue } from '@remote-view/protocol';
export type { Microphone, SceneAudio } from './audio.ts';
export type { SceneAssets } from './assets.ts';
export type { CaptionOptions, SceneCaptions } from './captions.ts';
export type { ClipboardOptions, SceneClipboard } from './clipboard.ts';
export type { AcceptedFiles, SceneFile, SceneFiles } from './files.ts';
export type {
  InputPointer,
  InputState,
  Player,
  PlayerIdentity,
  PlayerPreferences,
  PlayerRole,
  SceneInput,
} from './input.ts';
export type { QualityHints, SceneLog, SceneQuality, SceneState, SceneStorage } from './services.ts';
export type {
  Cursor,
  PictureBox,
  SceneSemanticItem,
  SceneSemantics,
  SemanticItemOptions,
  SemanticItemState,
  SemanticRole,
} from './semantics.ts';
export type { InputMode, SceneText, TextChange, TextRequest } from './text.ts';
export type { SceneTouch, TouchButton, TouchControl, TouchMode, TouchStick, TouchZone } from './touch.ts';
export type { SceneView, ViewHandlers, ViewMode } from './views.ts';

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
 * The headless canvas; also `renderer.domElement`. It has the viewer's pointer, touch, wheel, keyboard and focus events,
 * with positions in CSS pixels, pointer capture and pointer lock, so the controls of three.js work on it as on a canvas in
 * a page. `window` and `document` are there for them, and `navigator.getGamepads()` has the viewers' gamepads; nothing but
 * the canvas is ever shown.
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
  /** What the viewers hold and move, for scenes that ask instead of listening. */
  readonly input: SceneInput;
  /** Values that every page has a copy of. */
  readonly state: SceneState;
  /** Values that outlive the scene's process, for as long as the session. */
  readonly storage: SceneStorage;
  /** The newest snapshot of the scene whose place this one takes, after a crash or a hot reload; undefined for the first. */
  readonly restored: PlainValue | undefined;
  /** Writes to the consoles of the pages. */
  readonly log: SceneLog;
  /** What the pictures are made with, and what limits them. */
  readonly quality: SceneQuality;
  /** Asks for a frame of a scene that makes them on demand; for any other there is one anyway. */
  invalidate(): void;
  /** What viewers hear, and what they say. */
  readonly audio: SceneAudio;
  /** Aborts when the scene is being stopped. */
  readonly signal: AbortSignal;
  /** Cursor, tooltips, and what a screen reader and a keyboard find in the picture. */
  readonly semantics: SceneSemantics;
  /** What viewers drop on the picture, or the page sends. */
  readonly files: SceneFiles;
  /** What viewers type, input methods and the keyboards of phones included. */
  readonly text: SceneText;
  /** Text over the picture. */
  readonly captions: SceneCaptions;
  /** The viewers' clipboards. */
  readonly clipboard: SceneClipboard;
}

/** What the `setup` of a scene gets. */
export interface SceneContext extends SourceContext {
  /** Initialised, sized, and drawing to `canvas`. Its `render` is synchronous here. */
  readonly renderer: WebGPURenderer;
  /** Models, textures, fonts: where they are, what is in them, and which of them failed. */
  readonly assets: SceneAssets;
}

/** What `setup` returns; every part is optional. */
export interface SceneHandlers {
  /** Called once per frame: move things, then render. A throw here ends the scene and starts a fresh one. */
  update?(frame: SceneFrame): void;
  /** Of a scene with `views: 'each'`: called once for each viewer who comes; returns what draws that viewer's view. */
  view?(view: SceneView): ViewHandlers | void;
  /** The canvas has a new size; the renderer has it already. Update the camera's aspect here. */
  resize?(size: SceneSize): void;
  /**
   * What `restored` of the scene that takes over shall be: JSON-like, at most 1 MiB. Called every five seconds while the
   * scene draws, and before a hot reload; keep it short.
   */
  snapshot?(): PlainValue;
  /** The scene is being stopped. */
  dispose?(): void;
}

/**
 * - `continuous` (the default): `update` is called at the frame rate. - `demand`: only after `invalidate()`, an input, a new
 * size, and when a viewer joins; in between nothing runs, and nothing is sent once the picture is as good as it gets.
 */
export type FrameMode = 'continuous' | 'demand';

export interface SceneDefinition {
  /** When frames are made. */
  readonly frames?: FrameMode;
  /** Whether viewers share one picture or each have a view of their own; see {@link SceneView}. */
  readonly views?: ViewMode;
  /** Views of their own at once, 1 to 16; default 4. Who comes later looks on at the newest until one is free. */
  readonly maxViews?: number;
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
  /** As that of a scene. */
  snapshot?(): PlainValue;
  /** The source is being stopped. */
  dispose?(): void;
}

/** Pictures that are not rendered by three.js: a test pattern, a desktop, a decoder. */
export interface SourceDefinition {
  readonly kind: 'source';
  /** When frames are made: `draw` takes the place of `update`. */
  readonly frames?: FrameMode;
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
