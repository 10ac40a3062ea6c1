/** A path result: rate and queue over time, ours beside Chromium's own sender on the same link, and what the viewers saw. */
import type { PathCaseResult, PathResult, PathRound, Side } from '../../path/result.ts';
import { SIDES } from '../../path/result.ts';
import { middle, roundsOf, sizesText } from '../../path/summary.ts';
import { quantity } from '../../report/quantity.ts';
import { reached, type Better, type Goal } from '../goals.ts';
import { html, htmlTable, type Markup } from '../markup.ts';
import { keys } from '../plots/figure.ts';
import { lines, type LineSeries, type Point } from '../plots/lines.ts';
import type { Score } from '../scores.ts';
import { mean } from '../../stats/mean.ts';

/** Steps of a series that become one point: a line of a thousand is a blot. */
const STEPS_A_POINT = 5;
const COLOURS = { ours: 'var(--ours)', peer: 'var(--peer)' } as const satisfies Record<Side, string>;

/** Share of the time frozen, %, at the losses that have a goal. */
const FROZEN_GOALS: Readonly<Record<string, Goal>> = {
  'loss-1': { must: 0, aim: 0 },
  'loss-5': { must: 0.2, aim: 0 },
  'loss-10': { must: 2, aim: 0 },
};
/** RFC 8867 5.1 at 10 Mbit/s. */
const VARYING = 'rfc8867-5.1';
const USED_GOAL: Goal = { must: 0.85, aim: 0.93 };
const QUEUE_GOALS: Readonly<Record<'p95' | 'p99', Goal>> = { p95: { must: 50, aim: 20 }, p99: { must: 150, aim: 50 } };

export function pathScores({ cases }: PathResult): Score[] {
  return cases.flatMap((one) => {
    const rounds = roundsOf(one, 'ours');
    const frozenGoal = FROZEN_GOALS[one.name];
    const frozen = score(
      `${one.name}, time frozen`,
      '%',
      middle(rounds, ({ frozen: { share } }) => share * 100),
      frozenGoal,
    );
    if (one.name !== VARYING) return frozen;
    return [
      ...score(
        `${one.name}, share of the capacity used`,
        '',
        middle(rounds, ({ utilisation }) => utilisation),
        USED_GOAL,
        'more',
      ),
      ...(['p95', 'p99'] as const).flatMap((key) =>
        score(
          `${one.name}, queue ${key}`,
          'ms',
          middle(rounds, ({ queue }) => queue?.[key]),
          QUEUE_GOALS[key],
        ),
      ),
      ...frozen,
    ];
  });
}

function score(name: string, unit: string, value: number | undefined, goal?: Goal, better: Better = 'less'): Score[] {
  if (value === undefined) return [];
  return [
    {
      ...{ name, unit, measured: quantity(value) },
      must: goal === undefined ? '' : String(goal.must),
      aim: goal?.aim === undefined ? '' : String(goal.aim),
      verdict: goal === undefined ? 'none' : reached(value, goal, better),
    },
  ];
}

export function pathBody(result: PathResult): Markup {
  const { settings, peer } = result;
  return html`<p class="finding">${finding(result)}</p>
    ${keys([
      { name: 'ours', colour: COLOURS.ours },
      { name: 'Chromium', colour: COLOURS.peer },
      { name: 'capacity', colour: 'var(--soft)' },
    ])}
    ${result.cases.map(caseBody)}
    <p class="note">
      Noise, ${settings.width}x${settings.height} at ${settings.fps} frames/s on both sides; the bottleneck’s queue is
      ${settings.queue} ms, drop-tail. The peer is canvas.captureStream() in Chromium, at most ${peer.maxBitrate / 1e6}
      Mbit/s, ${peer.contentHint}, ${peer.degradationPreference}. Lines are those of the first pair, tables the middles
      of all.
    </p>`;
}

function finding({ cases }: PathResult): string {
  const frozen = (side: Side): number =>
    cases.reduce((sum, one) => sum + (middle(roundsOf(one, side), (round) => round.frozen.milliseconds) ?? 0), 0) /
    1_000;
  const queue = (side: Side): string =>
    quantity(Math.max(...cases.map((one) => middle(roundsOf(one, side), (round) => round.queue?.p95) ?? 0)));
  const count = cases.length === 1 ? 'one path' : `${cases.length} paths`;
  return `Over ${count} ours was frozen for ${quantity(frozen('ours'))} s, Chromium’s sender for ${quantity(frozen('peer'))} s; the longest queue at p95 was ${queue('ours')} against ${queue('peer')} ms.`;
}

function caseBody(one: PathCaseResult): Markup {
  const more = one.impairments.length === 0 ? '' : `, ${one.impairments.join(', ')}`;
  return html`<h3 class="case">${one.name}: ${one.schedule}, RTT ${one.rtt} ms${more}</h3>
    <div class="pair">${rates(one)}${queues(one)}</div>
    ${phaseTable(one)} ${roundTable(one)}`;
}

function rates(one: PathCaseResult): Markup {
  const { step } = one.pairs[0]!.ours.series;
  const capacity: LineSeries = {
    ...{ name: '', colour: 'var(--soft)', style: 'dashed' },
    points: pointsOf(one.capacity, step, (values) => mean(values) / 1e6),
  };
  const drawn = SIDES.map((side): LineSeries => ({
    ...{ name: '', colour: COLOURS[side], style: 'line' },
    points: pointsOf(one.pairs[0]![side].series.delivered, step, (values) => mean(values) / 1e6),
  }));
  const used = (side: Side): string => percent(middle(roundsOf(one, side), ({ utilisation }) => utilisation));
  return lines([capacity, ...drawn], {
    title: `What arrived: ours used ${used('ours')} of the capacity, Chromium ${used('peer')}`,
    caption: `Mean of each ${(STEPS_A_POINT * step) / 1_000} s; dotted: the capacity.`,
    ...{ width: 'half', x: { label: 'seconds' }, y: { label: 'Mbit/s' } },
  });
}

function queues(one: PathCaseResult): Markup {
  const { step } = one.pairs[0]!.ours.series;
  const p95 = (side: Side): string => number(middle(roundsOf(one, side), ({ queue }) => queue?.p95));
  return lines(
    SIDES.map((side): LineSeries => ({
      ...{ name: '', colour: COLOURS[side], style: 'line' },
      points: pointsOf(one.pairs[0]![side].series.queue, step, (values) => Math.max(...values)),
    })),
    {
      title: `Wait before the bottleneck: p95 ${p95('ours')} ms, Chromium ${p95('peer')} ms`,
      caption: `Longest of each ${(STEPS_A_POINT * step) / 1_000} s.`,
      ...{ width: 'half', x: { label: 'seconds' }, y: { label: 'ms' } },
    },
  );
}

function pointsOf(series: readonly number[], step: number, join: (values: readonly number[]) => number): Point[] {
  return Array.from({ length: Math.ceil(series.length / STEPS_A_POINT) }, (_, index) => ({
    x: (index * STEPS_A_POINT * step) / 1_000,
    y: join(series.slice(index * STEPS_A_POINT, (index + 1) * STEPS_A_POINT)),
  }));
}

function phaseTable(one: PathCaseResult): Markup {
  const rows = one.pairs[0]!.ours.phases.flatMap(({ capacity, seconds }, index) =>
    SIDES.map((side) => {
      const of = (valueOf: (phase: PathRound['phases'][number]) => number | null | undefined) =>
        middle(roundsOf(one, side), ({ phases }) => (phases[index] === undefined ? null : valueOf(phases[index])));
      return [
        `${quantity(capacity / 1e6)} Mbit/s, ${seconds} s, ${side}`,
        percent(of(({ utilisation }) => utilisation)),
        ...(['p50', 'p95', 'p99', 'max'] as const).map((key) => number(of(({ queue }) => queue?.[key]))),
        number(of(({ framesPerSecond }) => framesPerSecond)),
        number(of(({ belowAfter }) => belowAfter)),
      ];
    }),
  );
  return htmlTable(
    ['phase', 'used', 'queue p50, ms', 'p95', 'p99', 'max', 'frames/s', 'below the capacity after, ms'],
    rows,
  );
}

function roundTable({ pairs }: PathCaseResult): Markup {
  return htmlTable(
    ['round', 'freezes', 'frozen', 'longest gap, ms', 'frames/s', 'jitter buffer, ms', 'key frames', 'picture'],
    pairs.flatMap((pair, index) =>
      SIDES.map((side) => {
        const round = pair[side];
        return [
          `${index + 1} ${side}`,
          String(round.frozen.freezes),
          percent(round.frozen.share),
          number(round.gaps.max),
          number(round.framesPerSecond),
          number(round.jitterBuffer),
          String(round.keyFrames),
          sizesText(round),
        ];
      }),
    ),
  );
}

function number(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : quantity(value);
}

function percent(share: number | null | undefined): string {
  return share === null || share === undefined ? '–' : `${quantity(Math.round(share * 1_000) / 10)} %`;
}
