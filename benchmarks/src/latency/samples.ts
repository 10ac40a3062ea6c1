/**
 * From a timeline to one sample per input: when the first frame that shows it was decoded, presented, displayed, and
 * where the time went. A frame that shows a newer input shows this one too: state is what is drawn, not events.
 */
import { HOST_STAGES, type HostStage, type Millis } from '@remote-view/protocol';
import { median } from '../stats/distribution.ts';
import type { Recording, SentMove } from './recording.ts';
import type { Timeline, TimelineFrame } from './timeline.ts';

/**
 * In the order of time, but for `network`, which is both ways at once. All of them are measured, none is what the others
 * leave over, so that their sum can be held against the whole:
 * - `page`: event dispatched -> its message handed to the data channel, by this page's clock
 * - `network`: the median round trip of pings over the same peer connection
 * - the host's stages: durations by the host's clock, from the frame's description. `wait` is that of the newest input
 *   in the frame; an older one waited longer by their distance, which this page's clock knows.
 * - `decode`: in the decoder; `present`: last packet received -> handed to the compositor, without `decode`
 */
export const SAMPLE_STAGES = ['page', 'network', ...HOST_STAGES, 'decode', 'present'] as const;
export type SampleStage = 'page' | 'network' | HostStage | 'decode' | 'present';

export interface LatencySample {
  readonly id: number;
  readonly decoded: Millis;
  readonly presented: Millis;
  readonly display: Millis;
  /** By the live method: the first presented frame whose description says that it shows the input. */
  readonly live?: Millis;
  /** In the order of {@link SAMPLE_STAGES}; undefined where the presented frame is not the first one with the input. */
  readonly stages?: Millis[];
}

export interface Samples {
  readonly samples: LatencySample[];
  /** Measured inputs that no frame ever showed. */
  readonly missed: number;
  /** Inputs that were shown only together with a newer one. */
  readonly overtaken: number;
}

/** @param firstId the first input behind the warm-up */
export function takeSamples(recording: Recording, timeline: Timeline, firstId: number): Samples {
  const { frames } = timeline;
  const moves = new MovesById(recording.sent);
  const network = recording.roundTrips.length === 0 ? 0 : median(recording.roundTrips);
  const firstFrames = firstFramesOfInputs(frames);
  const shownIds = new Set(frames.map(({ id }) => id));
  const barcode = new Cursor(frames, (frame) => frame.id);
  const presented = new Cursor(frames, (frame) => (frame.presented === undefined ? undefined : frame.id));
  const live = new Cursor(frames, (frame) => (frame.presented === undefined ? undefined : frame.described?.inputSeq));
  const samples: LatencySample[] = [];
  const measured = recording.inputs.filter(({ id }) => id >= firstId);
  for (const { id, at } of measured) {
    const move = moves.carrying(id);
    const first = barcode.reach(id);
    const shown = presented.reach(id);
    const known = move === undefined ? undefined : live.reach(move.seq);
    if (first === undefined || shown?.presented === undefined) continue;
    const { presentedAt, expectedDisplayAt } = shown.presented;
    const stages = move && firstFrames.has(shown) ? stagesOf(at, move, shown, network, moves) : undefined;
    samples.push({
      id,
      decoded: first.decoded.at - at,
      presented: presentedAt - at,
      display: expectedDisplayAt - at,
      ...(known?.presented === undefined ? {} : { live: known.presented.presentedAt - at }),
      ...(stages === undefined ? {} : { stages }),
    });
  }
  return {
    samples,
    missed: measured.length - samples.length,
    overtaken: measured.filter(({ id }) => !shownIds.has(id)).length,
  };
}

/** Which message carried an input: its own, or that of a newer one it was merged with. */
class MovesById {
  readonly #sent: readonly SentMove[];
  readonly #bySeq: ReadonlyMap<number, SentMove>;
  #index = 0;

  constructor(sent: readonly SentMove[]) {
    this.#sent = sent;
    this.#bySeq = new Map(sent.map((move) => [move.seq, move]));
  }

  /** Ask in ascending order. */
  carrying(id: number): SentMove | undefined {
    while ((this.#sent[this.#index]?.id ?? id) < id) this.#index++;
    return this.#sent[this.#index];
  }

  bySeq(seq: number): SentMove | undefined {
    return this.#bySeq.get(seq);
  }
}

/** Walks through the frames once, since what they show only grows. */
class Cursor {
  readonly #frames: readonly TimelineFrame[];
  readonly #value: (frame: TimelineFrame) => number | undefined;
  #index = 0;

  constructor(frames: readonly TimelineFrame[], value: (frame: TimelineFrame) => number | undefined) {
    this.#frames = frames;
    this.#value = value;
  }

  /** The first frame whose value is at least `wanted`. Ask in ascending order. */
  reach(wanted: number): TimelineFrame | undefined {
    for (; this.#index < this.#frames.length; this.#index++) {
      const frame = this.#frames[this.#index]!;
      if ((this.#value(frame) ?? -1) >= wanted) return frame;
    }
    return undefined;
  }
}

/** The frames that are each the first with some input: only there does the host's `wait` belong to it. */
function firstFramesOfInputs(frames: readonly TimelineFrame[]): ReadonlySet<TimelineFrame> {
  const firsts = new Set<TimelineFrame>();
  let newest = 0;
  for (const frame of frames) {
    // One that was not described may have been the first with an input, so the next cannot be trusted to be.
    if (frame.described === undefined) newest = Infinity;
    else if (newest === Infinity) newest = frame.described.inputSeq;
    else if (frame.described.inputSeq > newest) {
      newest = frame.described.inputSeq;
      firsts.add(frame);
    }
  }
  return firsts;
}

function stagesOf(
  at: Millis,
  move: SentMove,
  { presented, described }: TimelineFrame,
  network: Millis,
  moves: MovesById,
): Millis[] | undefined {
  const newest = described === undefined ? undefined : moves.bySeq(described.inputSeq);
  if (presented === undefined || described === undefined || newest === undefined) return undefined;
  const { receivedAt, decode, presentedAt } = presented;
  const host = described.stages.map((micros) => micros / 1_000);
  host[0] = (host[0] ?? 0) + (newest.at - move.at);
  return [move.at - at, network, ...host, decode, presentedAt - receivedAt - decode];
}
