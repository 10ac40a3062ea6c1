/** What happened in one run: who sent what when, what arrived, and which frames could be shown. */
import type { Millis } from '@remote-view/protocol';

export interface SentRecord {
  readonly at: Millis;
  /** On the link. */
  readonly bytes: number;
  /** How long it stood in the bottleneck's queue; undefined where the queue was full. */
  readonly wait: Millis | undefined;
  /** A retransmission or a probe: its bytes were sent before. */
  readonly again: boolean;
}

export interface ReceivedRecord {
  readonly at: Millis;
  readonly bytes: number;
  /** Video that had not come before. */
  readonly isNew: boolean;
}

export interface FrameRecord {
  readonly capturedAt: Millis;
  readonly decodableAt: Millis;
}

export interface Recording {
  readonly sent: readonly SentRecord[];
  readonly received: readonly ReceivedRecord[];
  /** That could be decoded, in order. */
  readonly frames: readonly FrameRecord[];
  /** The rate that the controller wanted, bits per second, at each frame. */
  readonly targets: readonly { readonly at: Millis; readonly bitrate: number }[];
  readonly made: {
    readonly frames: number;
    readonly keyFrames: number;
    /** Left out before they were encoded, since the path had no room. */
    readonly skipped: number;
  };
  readonly keyFrameRequests: number;
}
