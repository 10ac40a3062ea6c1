/** From what the emulator and the viewer's page saw to the numbers of one round; the same for ours and the peer's. Pure. */
import type { Millis } from '@remote-view/protocol';
import type { Bottleneck } from '../network/capacity.ts';
import type { Span } from '../network/link.ts';
import { findFreezes } from '../soak/freezes.ts';
import { distribution } from '../stats/distribution.ts';
import { spansOf, type PathCase } from './cases.ts';
import { BIN, type LinkLog } from './emulator/link-log.ts';
import type { EmulatorRecording } from './emulator/messages.ts';
import type { InboundStats, PageRecording, Presented } from './page-recording.ts';
import type { PathRound, PhaseMeasured } from './result.ts';
import { lengthOf } from './schedule.ts';

/** For plots; a result of every 50 ms is twice as large and looks the same. */
export const STEP: Millis = 100;
const BINS_A_STEP = STEP / BIN;
/** Frames come in bursts: what is sent is a rate only over several of them. */
const RATE_OVER: Millis = 150;

/** @throws Error where no two frames were presented while the schedule ran */
export function analyseRound(
  path: PathCase,
  bottleneck: Bottleneck,
  link: EmulatorRecording,
  page: PageRecording,
  loadBefore: number,
): PathRound {
  const length = lengthOf(path.phases);
  const offset = page.timeOrigin - link.startedAt;
  const presented = page.presented.map((one) => ({ ...one, at: one.at + offset })).filter(({ at }) => at < length);
  const within = presented.filter(({ at }) => at >= 0);
  const stats = statsBetween(page.stats, -offset, length - offset);
  const phases = spansOf(path.phases).map((span, index) =>
    measurePhase(span, path.phases[index]?.capacity === 0, bottleneck, link.down, presented, index > 0),
  );
  const gaps = gapsOf(within, length);
  // A stream that stops for good ends in a freeze, which no frame closes.
  const freezes = findFreezes([...within.map(({ at }) => at), length]);
  const frozen = freezes.reduce((sum, { duration }) => sum + duration, 0);
  return {
    loadBefore,
    phases,
    utilisation: utilisationOf(phases),
    queue: waitsBetween(link.down, { from: 0, to: length }),
    frozen: { freezes: freezes.length, milliseconds: frozen, share: frozen / length },
    gaps: distribution(gaps),
    framesPerSecond: framesPerSecond(presented, { from: 0, to: length }),
    ...stats,
    sizes: sizesOf(within),
    lateness: link.lateness,
    faults: link.faults,
    series: seriesOf(link.down),
  };
}

/** Bits per second in each step of a series. */
export function capacitySeries(path: PathCase, bottleneck: Bottleneck): number[] {
  const spans = spansOf(path.phases);
  return Array.from({ length: Math.ceil(lengthOf(path.phases) / STEP) }, (_, step) => {
    const at = step * STEP;
    const phase = spans.findIndex(({ from, to }) => at >= from && at < to);
    return path.phases[phase]?.capacity === 0 ? 0 : (bottleneck.bitsBetween(at, at + STEP) / STEP) * 1_000;
  });
}

function measurePhase(
  span: Span,
  outage: boolean,
  bottleneck: Bottleneck,
  log: LinkLog,
  presented: readonly Presented[],
  judged: boolean,
): PhaseMeasured {
  const [from, to] = [span.from / BIN, span.to / BIN];
  const seconds = (span.to - span.from) / 1_000;
  const total = (bins: readonly number[]): number => sum(bins.slice(Math.round(from), Math.round(to)));
  const capacity = outage ? 0 : bottleneck.bitsBetween(span.from, span.to) / seconds;
  const before = judged ? bottleneck.rateAt(span.from - 1) : 0;
  return {
    from: span.from / 1_000,
    seconds,
    capacity,
    utilisation: capacity === 0 ? null : (total(log.deliveredBytes) * 8) / seconds / capacity,
    offered: (total(log.offeredBytes) * 8) / seconds,
    queue: waitsBetween(log, span),
    dropped: total(log.dropped),
    lost: total(log.lost),
    framesPerSecond: framesPerSecond(presented, span),
    belowAfter: capacity > 0 && before > capacity ? belowAfter(log.offeredBytes, span, capacity) : null,
  };
}

/** How long more is sent than a capacity, from when it has fallen to that; null where it never ends. */
function belowAfter(offeredBytes: readonly number[], { from, to }: Span, capacity: number): Millis | null {
  const bins = RATE_OVER / BIN;
  const first = Math.round(from / BIN);
  for (let bin = first; bin + bins <= Math.round(to / BIN); bin++) {
    const bits = sum(offeredBytes.slice(bin, bin + bins)) * 8;
    if (bits <= (capacity * RATE_OVER) / 1_000) return (bin - first) * BIN;
  }
  return null;
}

/** Of all phases together, weighted by what they could carry. */
function utilisationOf(phases: readonly PhaseMeasured[]): number | null {
  const carried = sum(phases.map(({ capacity, seconds }) => capacity * seconds));
  const used = sum(phases.map(({ utilisation, capacity, seconds }) => (utilisation ?? 0) * capacity * seconds));
  return carried === 0 ? null : used / carried;
}

function waitsBetween({ turnAt, waited }: LinkLog, { from, to }: Span): PathRound['queue'] {
  const waits = Array.from(waited).filter((_wait, index) => turnAt[index]! >= from && turnAt[index]! < to);
  return waits.length === 0 ? null : distribution(waits);
}

/** By the browser's own count, since it tells of the newest frame alone where several came within a refresh. */
function framesPerSecond(presented: readonly Presented[], { from, to }: Span): number {
  const last = presented.findLast(({ at }) => at < to);
  const before = presented.findLast(({ at }) => at < from) ?? presented[0];
  if (last === undefined || before === undefined) return 0;
  return ((last.frames - before.frames) * 1_000) / (to - from);
}

function gapsOf(presented: readonly Presented[], length: Millis): Millis[] {
  if (presented.length < 2) throw new Error(`next to no picture came over the path [frames:${presented.length}]`);
  const ends = [...presented.slice(1).map(({ at }) => at), length];
  return presented.map(({ at }, index) => ends[index]! - at);
}

function sizesOf(presented: readonly Presented[]): PathRound['sizes'] {
  return presented
    .filter(({ width, height }, index) => {
      const before = presented[index - 1];
      return width !== before?.width || height !== before.height;
    })
    .map(({ at, width, height }) => ({ at, width, height }));
}

/** The browser counts from the beginning of the connection; what counts is what came while the schedule ran. */
function statsBetween(all: readonly InboundStats[], from: Millis, to: Millis) {
  const last = all.findLast(({ at }) => at <= to);
  const first = all.findLast(({ at }) => at <= from) ?? all[0];
  const grown = (key: keyof InboundStats): number => (last?.[key] ?? 0) - (first?.[key] ?? 0);
  const emitted = grown('jitterBufferEmittedCount');
  const span = grown('at');
  return {
    receivedBitrate: span === 0 ? 0 : (grown('bytesReceived') * 8_000) / span,
    jitterBuffer: emitted === 0 ? null : (grown('jitterBufferDelay') * 1_000) / emitted,
    keyFrames: grown('keyFramesDecoded'),
    nacks: grown('nackCount'),
    plis: grown('pliCount'),
  };
}

function seriesOf({ offeredBytes, deliveredBytes, longestWait }: LinkLog): PathRound['series'] {
  const steps = Math.ceil(offeredBytes.length / BINS_A_STEP);
  const each = (of: (from: number, to: number) => number): number[] =>
    Array.from({ length: steps }, (_, step) => of(step * BINS_A_STEP, (step + 1) * BINS_A_STEP));
  const rate = (bins: readonly number[]) => (from: number, to: number) => (sum(bins.slice(from, to)) * 8_000) / STEP;
  return {
    step: STEP,
    offered: each(rate(offeredBytes)),
    delivered: each(rate(deliveredBytes)),
    queue: each((from, to) => Math.max(...longestWait.slice(from, to))),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
