/** Messages between a suite and the process of its emulator (Node's IPC, the same sources on both ends). */
import type { Millis } from '@remote-view/protocol';
import type { PathCase } from '../cases.ts';
import type { LinkLog } from './link-log.ts';

/** How far the emulator was behind its own plan. */
export interface Lateness {
  readonly p50: Millis;
  readonly p99: Millis;
  readonly max: Millis;
}

export interface EmulatorRecording {
  /** The schedule began, Unix time: pages have the same clock, to a millisecond. */
  readonly startedAt: Millis;
  /** To the viewer. */
  readonly down: LinkLog;
  /** Of packets of both directions, against when the model said. */
  readonly lateness: Lateness;
  /** What the sockets refused, what came from where nobody should send, what came beyond the bounds. */
  readonly faults: number;
}

export type ToEmulator =
  /** First, and once. */
  | { readonly type: 'open'; readonly path: PathCase; readonly seed: number }
  /** Give me a port that stands for this one. */
  | { readonly type: 'relay'; readonly port: number }
  /** The schedule begins. */
  | { readonly type: 'begin' }
  /** Hand over what was recorded. */
  | { readonly type: 'finish' };

export type FromEmulator =
  | { readonly type: 'relaying'; readonly port: number; readonly relay: number }
  | { readonly type: 'recorded'; readonly recording: EmulatorRecording }
  | { readonly type: 'failed'; readonly reason: string };
