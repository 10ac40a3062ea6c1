import type { StageGroup } from './stage-bar.ts';
import type { CandidateType } from './stats.ts';

/** The words of the stats overlay. Most stand in half of a narrow panel: short ones are best. */
export interface StatsStrings {
  readonly title: string;
  /** What the two large numbers are. */
  readonly latency: string;
  /** Instead of it, while there is nothing to show. */
  readonly unmeasured: string;
  readonly stages: Readonly<Record<StageGroup, string>>;
  readonly frameTime: string;
  /** The scene draws nothing new. */
  readonly resting: string;
  /** Frames a second that were on the screen. */
  readonly shown: string;
  readonly skipped: string;
  readonly frozen: string;
  readonly bitrate: string;
  readonly target: string;
  readonly roundTrip: string;
  readonly loss: string;
  /** Time in the jitter buffer. */
  readonly buffer: string;
  readonly decoding: string;
  readonly inputs: string;
  readonly video: string;
  readonly path: string;
  readonly encoder: string;
  readonly adapter: string;
  readonly hardware: string;
  readonly software: string;
  readonly paths: Readonly<Record<CandidateType, string>>;
  readonly expand: string;
  readonly collapse: string;
  readonly copy: string;
  readonly copied: string;
  /** `{format}`: JSON or CSV. */
  readonly save: string;
}
