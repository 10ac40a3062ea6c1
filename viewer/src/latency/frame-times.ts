/** What a {@link FrameLog} comes down to. */
import type { Millis } from '@remote-view/protocol';
import type { FrameLog, FrameTime } from './frame-log.ts';
import { ascending, percentile } from './percentile.ts';

export interface FrameTimes {
  /** Shown in the last second. Null before the first frame, and in browsers that do not tell. */
  readonly shownFps: number | null;
  /** Interval between two shown frames, over {@link recent}, rests left out. */
  readonly p50: Millis | null;
  readonly p95: Millis | null;
  readonly max: Millis | null;
  /** Frames that were shown; total of the connection. */
  readonly shown: number;
  /** Frames that the host made and that were never shown; total of the connection. */
  readonly skipped: number;
  /** Time for which the picture stood still although the host had made new ones; total of the connection. */
  readonly frozenMs: Millis;
  /** The scene draws nothing new: no frames are missing. */
  readonly resting: boolean;
  /** The newest 240 frames that were shown, oldest first. */
  readonly recent: readonly FrameTime[];
}

/** A host that makes frames less often than this does not show a movement. */
export const REST: Millis = 500;

export function frameTimes(log: FrameLog, now: Millis): FrameTimes {
  const recent = log.frames.slice();
  const intervals = ascending(recent.filter(({ due }) => due < REST).map(({ interval }) => interval));
  const { lastAt } = log;
  return {
    shownFps: lastAt === null ? null : recent.filter(({ at }) => at > now - 1_000).length,
    p50: percentile(intervals, 0.5),
    p95: percentile(intervals, 0.95),
    max: intervals.at(-1) ?? null,
    shown: log.shown,
    skipped: log.skipped,
    frozenMs: log.frozen,
    resting: lastAt !== null && now - lastAt > REST && log.waiting === 0,
    recent,
  };
}
