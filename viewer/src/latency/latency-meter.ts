/**
 * The time from an input to the first presented frame that shows it, and where that time went. All of it is measured by
 * this browser's clock, except the host's stages, which are durations: no clocks are compared.
 */
import { HOST_STAGES, type FrameMetadata, type HostStage, type Millis } from '@remote-view/protocol';
import { FrameJoin, type Presentation, type ShownFrame } from './frame-join.ts';
import { InputClock } from './input-clock.ts';

/**
 * In the order of time, but for `network`, which is both ways: input to the host and frame to the browser.
 * `present` is what remains between the last packet's arrival and the screen: jitter buffer and compositor.
 */
export const LATENCY_STAGES = ['network', ...HOST_STAGES, 'decode', 'present'] as const;
export type LatencyStage = 'network' | HostStage | 'decode' | 'present';

export interface LatencySummary {
  /** ms; null before the first sample. */
  readonly p50: Millis | null;
  readonly p95: Millis | null;
  /** Samples that the numbers are made of. */
  readonly count: number;
  /** Median of each stage, ms. Medians do not add up to the median of the sum. */
  readonly stages: Readonly<Record<LatencyStage, Millis>>;
}

/** Samples kept: 5 s of a scene at 60 frames/s under constant input. */
const WINDOW = 300;

interface Sample {
  readonly total: Millis;
  /** In the order of {@link LATENCY_STAGES}. */
  readonly stages: readonly Millis[];
}

export class LatencyMeter {
  readonly #clock = new InputClock();
  readonly #join = new FrameJoin();
  readonly #samples: Sample[] = [];
  #shownSeq = 0;

  /** Input `seq` happened at `time`. */
  input(seq: number, time: Millis): void {
    this.#clock.sent(seq, time);
  }

  described(metadata: FrameMetadata): void {
    this.#shown(this.#join.described(metadata));
  }

  presented(rtpTimestamp: number, presentation: Presentation): void {
    this.#shown(this.#join.presented(rtpTimestamp, presentation));
  }

  summary(): LatencySummary {
    const totals = sorted(this.#samples.map(({ total }) => total));
    const stages = LATENCY_STAGES.map((stage, index) => {
      const durations = sorted(this.#samples.map((sample) => sample.stages[index] ?? 0));
      return [stage, percentile(durations, 0.5) ?? 0];
    });
    return {
      p50: percentile(totals, 0.5),
      p95: percentile(totals, 0.95),
      count: totals.length,
      stages: Object.fromEntries(stages) as Record<LatencyStage, Millis>,
    };
  }

  #shown(frame: ShownFrame | undefined): void {
    if (frame === undefined || frame.metadata.inputSeq <= this.#shownSeq) return;
    this.#shownSeq = frame.metadata.inputSeq;
    const inputAt = this.#clock.timeOf(this.#shownSeq);
    if (inputAt === undefined) return;
    this.#samples.push(measure(frame, inputAt));
    if (this.#samples.length > WINDOW) this.#samples.shift();
  }
}

function measure({ metadata, presentation }: ShownFrame, inputAt: Millis): Sample {
  const { presentedAt, receivedAt, decode } = presentation;
  const total = presentedAt - inputAt;
  const host = metadata.stages.map((micros) => micros / 1_000);
  const inBrowser = receivedAt === undefined ? decode : presentedAt - receivedAt;
  const network = Math.max(0, total - inBrowser - host.reduce((sum, duration) => sum + duration, 0));
  return { total, stages: [network, ...host, decode, Math.max(0, inBrowser - decode)] };
}

function sorted(values: readonly number[]): number[] {
  return values.toSorted((a, b) => a - b);
}

/** Nearest rank. */
function percentile(ascending: readonly number[], fraction: number): number | null {
  return ascending[Math.max(0, Math.ceil(ascending.length * fraction) - 1)] ?? null;
}
