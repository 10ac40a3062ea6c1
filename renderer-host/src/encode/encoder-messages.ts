/** Messages between the scene process's main thread and its encoder thread (structured clone, same program). */
import type { ErrorCode } from '@remote-view/protocol';
import type { FrameRingMemory } from './frame-ring.ts';
import type { EncoderChoice } from './h264-options.ts';
import type { EncoderSettings, Picture } from './video-encoder.ts';

/** Describes a frame in a slot of the ring. */
export interface FrameInfo {
  /** Counts the rings: a slot that comes back from a ring before the last resize is nobody's. */
  readonly ring: number;
  readonly slot: number;
  readonly format: Picture['format'];
  readonly width: number;
  readonly height: number;
  readonly frame: number;
  /** Per viewer: number, newest input, when it reached the host. */
  readonly inputs: readonly (readonly [number, number, number])[];
  readonly startedAt: number;
  readonly submittedAt: number;
  readonly readAt: number;
}

export interface LinkTarget {
  readonly path: string;
  readonly secret: string;
  readonly generation: number;
}

export type ToEncoder =
  /** Open the encoder ahead of time; a frame of another size opens another one. */
  | {
      readonly type: 'configure';
      readonly encoder: EncoderChoice;
      readonly settings: EncoderSettings;
      readonly adapter: string;
      readonly software: boolean;
    }
  | { readonly type: 'ring'; readonly memory: FrameRingMemory }
  | { readonly type: 'link'; readonly target: LinkTarget }
  | { readonly type: 'frame'; readonly info: FrameInfo }
  | { readonly type: 'close' };

export type FromEncoder =
  | { readonly type: 'ready' }
  /** The slot is free again. `encodeMs` counts conversion and encoding. */
  | {
      readonly type: 'done';
      readonly ring: number;
      readonly slot: number;
      readonly frame: number;
      readonly encodeMs: number;
      readonly bytes: number;
    }
  /** An IDR is due and no frame may come by itself: hand over the last picture once more. */
  | { readonly type: 'repeat' }
  | { readonly type: 'failed'; readonly code: ErrorCode; readonly message: string };
