/** From what the emulator and the viewer's page saw to the numbers of one round; the same for ours and the peer's. Pure. */
import type { Millis } from '@remote-view/protocol';
import type { Bottleneck } from '../network/capacity.ts';
import { Flow } from '../network/flow.ts';
import type { Span } from '../network/link.ts';
import { PEAK_WITHIN, settledFrom, untilBelow, untilFull } from '../network/reactions.ts';
import { findFreezes } from '../soak/freezes.ts';
import { distribution } from '../stats/distribution.ts';
import { phaseNames, spansOf, USEFUL, type PathCase } from './cases.ts';
import { BIN, type LinkLog } from './emulator/link-log.ts';
import type { EmulatorRecording } from './emulator/messages.ts';
import type { InboundStats, PageRecording, Presented } from './page-recording.ts';
import type { PathRound, PhaseMeasured } from './result.ts';
import { lengthOf } from './schedule.ts';

/** For plots; a result of every 50 ms is twice as large and looks the same. */
export const STEP: Millis = 100;
const BINS_A_STEP = STEP / BIN;

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
  const way = new MeasuredWay(path, bottleneck, link.down);
  const spans = spansOf(path.phases);
  const gaps = gapsOf(within, length);
  // A stream that stops for good ends in a freeze, which no frame closes.
  const freezes = findFreezes([...within.map(({ at }) => at), length]);
  const frozen = freezes.reduce((sum, { duration }) => sum + duration, 0);
  return {
    loadBefore,
    phases: spans.map((span, index) => ({
      ...way.phase(index),
      framesPerSecond: framesPerSecond(presented, span),
    })),
    ...way.whole(),
    frozen: { freezes: freezes.length, milliseconds: frozen, share: frozen / length },
    gaps: distribution(gaps),
    framesPerSecond: framesPerSecond(presented, { from: 0, to: length }),
    ...stats,
    sizes: sizesOf(presented.slice(Math.max(0, presented.length - within.length - 1))),
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

/** What went over the way to the viewer, against what could have. */
class MeasuredWay {
  readonly #path: PathCase;
  readonly #bottleneck: Bottleneck;
  readonly #log: LinkLog;
  readonly #spans: readonly Span[];
  readonly #names: readonly string[];
  readonly #offered: Flow;
  readonly #delivered: Flow;

  constructor(path: PathCase, bottleneck: Bottleneck, log: LinkLog) {
    this.#path = path;
    this.#bottleneck = bottleneck;
    this.#log = log;
    this.#spans = spansOf(path.phases);
    this.#names = phaseNames(path.phases);
    this.#offered = flowOf(log.offeredBytes);
    this.#delivered = flowOf(log.deliveredBytes);
  }

  phase(index: number): Omit<PhaseMeasured, 'framesPerSecond'> {
    const span = this.#spans[index]!;
    const { from, to } = span;
    const seconds = (to - from) / 1_000;
    const capacity = this.#carried(index, from) / seconds;
    const usable = this.#usable(index, from) / seconds;
    const before = index === 0 ? 0 : this.#bottleneck.rateAt(from - 1);
    const binsOf = (bins: readonly number[], until = to): readonly number[] =>
      bins.slice(Math.round(from / BIN), Math.round(until / BIN));
    return {
      ...{ name: this.#names[index]!, from: from / 1_000, seconds, capacity },
      utilisation: shareOf(this.#delivered.bits(from, to), capacity * seconds),
      settled: shareOf(...this.#settled(index)),
      offered: this.#offered.bits(from, to) / seconds,
      queue: waitsBetween(this.#log, span),
      dropped: sum(binsOf(this.#log.dropped)),
      lost: sum(binsOf(this.#log.lost)),
      belowAfter: capacity > 0 && before > capacity ? (untilBelow(this.#offered, capacity, span) ?? null) : null,
      to90: usable === 0 ? null : (untilFull(this.#delivered, usable, span) ?? null),
      peakQueue: Math.max(0, ...binsOf(this.#log.longestWait, Math.min(to, from + PEAK_WITHIN))),
    };
  }

  whole(): Pick<PathRound, 'utilisation' | 'settled' | 'queue'> {
    const all = [...this.#spans.keys()];
    const carried = sum(all.map((index) => this.#carried(index, this.#spans[index]!.from)));
    const settled = all.map((index) => this.#settled(index));
    // What trickles in of an outage fills no capacity.
    const delivered = all.map((index) =>
      this.#isOutage(index) ? 0 : this.#deliveredFrom(index, this.#spans[index]!.from),
    );
    return {
      utilisation: shareOf(sum(delivered), carried),
      settled: shareOf(sum(settled.map(([part]) => part)), sum(settled.map(([, whole]) => whole))),
      queue: waitsBetween(this.#log, { from: 0, to: lengthOf(this.#path.phases) }),
    };
  }

  /** Bits that arrived and bits that could have, once the phase has had time to settle. */
  #settled(index: number): [part: number, whole: number] {
    const from = settledFrom(this.#spans[index]!);
    return [this.#isOutage(index) ? 0 : this.#deliveredFrom(index, from), this.#usable(index, from)];
  }

  #isOutage(index: number): boolean {
    return this.#path.phases[index]?.capacity === 0;
  }

  #deliveredFrom(index: number, from: Millis): number {
    return this.#delivered.bits(from, this.#spans[index]!.to);
  }

  #carried(index: number, from: Millis): number {
    return this.#isOutage(index) ? 0 : this.#bottleneck.bitsBetween(from, this.#spans[index]!.to);
  }

  #usable(index: number, from: Millis): number {
    return Math.min(this.#carried(index, from), (USEFUL * (this.#spans[index]!.to - from)) / 1_000);
  }
}

function flowOf(bins: readonly number[]): Flow {
  return new Flow(bins.map((bytes, bin) => ({ at: bin * BIN, bytes })));
}

function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
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
    retransmitted: grown('retransmittedPacketsReceived'),
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
