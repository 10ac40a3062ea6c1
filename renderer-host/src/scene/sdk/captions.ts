/** What is said or heard in a scene, in words, for who does not hear it. */

export interface CaptionOptions {
  /** BCP 47; without it, that of the page. */
  readonly lang?: string;
  /** Until it goes, at most 60; without it, until the next one. */
  readonly seconds?: number;
}

export interface SceneCaptions {
  /**
   * Shows `text` in the pages of all viewers, in place of the caption that is there; viewers can switch captions off. At most
   * 500 characters, the rest is cut; at most ten a second, more are not shown.
   */
  show(text: string, options?: CaptionOptions): void;
  clear(): void;
}
