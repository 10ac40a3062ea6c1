/** Messages between the suite and the process that holds the light viewers (Node's IPC, the same sources on both ends). */
import type { Millis, VideoInfo } from '@remote-view/protocol';

/** What a viewer needs to join a session. */
export interface Credentials {
  readonly id: string;
  readonly token: string;
}

export interface OpenReceiver {
  readonly type: 'open';
  readonly receiver: number;
  /** Base URL of the gateway. */
  readonly gateway: string;
  readonly session: Credentials;
  /** Picture asked for, pixels. */
  readonly width: number;
  readonly height: number;
  /** Whether it makes inputs; one viewer of a session does. */
  readonly inputs: boolean;
}

export type ToReceivers =
  | OpenReceiver
  /** Hand over what was counted since the last time, and begin again. */
  | { readonly type: 'collect' };

/** Of one viewer, between two calls of `collect`. */
export interface ReceiverCounts {
  readonly receiver: number;
  /** Pictures whose last packet came. */
  readonly frames: number;
  /** Of RTP and its payload. */
  readonly bytes: number;
  readonly packets: number;
  readonly width: number;
  readonly height: number;
  /** Input made -> first frame with it was described, which is right behind its last packet. */
  readonly latencies: readonly Millis[];
}

export type FromReceivers =
  /** The first picture came. */
  | { readonly type: 'receiving'; readonly receiver: number; readonly video: VideoInfo }
  | { readonly type: 'failed'; readonly receiver: number; readonly reason: string }
  | { readonly type: 'counts'; readonly span: Millis; readonly counts: readonly ReceiverCounts[] };
