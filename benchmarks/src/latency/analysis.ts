/** From one page's recording to the numbers of one repetition. Pure: the same recording gives the same numbers. */
import type { Millis } from '@remote-view/protocol';
import { distribution, median } from '../stats/distribution.ts';
import type { Recording } from './recording.ts';
import type { Repetition } from './result.ts';
import { SAMPLE_STAGES, takeSamples, type LatencySample } from './samples.ts';
import { buildTimeline, type Timeline } from './timeline.ts';

export const ENDS = ['decoded', 'presented', 'display'] as const;

/**
 * @param firstId the first input behind the warm-up
 * @throws Error where there is nothing to measure: no input was shown, or none with all of its stages
 */
export function analyse(recording: Recording, firstId: number): Repetition {
  const kept = withoutWarmUp(recording, firstId);
  const timeline = buildTimeline(kept);
  const { samples, missed, overtaken } = takeSamples(kept, timeline, firstId);
  const staged = samples.flatMap(({ stages, presented }) => (stages === undefined ? [] : [{ stages, presented }]));
  const { frames, ...counts } = timeline;
  if (staged.length === 0 || frames.length < 2 || recording.roundTrips.length === 0) {
    throw new Error(`no input was seen in the picture [${describe(recording, timeline)}]`);
  }
  const times = frames.map(({ decoded }) => decoded.at);
  return {
    inputs: samples.length + missed,
    missed,
    overtaken,
    displayInPast: samples.filter(({ display, presented }) => display < presented).length,
    ends: recordOf(ENDS, (end) => distribution(samples.map((sample) => sample[end]))),
    stages: recordOf(SAMPLE_STAGES, (_, index) => distribution(staged.map(({ stages }) => stages[index]!))),
    stageCheck: {
      samples: staged.length,
      endToEnd: distribution(staged.map(({ presented }) => presented)),
      sum: distribution(staged.map(({ stages }) => total(stages))),
      residual: distribution(staged.map(({ stages, presented }) => presented - total(stages))),
    },
    crossCheck: crossCheck(recording, timeline, samples),
    frames: {
      ...counts,
      decoded: frames.length,
      presented: kept.presented.length,
      interval: distribution(times.slice(1).map((time, index) => time - times[index]!)),
      sizes: sizesOf(timeline),
    },
    roundTrip: distribution(recording.roundTrips),
    barcodeReading: distribution(kept.decoded.map(({ readingTook }) => readingTook)),
    samples,
  };
}

/** The frames since the first input that counts: before it, the host may still have looked for its picture size. */
function withoutWarmUp(recording: Recording, firstId: number): Recording {
  const start = recording.inputs.find(({ id }) => id >= firstId)?.at ?? Infinity;
  const early = new Set(recording.decoded.filter(({ at }) => at < start).map(({ rtpTimestamp }) => rtpTimestamp));
  return {
    ...recording,
    decoded: recording.decoded.filter(({ at }) => at >= start),
    presented: recording.presented.filter(
      ({ rtpTimestamp, presentedAt }) => presentedAt >= start && !early.has(rtpTimestamp),
    ),
  };
}

function crossCheck(
  recording: Recording,
  { frames }: Timeline,
  samples: readonly LatencySample[],
): Repetition['crossCheck'] {
  const idBySeq = new Map(recording.sent.map(({ seq, id }) => [seq, id]));
  const told = frames.flatMap(({ id, described }) => {
    const toldId = described === undefined ? undefined : idBySeq.get(described.inputSeq);
    return id === undefined || toldId === undefined ? [] : [{ id, toldId }];
  });
  const both = samples.flatMap(({ presented, live }) => (live === undefined ? [] : [{ presented, live }]));
  return {
    frames: told.length,
    agreeing: told.filter(({ id, toldId }) => id === toldId).length,
    difference: distribution(both.map(({ presented, live }) => presented - live)),
    barcodeP50: median(both.map(({ presented }) => presented)),
    liveP50: median(both.map(({ live }) => live)),
    elementP50: recording.live.p50,
  };
}

function recordOf<K extends string, V>(keys: readonly K[], valueOf: (key: K, index: number) => V): Record<K, V> {
  return Object.fromEntries(keys.map((key, index) => [key, valueOf(key, index)])) as Record<K, V>;
}

function total(durations: readonly Millis[]): Millis {
  return durations.reduce((sum, duration) => sum + duration, 0);
}

function sizesOf({ frames }: Timeline): Record<string, number> {
  const sizes: Record<string, number> = {};
  for (const { decoded } of frames) {
    const size = `${decoded.width}x${decoded.height}`;
    sizes[size] = (sizes[size] ?? 0) + 1;
  }
  return sizes;
}

function describe(recording: Recording, { frames, faults }: Timeline): string {
  const { inputs, sent, presented } = recording;
  const counts = { inputs: inputs.length, sent: sent.length, decoded: frames.length, presented: presented.length };
  return Object.entries({ ...counts, ...faults })
    .map(([name, count]) => `${name}:${count}`)
    .join(', ');
}
