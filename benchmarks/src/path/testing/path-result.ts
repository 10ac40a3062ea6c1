/** Path results as the suite would write them. */
import { FILLED, unfrozen } from '../../network/goals.ts';
import { MACHINE, MADE_AT } from '../../report/testing/results.ts';
import { analyseRound, capacitySeries } from '../analysis.ts';
import { impairmentsOf, scheduleText } from '../case-text.ts';
import { bottleneckOf, QUEUE, type PathCase } from '../cases.ts';
import { judgeCase } from '../goals.ts';
import type { PathCaseResult, PathResult, PathRound } from '../result.ts';
import { parseSchedule } from '../schedule.ts';
import { madeLink, madePage } from './recordings.ts';

export interface MadePath {
  readonly pairs?: number;
  readonly name?: string;
  readonly schedule?: string;
  /** Whether ours stands still for a second. */
  readonly frozen?: boolean;
  /** Of the capacity, that ours uses. */
  readonly share?: number;
  /** Of packets of ours at the bottleneck, ms. */
  readonly wait?: number;
  readonly doubts?: readonly string[];
}

export function madePath(options: MadePath = {}): PathResult {
  const { pairs = 2, name = 'rfc8867-5.1', schedule, frozen = false, share = 0.9, wait = 5, doubts = [] } = options;
  const phases = parseSchedule(schedule ?? '4s 10M, 2s 25M, 2s 6M');
  const path: PathCase = {
    name,
    rtt: 100,
    phases,
    loss: { type: 'random', share: 0.01 },
    goals: [...FILLED, ...unfrozen(0)],
  };
  const bottleneck = bottleneckOf(path, 1);
  const round = (used: number, waits: number, keeps: (at: number) => boolean): PathRound =>
    analyseRound(
      path,
      bottleneck,
      madeLink(
        phases,
        (at) => used * bottleneck.rateAt(at),
        () => waits,
      ),
      madePage(phases, keeps),
      0.5,
    );
  const measured = Array.from({ length: pairs }, () => ({
    ours: round(share, wait, (at) => !frozen || at < 2_000 || at > 3_000),
    peer: round(0.5, 5, () => true),
  }));
  const made: PathCaseResult = {
    ...{ name, rtt: path.rtt, schedule: scheduleText(path), impairments: impairmentsOf(path) },
    capacity: capacitySeries(path, bottleneck),
    pairs: measured,
    goals: judgeCase(path, measured),
    doubts: [...doubts],
  };
  return {
    format: 'remote-view-path',
    version: 1,
    at: MADE_AT,
    machine: MACHINE,
    peer: {
      ...{ codec: 'video/H264', maxBitrate: 30e6, contentHint: 'motion', degradationPreference: 'maintain-framerate' },
      limitedBy: { none: 1, bandwidth: 7 },
    },
    settings: { width: 1280, height: 720, fps: 60, queue: QUEUE, seed: 1, stretch: 0.1 },
    cases: [made],
  };
}
