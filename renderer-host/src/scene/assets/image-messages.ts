/** What the scene's thread and the one that decodes its images tell each other. */
import type { ExternalPixels } from '../../gpu/external-image.ts';

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

export type ImageTask =
  | {
      readonly type: 'decode';
      readonly bytes: Uint8Array;
      /** For people. */
      readonly name: string;
      /** What to do with an embedded colour profile: `convert` makes sRGB of its colours. */
      readonly profile: 'convert' | 'ignore';
    }
  | {
      readonly type: 'resize';
      readonly pixels: ExternalPixels;
      readonly size: ImageSize;
      readonly quality: ResizeQuality;
    };

export interface ToImageThread {
  readonly id: number;
  readonly task: ImageTask;
}

export type FromImageThread =
  | { readonly id: number; readonly pixels: ExternalPixels }
  | { readonly id: number; readonly failure: string };
