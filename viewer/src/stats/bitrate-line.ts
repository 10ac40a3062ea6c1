/** The bitrate of the last minute as an SVG path in a box of 60 by 1, with gaps where nothing is known. */
import type { Millis } from '@remote-view/protocol';
import type { StatsSample } from './stats-history.ts';

export const LINE_SECONDS = 60;
/** Two samples that are further apart have a gap between them. */
const GAP: Millis = 2_500;

export function bitrateLine(samples: readonly StatsSample[], now: Millis): string {
  const known = samples.filter(({ timestamp, bitrate }) => bitrate !== null && now - timestamp <= LINE_SECONDS * 1_000);
  const top = Math.max(1, ...known.map(({ bitrate }) => bitrate ?? 0));
  let before: Millis = -Infinity;
  return known
    .map(({ timestamp, bitrate }) => {
      const x = LINE_SECONDS - (now - timestamp) / 1_000;
      // A line at the very edge would be cut in half.
      const y = 0.94 - ((bitrate ?? 0) / top) * 0.88;
      const command = timestamp - before > GAP ? 'M' : 'L';
      before = timestamp;
      return `${command}${round(x)} ${round(y)}`;
    })
    .join('');
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
