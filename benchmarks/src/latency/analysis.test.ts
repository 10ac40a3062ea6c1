import { describe, expect, it } from 'vitest';
import Value from 'typebox/value';
import { analyse } from './analysis.ts';
import type { Recording } from './recording.ts';
import { Repetition } from './result.ts';
import { SAMPLE_STAGES } from './samples.ts';
import { PRESENTED_AFTER, recordingOf, WAY } from './testing/recordings.ts';

/** Inputs 1..count, 100 ms apart, each shown by a frame of its own. */
function steady(count: number): Recording {
  const inputs = Array.from({ length: count }, (_, index) => ({ id: index + 1, at: 1_000 + index * 100 }));
  return recordingOf(
    inputs.map(({ id, at }) => ({ id, inputAt: at })),
    inputs,
  );
}

describe('the analysis of a recording', () => {
  it('tells the three ends apart', () => {
    const { ends } = analyse(steady(20), 1);
    expect(ends.decoded.p50).toBeCloseTo(13.5);
    expect(ends.presented.p50).toBeCloseTo(PRESENTED_AFTER);
    expect(ends.display.p99).toBeCloseTo(PRESENTED_AFTER + WAY.display);
  });

  it('measures every stage by itself, and their sum is the whole', () => {
    const { stages, stageCheck } = analyse(steady(20), 1);
    expect(stages.page.p50).toBeCloseTo(WAY.page);
    expect(stages.network.p50).toBe(WAY.network);
    expect(stages.wait.p50).toBeCloseTo(WAY.wait);
    expect(stages.encode.p50).toBeCloseTo(WAY.otherHostStages / 7);
    expect(stages.present.p50).toBeCloseTo(WAY.present);
    expect(stageCheck.sum.p50).toBeCloseTo(PRESENTED_AFTER);
    expect(stageCheck.residual.max).toBeCloseTo(0);
    expect(stageCheck.samples).toBe(20);
  });

  it('fits the schema of the result', () => {
    const repetition = analyse(steady(20), 1);
    expect([...Value.Errors(Repetition, repetition)]).toEqual([]);
    expect(repetition.samples[0]?.stages).toHaveLength(SAMPLE_STAGES.length);
  });

  it('leaves the warm-up out', () => {
    const { inputs, samples, frames } = analyse(steady(20), 11);
    expect(inputs).toBe(10);
    expect(samples[0]?.id).toBe(11);
    expect(frames.decoded).toBe(10);
  });

  it('counts an input as shown by the first frame with it or a newer one, and its wait as longer', () => {
    const inputs = [
      { id: 1, at: 1_000 },
      { id: 2, at: 1_010 },
    ];
    const shots = [
      { id: 2, inputAt: 1_010 },
      { id: 2, inputAt: 1_040 },
    ];
    const { overtaken, missed, samples, stageCheck } = analyse(recordingOf(shots, inputs), 1);
    expect([overtaken, missed]).toEqual([1, 0]);
    expect(samples.map(({ presented }) => presented)).toEqual([PRESENTED_AFTER + 10, PRESENTED_AFTER]);
    expect(samples.map(({ stages }) => stages?.[SAMPLE_STAGES.indexOf('wait')])).toEqual([WAY.wait + 10, WAY.wait]);
    expect(stageCheck.residual.max).toBeCloseTo(0);
  });

  it('follows an input that the page merged with the next one', () => {
    const inputs = [
      { id: 1, at: 1_000 },
      { id: 2, at: 1_002 },
    ];
    const recording = recordingOf(
      [
        { id: 2, inputAt: 1_002 },
        { id: 2, inputAt: 1_040 },
      ],
      inputs,
    );
    const merged = analyse({ ...recording, sent: recording.sent.slice(1) }, 1);
    expect(merged.samples[0]?.stages?.[0]).toBeCloseTo(WAY.page + 2);
    expect(merged.stageCheck.residual.max).toBeCloseTo(0);
  });

  it('does not know the stages where a frame that came before was not presented', () => {
    const inputs = [
      { id: 1, at: 1_000 },
      { id: 2, at: 2_000 },
    ];
    const shots = [
      { id: 1, inputAt: 1_000 },
      { id: 1, inputAt: 1_033 },
      { id: 2, inputAt: 2_000 },
    ];
    const recording = recordingOf(shots, inputs);
    const skipped = { ...recording, presented: recording.presented.slice(1) };
    const { samples, stageCheck } = analyse(skipped, 1);
    expect(samples[0]).toMatchObject({ presented: PRESENTED_AFTER + 33 });
    expect(samples[0]?.stages).toBeUndefined();
    expect(stageCheck.samples).toBe(1);
  });

  it('counts displays that the browser expects in the past', () => {
    const recording = steady(10);
    const [first, ...others] = recording.presented;
    const early = { ...first!, expectedDisplayAt: first!.presentedAt - 4 };
    expect(analyse({ ...recording, presented: [early, ...others] }, 1).displayInPast).toBe(1);
    expect(analyse(recording, 1).displayInPast).toBe(0);
  });

  it('misses what no frame shows', () => {
    const recording = steady(20);
    const inputs = [...recording.inputs, { id: 21, at: 9_000 }];
    expect(analyse({ ...recording, inputs }, 1)).toMatchObject({ inputs: 21, missed: 1 });
  });

  it('has nothing to say where nothing was seen', () => {
    const recording = steady(3);
    const unreadable = recording.decoded.map((frame) => ({ ...frame, reading: { fault: 'no-contrast' as const } }));
    expect(() => analyse({ ...recording, decoded: unreadable }, 1)).toThrow('no-contrast:3');
  });

  it('counts unreadable barcodes, steps backwards, and what the browser left out', () => {
    const recording = steady(10);
    const decoded = recording.decoded.map((frame, index) => {
      if (index === 4) return { ...frame, reading: { fault: 'wrong-checksum' as const } };
      return index === 7 ? { ...frame, reading: { id: 3 } } : frame;
    });
    const { frames, missed } = analyse(
      {
        ...recording,
        decoded: decoded.filter((_, index) => index !== 1),
        presented: recording.presented.filter((_, index) => index !== 5),
        described: recording.described.filter((_, index) => index !== 2),
      },
      1,
    );
    expect(frames).toMatchObject({
      faults: { 'wrong-checksum': 1 },
      backwards: 1,
      presentedOnly: 1,
      missedCallbacks: 1,
      undescribed: 1,
    });
    expect(missed).toBe(0);
  });

  it('holds the barcode against the metadata, frame by frame', () => {
    const recording = steady(10);
    expect(analyse(recording, 1).crossCheck).toMatchObject({ frames: 10, agreeing: 10, barcodeP50: 20, liveP50: 20 });
    const late = recording.decoded.map((frame, index) => (index === 3 ? { ...frame, reading: { id: 3 } } : frame));
    const { crossCheck } = analyse({ ...recording, decoded: late }, 1);
    expect(crossCheck.agreeing).toBe(9);
    expect(crossCheck.difference.max).toBeCloseTo(100);
  });
});
