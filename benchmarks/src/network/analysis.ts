/** What a recording comes to: how full the path was, how long packets waited, how frames came. */
import type { Millis } from '@remote-view/protocol';
import { findFreezes } from '../soak/freezes.ts';
import { percentile } from '../stats/distribution.ts';
import type { Bottleneck } from './capacity.ts';
import type { NetworkCase } from './cases.ts';
import { Flow } from './flow.ts';
import type { TimedPhase } from './path.ts';
import { PEAK_WITHIN, untilBelow, untilFull } from './reactions.ts';
import type { Recording } from './recording.ts';
import type { NetworkPhase, NetworkRun } from './result.ts';
import { judge } from './scores.ts';
import { seriesOf } from './series.ts';

const MBIT = 1e6;

export interface Run {
  readonly case: NetworkCase;
  readonly controller: NetworkRun['controller'];
  readonly acks: boolean;
  readonly phases: readonly TimedPhase[];
  readonly bottleneck: Bottleneck;
  readonly recording: Recording;
}

interface Waiting {
  /** When a packet left the queue. */
  readonly at: Millis;
  readonly wait: Millis;
}

export function analyse({ case: one, controller, acks, phases, bottleneck, recording }: Run): NetworkRun {
  const end = phases.at(-1)!.to;
  const video = new Flow(recording.received.filter(({ isNew }) => isNew));
  const sent = new Flow(recording.sent);
  const waits = recording.sent
    .flatMap(({ at, wait }): Waiting[] => (wait === undefined ? [] : [{ at: at + wait, wait }]))
    .sort((a, b) => a.at - b.at);
  const available = (phase: TimedPhase, from: Millis): number =>
    phase.outage === true
      ? 0
      : Math.min(
          bottleneck.bitsBetween(from, phase.to),
          (Math.min(one.useful, phase.needed ?? Infinity) * (phase.to - from)) / 1_000,
        );
  const fillings = phases.map((phase) => ({
    capacity: bottleneck.bitsBetween(phase.from, phase.to),
    received: video.bits(phase.from, phase.to),
    available: available(phase, phase.from),
    settledReceived: phase.outage === true ? 0 : video.bits(phase.settledFrom, phase.to),
    settledAvailable: available(phase, phase.settledFrom),
  }));
  const judgedPhases = phases.map((phase, index): NetworkPhase => {
    const limit = available(phase, phase.from) / (phase.to - phase.from);
    const fell = index > 0 && phase.bitrate < phases[index - 1]!.bitrate;
    return {
      ...{ name: phase.name, seconds: phase.seconds, outage: phase.outage === true },
      ...filling([fillings[index]!], phase.to - phase.from),
      queue: percentiles(inSpan(waits, phase.from, phase.to)),
      to90: limit === 0 ? null : (untilFull(video, limit * 1_000, phase) ?? null),
      belowAfter: fell ? (untilBelow(sent, phase.bitrate, phase) ?? null) : null,
      peakQueue: percentiles(inSpan(waits, phase.from, Math.min(phase.to, phase.from + PEAK_WITHIN))).max,
    };
  });
  const measured = {
    ...{ case: one.name, title: one.title, controller, acks, seconds: end / 1_000 },
    ...filling(fillings, end),
    queue: percentiles(waits.map(({ wait }) => wait)),
    phases: judgedPhases,
    ...framesOf(recording, end),
    ...sharesOf(recording),
  };
  return {
    ...measured,
    goals: one.goals.map((goal) => judge(goal, measured)),
    series: seriesOf(recording, bottleneck, phases),
  };
}

interface Bits {
  readonly capacity: number;
  readonly received: number;
  readonly available: number;
  readonly settledReceived: number;
  readonly settledAvailable: number;
}

function filling(
  parts: readonly Bits[],
  span: Millis,
): Pick<NetworkRun, 'capacity' | 'received' | 'utilisation' | 'settled'> {
  const sum = (key: keyof Bits): number => parts.reduce((total, part) => total + part[key], 0);
  const rate = (bits: number): number => bits / (span / 1_000) / MBIT;
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  return {
    capacity: rate(sum('capacity')),
    received: rate(sum('received')),
    utilisation: share(sum('received'), sum('available')),
    settled: share(sum('settledReceived'), sum('settledAvailable')),
  };
}

function framesOf(
  { frames, made, keyFrameRequests }: Recording,
  end: Millis,
): Pick<NetworkRun, 'frameDelay' | 'gap' | 'freezes' | 'frozen' | 'frames'> {
  // Of frames that come together only the newest is shown.
  const shown = frames.map(({ decodableAt }) => decodableAt).filter((at, index, all) => at !== all[index + 1]);
  // A picture that stands at the end has been standing since the last frame.
  const freezes = findFreezes([...shown, end]);
  return {
    frameDelay: percentiles(frames.map(({ capturedAt, decodableAt }) => decodableAt - capturedAt)),
    gap: percentiles(shown.slice(1).map((at, index) => at - shown[index]!)),
    freezes: freezes.length,
    frozen: freezes.reduce((total, { duration }) => total + duration, 0) / end,
    frames: {
      ...{ made: made.frames, skipped: made.skipped, decodable: frames.length, key: made.keyFrames },
      keyFrameRequests,
    },
  };
}

function sharesOf({ sent }: Recording): Pick<NetworkRun, 'again' | 'dropped'> {
  let [all, again, dropped] = [0, 0, 0];
  for (const packet of sent) {
    all += packet.bytes;
    if (packet.again) again += packet.bytes;
    if (packet.wait === undefined) dropped += packet.bytes;
  }
  return { again: again / Math.max(1, all), dropped: dropped / Math.max(1, all) };
}

function inSpan(waits: readonly Waiting[], from: Millis, to: Millis): Millis[] {
  return waits.flatMap(({ at, wait }) => (at >= from && at < to ? [wait] : []));
}

/** Of nothing all are 0. */
function percentiles(values: readonly number[]): NetworkRun['queue'] {
  const ascending = values.toSorted((a, b) => a - b);
  const at = (fraction: number): number => (ascending.length === 0 ? 0 : percentile(ascending, fraction));
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: ascending.at(-1) ?? 0 };
}
