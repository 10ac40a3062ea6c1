/** Out of what the page wrote down: how late each tone and flash came, and how far apart the two were. */
import type { Millis } from '@remote-view/protocol';
import type { AudioRecording } from './recording.ts';

export interface BeepSample {
  readonly beep: number;
  /** From its moment in the scene to the page's audio graph. */
  readonly heard: Millis;
  /** From the same moment to the picture's presentation. */
  readonly seen: Millis;
}

export interface BeepAnalysis {
  readonly samples: readonly BeepSample[];
  /** Beeps that were not heard, or not seen. */
  readonly unheard: number;
  readonly unseen: number;
}

/** Less than beeps are apart. */
const WITHIN: Millis = 400;
/** Two clocks of one machine, read by two processes. */
const EARLY: Millis = 5;

export function analyseBeeps({ beeps, tones, flashes }: AudioRecording): BeepAnalysis {
  const samples: BeepSample[] = [];
  let unheard = 0;
  let unseen = 0;
  for (const { beep, at } of beeps) {
    const heard = firstAfter(tones, at);
    const seen = firstAfter(flashes, at);
    if (heard === undefined) unheard += 1;
    if (seen === undefined) unseen += 1;
    if (heard !== undefined && seen !== undefined) samples.push({ beep, heard, seen });
  }
  return { samples, unheard, unseen };
}

function firstAfter(times: readonly Millis[], at: Millis): Millis | undefined {
  const time = times.find((one) => one > at - EARLY);
  return time === undefined || time - at > WITHIN ? undefined : time - at;
}
