import { HOST_STAGES, type HostStage, type Millis } from '@remote-view/protocol';
import type { LatencySample } from './latency-meter.ts';
import { ascending, percentile } from './percentile.ts';

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

export function summarizeLatency(samples: readonly LatencySample[]): LatencySummary {
  const totals = ascending(samples.map(({ total }) => total));
  const stages = LATENCY_STAGES.map((stage, index) => {
    const durations = ascending(samples.map((sample) => sample.stages[index] ?? 0));
    return [stage, percentile(durations, 0.5) ?? 0];
  });
  return {
    p50: percentile(totals, 0.5),
    p95: percentile(totals, 0.95),
    count: totals.length,
    stages: Object.fromEntries(stages) as Record<LatencyStage, Millis>,
  };
}
