/** What the page of the audio suite is asked, and what it writes down. All times are of the wall clock, ms. */
import type { Millis } from '@remote-view/protocol';
import type { Beep, Wish } from './beeps.ts';

export interface AudioPlan extends Wish {
  readonly gateway: string;
  readonly scene: string;
  /** Of the element, pixels. */
  readonly width: number;
  readonly height: number;
  /** Beeps to wait for, after the first ones while buffers find their size. */
  readonly beeps: number;
  readonly warmUpBeeps: number;
}

export interface AudioRecording {
  readonly beeps: readonly Beep[];
  /** When a tone began in the page's audio graph. */
  readonly tones: readonly Millis[];
  /** When a white picture was presented after a black one. */
  readonly flashes: readonly Millis[];
  /** From `getStats()`: what the browser's jitter buffer held on average, over the measured beeps. */
  readonly jitterBuffer: Millis;
  /** Share of the samples that it made up, over the measured beeps; silence that was not sent is among them. */
  readonly concealed: number;
  readonly packetsLost: number;
  readonly video: { readonly adapter: string; readonly software: boolean; readonly encoder: string } | undefined;
}
