/** Cuts what the page saw into windows of equal length, and counts in each. Pure. */
import type { Millis } from '@remote-view/protocol';
import type { Recording } from '../latency/recording.ts';
import { takeSamples } from '../latency/samples.ts';
import { buildTimeline, type TimelineFrame } from '../latency/timeline.ts';
import { distribution } from '../stats/distribution.ts';
import { findFreezes } from './freezes.ts';

export interface SoakWindow {
  /** Seconds since the end of the warm-up. */
  readonly from: number;
  readonly inputs: number;
  /** Never seen in any frame. */
  readonly missed: number;
  /** Input -> presented, ms; null where no input was seen. */
  readonly p50: Millis | null;
  readonly p95: Millis | null;
  readonly decoded: number;
  readonly presented: number;
  /** Frames of the scene, by the host's own count, that were not decoded here: dropped on the way, wherever. */
  readonly lost: number;
  readonly freezes: number;
  /** ms, of freezes that begin in this window. */
  readonly frozen: Millis;
}

/**
 * @param firstId the first input behind the warm-up
 * @param count of windows; what happens behind the last is in none
 */
export function windowsOf(recording: Recording, firstId: number, count: number, length: Millis): SoakWindow[] {
  const measured = recording.inputs.filter(({ id }) => id >= firstId);
  const start = measured[0]?.at;
  if (start === undefined) return [];
  const timeline = buildTimeline(recording);
  const latencies = new Map(
    takeSamples(recording, timeline, firstId).samples.map(({ id, presented }) => [id, presented]),
  );
  const presented = recording.presented.map(({ presentedAt }) => presentedAt);
  const losses = lossesOf(timeline.frames);
  const freezes = findFreezes(presented);
  const cut = <T>(items: readonly T[], timeOf: (item: T) => Millis): T[][] => {
    const parts = Array.from({ length: count }, (): T[] => []);
    for (const item of items) parts[Math.floor((timeOf(item) - start) / length)]?.push(item);
    return parts;
  };
  const inputsBy = cut(measured, ({ at }) => at);
  const decodedBy = cut(recording.decoded, ({ at }) => at);
  const presentedBy = cut(presented, (at) => at);
  const lossesBy = cut(losses, ({ at }) => at);
  const freezesBy = cut(freezes, ({ at }) => at);
  return inputsBy.map((inputs, index) => {
    const seen = inputs.flatMap(({ id }) => latencies.get(id) ?? []);
    const { p50, p95 } = seen.length === 0 ? { p50: null, p95: null } : distribution(seen);
    return {
      from: (index * length) / 1_000,
      inputs: inputs.length,
      missed: inputs.length - seen.length,
      p50,
      p95,
      decoded: decodedBy[index]!.length,
      presented: presentedBy[index]!.length,
      lost: lossesBy[index]!.reduce((total, { frames }) => total + frames, 0),
      freezes: freezesBy[index]!.length,
      frozen: freezesBy[index]!.reduce((total, { duration }) => total + duration, 0),
    };
  });
}

/** Gaps in the host's count between decoded frames. A count that went backwards belongs to a new scene process. */
function lossesOf(frames: readonly TimelineFrame[]): { at: Millis; frames: number }[] {
  const losses: { at: Millis; frames: number }[] = [];
  let last: number | undefined;
  let undescribed = 0;
  for (const { decoded, described } of frames) {
    if (described === undefined) {
      undescribed++;
      continue;
    }
    // Frames whose description was lost were decoded all the same.
    const missing = last === undefined ? 0 : described.frame - last - 1 - undescribed;
    if (missing > 0) losses.push({ at: decoded.at, frames: missing });
    last = described.frame;
    undescribed = 0;
  }
  return losses;
}
