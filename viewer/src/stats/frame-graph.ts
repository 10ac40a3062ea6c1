/**
 * The graph of frame times: a bar for each frame of the last four seconds, as wide as it was shown and as high as that was
 * long. It says where the bars lie, in whole pixels, so that what scrolls does not shimmer.
 */
import type { Millis } from '@remote-view/protocol';
import type { FrameTime } from '../latency/frame-log.ts';
import { REST } from '../latency/frame-times.ts';
import { ascending, percentile } from '../latency/percentile.ts';

/** Time from the left edge to the right one. */
export const GRAPH_SPAN: Millis = 4_000;

/** - `due`: when it should be. - `late`: half an interval late, or more. - `missed`: after one that never was shown. */
export type BarKind = 'due' | 'late' | 'missed';

export interface Bar {
  readonly kind: BarKind;
  readonly x: number;
  readonly width: number;
  readonly height: number;
}

export interface FrameGraph {
  readonly bars: readonly Bar[];
  /** Height of the line for the interval at which the host makes frames, px; 0 without bars. */
  readonly dueHeight: number;
}

/** The line for the interval that is due lies at a third of the height; what is longer than the whole is cut. */
const DUE_AT = 1 / 3;
const LATE = 1.5;

/** @param size of the graph, px */
export function frameGraph(
  frames: readonly FrameTime[],
  now: Millis,
  size: { readonly width: number; readonly height: number },
): FrameGraph {
  const perPixel = GRAPH_SPAN / size.width;
  // The right edge steps from pixel to pixel.
  const right = Math.ceil(now / perPixel);
  const toX = (time: Millis): number => size.width - (right - Math.round(time / perPixel));
  const shown = frames.filter(({ at, due }) => due < REST && toX(at) > 0);
  const due = percentile(ascending(shown.map((frame) => frame.due)), 0.5);
  if (due === null) return { bars: [], dueHeight: 0 };
  const dueHeight = Math.round(size.height * DUE_AT);
  const bars = shown.map(({ at, interval, skipped, due: own }): Bar => {
    const x = Math.max(0, toX(at - interval));
    return {
      kind: skipped > 0 ? 'missed' : interval > own * LATE ? 'late' : 'due',
      x,
      // Frames that share a pixel are all seen.
      width: Math.max(1, toX(at) - x),
      height: Math.max(1, Math.min(size.height, Math.round((interval / due) * dueHeight))),
    };
  });
  return { bars, dueHeight };
}
