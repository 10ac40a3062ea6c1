/** From one page's recording to the numbers of one round; the same for ours and the peer's. Pure. */
import type { Millis } from '@remote-view/protocol';
import type { Recording } from '../latency/recording.ts';
import { takeSamples } from '../latency/samples.ts';
import { buildTimeline } from '../latency/timeline.ts';
import { distribution } from '../stats/distribution.ts';
import type { Round } from './result.ts';

/**
 * @param loadBefore load average before the round
 * @param firstId the first input behind the warm-up
 * @throws Error where there is nothing to measure: no input was shown
 */
export function analyseRound(recording: Recording, firstId: number, loadBefore: number): Round {
  const start = recording.inputs.find(({ id }) => id >= firstId)?.at ?? Infinity;
  const kept = since(recording, start);
  const timeline = buildTimeline(kept);
  const { samples, missed, overtaken } = takeSamples(kept, timeline, firstId);
  const { frames, faults } = timeline;
  const times = frames.map(({ decoded }) => decoded.at);
  if (samples.length === 0) {
    throw new Error(`no input was seen in the picture [decoded:${frames.length}, faults:${JSON.stringify(faults)}]`);
  }
  const measured = samples.map(({ id, decoded, presented, display }) => ({ id, decoded, presented, display }));
  return {
    loadBefore,
    inputs: samples.length + missed,
    missed,
    overtaken,
    misplaced: countMisplaced(recording, firstId),
    ends: {
      decoded: distribution(measured.map(({ decoded }) => decoded)),
      presented: distribution(measured.map(({ presented }) => presented)),
      display: distribution(measured.map(({ display }) => display)),
    },
    frames: { decoded: frames.length, perSecond: rate(times), faults, sizes: sizesOf(timeline.frames) },
    samples: measured,
  };
}

function countMisplaced({ inputs, sent }: Recording, firstId: number): number {
  let newest = 0;
  return sent.filter(({ id, at }) => {
    while ((inputs[newest]?.at ?? Infinity) <= at) newest++;
    // Inputs are numbered from 1: as many as were made is the number of the newest.
    return newest >= firstId && id !== newest;
  }).length;
}

/** Frames of the warm-up are left out, with the pictures that belong to them. */
function since(recording: Recording, start: Millis): Recording {
  const early = new Set(recording.decoded.filter(({ at }) => at < start).map(({ rtpTimestamp }) => rtpTimestamp));
  return {
    ...recording,
    decoded: recording.decoded.filter(({ at }) => at >= start),
    presented: recording.presented.filter(
      ({ rtpTimestamp, presentedAt }) => presentedAt >= start && !early.has(rtpTimestamp),
    ),
  };
}

function rate(times: readonly Millis[]): number {
  const span = (times.at(-1) ?? 0) - (times[0] ?? 0);
  return span === 0 ? 0 : ((times.length - 1) * 1_000) / span;
}

function sizesOf(frames: ReturnType<typeof buildTimeline>['frames']): Record<string, number> {
  const sizes: Record<string, number> = {};
  for (const { decoded } of frames) {
    const size = `${decoded.width}x${decoded.height}`;
    sizes[size] = (sizes[size] ?? 0) + 1;
  }
  return sizes;
}
