/** Messages between the scene process's main thread and its encoder thread (structured clone, same program). */
import type { ErrorCode, Preference } from '@remote-view/protocol';
import type { FrameRingMemory } from './frame-ring.ts';
import type { EncoderChoice } from './h264-options.ts';
import type { EncoderSettings, Picture } from './video-encoder.ts';

/** A picture in a slot of a ring. */
export interface SlotPicture extends Omit<Picture, 'bytes'> {
  /** Counts the rings: each size of picture has its own. */
  readonly ring: number;
  readonly slot: number;
}

/** Describes a frame in a slot of the ring. */
export interface FrameInfo extends SlotPicture {
  readonly frame: number;
  /** Per viewer: number, newest input, when it reached the host. */
  readonly inputs: readonly (readonly [number, number, number])[];
  readonly startedAt: number;
  readonly submittedAt: number;
  readonly readAt: number;
}

/** What came of a frame. */
export interface FrameOutcome {
  readonly frame: number;
  /** 0 where it was left out. */
  readonly bytes: number;
  /** Conversion and encoding, ms. */
  readonly encodeMs: number;
  readonly keyFrame: boolean;
  /** Mean quantiser of the picture, 0 to 51; undefined where it was left out. */
  readonly quantiser: number | undefined;
  /** It had all the bits that were configured, and none was left out before it: neither path nor viewers took anything. */
  readonly unlimited: boolean;
}

export interface LinkTarget {
  readonly path: string;
  readonly secret: string;
  readonly generation: number;
}

/** To the encoder of one view. */
export type ToViewEncoder =
  /** Open the encoder ahead of time; the one before goes on until the first frame of the new size. */
  | {
      readonly type: 'configure';
      readonly encoder: EncoderChoice;
      readonly settings: EncoderSettings;
      readonly adapter: string;
      readonly software: boolean;
    }
  | { readonly type: 'ring'; readonly ring: number; readonly memory: FrameRingMemory }
  | { readonly type: 'frame'; readonly info: FrameInfo }
  /** Make a small JPEG of what is in this slot; answered by a `thumbnail`. */
  | ({ readonly type: 'thumbnail' } & SlotPicture)
  | { readonly type: 'close' };

export type ToEncoder =
  | { readonly type: 'view'; readonly view: number; readonly message: ToViewEncoder }
  | { readonly type: 'link'; readonly target: LinkTarget }
  | { readonly type: 'close' };

/** From the encoder of one view. */
export type FromViewEncoder =
  | { readonly type: 'ready' }
  /** The slot is free again. */
  | ({ readonly type: 'done'; readonly ring: number; readonly slot: number } & FrameOutcome)
  /** The slot is free again. Without a JPEG there is none of this picture, and `problem` may say why. */
  | {
      readonly type: 'thumbnail';
      readonly ring: number;
      readonly slot: number;
      readonly jpeg?: Uint8Array;
      readonly problem?: string;
    }
  /** An IDR is due, or the path has room again, and no frame may come by itself: hand over the last picture once more. */
  | { readonly type: 'repeat' }
  /** What the viewers want at most has changed. */
  | { readonly type: 'prefer'; readonly preference: Preference };

export type FromEncoder =
  | { readonly type: 'view'; readonly view: number; readonly message: FromViewEncoder }
  | { readonly type: 'failed'; readonly code: ErrorCode; readonly message: string };
