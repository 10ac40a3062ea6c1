/**
 * A view for each viewer of a scene: everybody in the same world, each with a camera of their own.
 *
 *     export default defineScene({
 *       views: 'each',
 *       setup({ renderer }) {
 *         const scene = buildWorld();
 *         return {
 *           update({ delta }) {
 *             moveWorld(delta);
 *           },
 *           view({ canvas, size }) {
 *             const camera = new PerspectiveCamera(50, size.width / size.height);
 *             const controls = new OrbitControls(camera, canvas);
 *             return {
 *               draw() {
 *                 controls.update();
 *                 renderer.render(scene, camera);
 *               },
 *               resize({ width, height }) {
 *                 camera.aspect = width / height;
 *                 camera.updateProjectionMatrix();
 *               },
 *               dispose() {
 *                 controls.dispose();
 *               },
 *             };
 *           },
 *         };
 *       },
 *     });
 */
import type { PlainValue } from '@remote-view/protocol';
import type { SceneCanvas, SceneFrame, SceneSize } from './index.ts';
import type { SceneSemantics } from './semantics.ts';

/**
 * - `shared` (the default): all viewers see one picture, of the size that was asked for last. - `each`: every viewer has a
 * view, with its own size, picture and rate.
 */
export type ViewMode = 'shared' | 'each';

/** One viewer's view. */
export interface SceneView {
  /** Whose it is: the `viewer` of that player in `context.input`. */
  readonly viewer: number;
  /** Has the input events of this viewer and of nobody else. Its document and window are its own, too. */
  readonly canvas: SceneCanvas;
  /** Of the canvas, as it is now. */
  readonly size: SceneSize;
  /** Sends a JSON-like value of at most 16 kB to this viewer's page alone. */
  send(payload: PlainValue): void;
  /**
   * Cursor, tooltips and items of this view. Use these or those of `setup`, which all viewers share: an item has a place in
   * the picture, and that is another one for each camera.
   */
  readonly semantics: SceneSemantics;
  /** Aborts when the viewer has left, or the scene is being stopped. */
  readonly signal: AbortSignal;
}

/** What `view` returns; every part is optional. The renderer draws to the canvas of this view in all of them. */
export interface ViewHandlers {
  /** Called once for each frame of this view, after `update`: render. A throw here ends the scene and starts a fresh one. */
  draw?(frame: SceneFrame): void;
  /** The canvas has a new size; the renderer has it already. Update the camera's aspect here. */
  resize?(size: SceneSize): void;
  /** The viewer has left, or the scene is being stopped. */
  dispose?(): void;
}
