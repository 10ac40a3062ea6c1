/** Messages between the stream process's main thread and its sound thread (structured clone, same program). */
import type { ErrorCode } from '@remote-view/protocol';
import type { SoundFrame } from '../../link/sound-format.ts';
import type { SpokenPacket } from './microphone-gate.ts';

/** An Opus packet of what the scene plays, and what its timestamp follows from. */
export interface EncodedSound extends Omit<SoundFrame, 'pcm'> {
  readonly payload: Uint8Array;
}

export type ToCodec =
  | ({ readonly type: 'frame' } & SoundFrame)
  | ({ readonly type: 'spoken'; readonly viewer: number } & SpokenPacket)
  | { readonly type: 'gone'; readonly viewer: number }
  /** What comes is of another scene process. */
  | { readonly type: 'restart' };

export type FromCodec =
  /** What comes from now on is taken at once. */
  | { readonly type: 'ready' }
  | ({ readonly type: 'encoded' } & EncodedSound)
  | {
      readonly type: 'voice';
      readonly viewer: number;
      readonly timestamp: number;
      readonly pcm: Float32Array<ArrayBuffer>;
    }
  | { readonly type: 'voice-end'; readonly viewer: number }
  | { readonly type: 'failed'; readonly code: ErrorCode; readonly message: string };
