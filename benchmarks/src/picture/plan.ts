/** What is drawn, in the host and in Chromium. */

/** Lets both sides draw the same: size in pixels, frames up to the one that is compared, frames per second of its time. */
export interface PicturePlan {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly fps: number;
}

export const FULL: PicturePlan = { width: 640, height: 360, frames: 24, fps: 30 };
/** The same moment of each scene, in fewer steps and pixels. */
export const QUICK: PicturePlan = { width: 320, height: 180, frames: 4, fps: 5 };
