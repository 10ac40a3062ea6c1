/** A case's path, built: both directions, and what the pictures need at any moment. */
import type { Millis } from '@remote-view/protocol';
import { seededRandom, type Random } from '../stats/random.ts';
import { Opportunities, SteppedRate, type Bottleneck } from './capacity.ts';
import type { NetworkCase, Phase } from './cases.ts';
import { CELLULAR, cellularTrace } from './cellular.ts';
import { Link, type Span } from './link.ts';
import { settledFrom } from './reactions.ts';

export interface TimedPhase extends Phase, Span {
  /** How long it is given to settle. */
  readonly settledFrom: Millis;
}

/** When each phase is, from 0 on. */
export function timed(phases: readonly Phase[]): TimedPhase[] {
  let from = 0;
  return phases.map((phase) => {
    const span = phase.seconds * 1_000;
    const own = { from, to: from + span };
    from = own.to;
    return { ...phase, ...own, settledFrom: settledFrom(own) };
  });
}

export interface Path<Forward, Backward> {
  readonly bottleneck: Bottleneck;
  readonly forward: Link<Forward>;
  /** Wide enough for what a viewer says, so that only delay and losses count. */
  readonly backward: Link<Backward>;
}

/** Each part draws from a stream of its own: a case is the same for every controller, whatever that sends. */
export function buildPath<Forward, Backward>({ phases, path }: NetworkCase, seed: number): Path<Forward, Backward> {
  const random = (stream: number): Random => seededRandom(seed * 16 + stream);
  const spans = timed(phases);
  const end = spans.at(-1)!.to;
  const bottleneck =
    path.cellular === undefined
      ? new SteppedRate(spans.map(({ from, bitrate }) => ({ from, bitrate })))
      : new Opportunities(cellularTrace(CELLULAR[path.cellular], Math.ceil(end / 1_000), random(1)), Math.ceil(end));
  const outages = spans.filter(({ outage }) => outage === true);
  const { delay, queue, jitter, loss } = path;
  const way = { delay, jitter, loss, outages };
  return {
    bottleneck,
    forward: new Link({ ...way, bottleneck, queue, random: random(2) }),
    backward: new Link({
      ...way,
      bottleneck: new SteppedRate([{ from: 0, bitrate: Infinity }]),
      queue: { bytes: 1_000_000 },
      random: random(3),
    }),
  };
}
