/**
 * The seam between what makes pictures and everything behind it: clock, input, encoder and stream take frames from any
 * `FrameSource` and do not ask how they were made.
 */
import type { Picture } from '../encode/video-encoder.ts';
import type { PlainValue, SceneFrame, SourceContext } from './sdk/index.ts';

/** Where a view's pictures come from. */
export interface PictureSource {
  readonly format: Picture['format'];
  /** Size of the newest picture in pixels, both even; undefined where there is none of the canvas's present size. */
  readonly picture: { readonly width: number; readonly height: number } | undefined;
  /**
   * Copies the newest picture, as of the call, in packed rows.
   * @param target where to, asked for once the pixels are at hand; undefined lets them go
   * @returns whether they were copied
   */
  read(target: () => Uint8Array | undefined): Promise<boolean>;
  /** Draws a picture that is one view's alone; where there is none the scene draws it as it makes its frame. */
  draw?(frame: SceneFrame): boolean;
  /** The canvas has another size. */
  resize(): void;
}

export interface FrameSource extends PictureSource {
  /** What the scene gives snapshots with; undefined where it gives none. */
  readonly snapshot: (() => PlainValue) | undefined;
  /** Runs the user's set-up; the canvas has its size. Rejects with whatever it throws. */
  setUp(context: SourceContext): Promise<void>;
  /** Makes one frame. @returns whether there is a new picture; throws whatever the user's code throws */
  advance(frame: SceneFrame): boolean;
  /** The session ends. */
  dispose(): void;
}
