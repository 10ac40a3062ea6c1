/** A path result: rate and queue over time, ours beside Chromium's own sender on the same link, and what the viewers saw. */
import { MEASURES } from '../../network/goals.ts';
import type { PathCaseResult, PathResult, PathRound, Side } from '../../path/result.ts';
import { SIDES } from '../../path/result.ts';
import { goalCounts, middle, roundsOf, sizesText } from '../../path/summary.ts';
import { quantity } from '../../report/quantity.ts';
import { mean } from '../../stats/mean.ts';
import { html, htmlTable, type Markup } from '../markup.ts';
import { keys, type Rule } from '../plots/figure.ts';
import { lines, type LineSeries, type Point } from '../plots/lines.ts';

/** Steps of a series that become one point: a line of a thousand is a blot. */
const STEPS_A_POINT = 5;
const COLOURS = { ours: 'var(--ours)', peer: 'var(--peer)' } as const satisfies Record<Side, string>;

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
      of all; goals, of two in the middle, the worse. Settled leaves out the first 5 s of each phase (a third of a short
      one). Power is what arrives over the round trip with the queue at p95.
    </p>`;
}

function finding({ cases }: PathResult): string {
  const frozen = (side: Side): number =>
    cases.reduce((sum, one) => sum + (middle(roundsOf(one, side), (round) => round.frozen.milliseconds) ?? 0), 0) /
    1_000;
  const queue = (side: Side): string =>
    quantity(Math.max(...cases.map((one) => middle(roundsOf(one, side), (round) => round.queue?.p95) ?? 0)));
  const count = cases.length === 1 ? 'one path' : `${cases.length} paths`;
  return `Goals reached: ${goalCounts(cases)}. Over ${count} ours was frozen for ${quantity(frozen('ours'))} s, Chromium’s sender for ${quantity(frozen('peer'))} s; the longest queue at p95 was ${queue('ours')} against ${queue('peer')} ms.`;
}

function caseBody(one: PathCaseResult): Markup {
  const more = one.impairments.length === 0 ? '' : `, ${one.impairments.join(', ')}`;
  return html`<h3 class="case">${one.name}: ${one.schedule}, RTT ${one.rtt} ms${more}</h3>
    ${one.doubts.length === 0 ? '' : html`<p class="warning">Says more about the machine: ${one.doubts.join('; ')}.</p>`}
    <div class="pair">${rates(one)}${queues(one)}</div>
    ${goalTable(one)} ${phaseTable(one)} ${roundTable(one)}`;
}

function goalTable({ goals }: PathCaseResult): Markup {
  return htmlTable(
    ['goal', 'ours', 'Chromium', 'must', 'aim'],
    goals.map(({ name, unit, measured, peer, must, aim, verdict }) => [
      `${name}${unit === '' ? '' : `, ${unit}`}`,
      `${verdict === 'missed' ? '✗ ' : ''}${measured === null ? 'never' : quantity(measured)}`,
      ...[peer, must, aim].map(number),
    ]),
  );
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
  const aim = one.goals.find((goal) => goal.name === MEASURES.queueP95.name)?.aim ?? undefined;
  const rules: Rule[] = aim === undefined ? [] : [{ at: aim, name: '', colour: 'var(--soft)' }];
  return lines(
    SIDES.map((side): LineSeries => ({
      ...{ name: '', colour: COLOURS[side], style: 'line' },
      points: pointsOf(one.pairs[0]![side].series.queue, step, (values) => Math.max(...values)),
    })),
    {
      title: `Wait before the bottleneck: p95 ${p95('ours')} ms, Chromium ${p95('peer')} ms`,
      caption: `Longest of each ${(STEPS_A_POINT * step) / 1_000} s.`,
      ...{ width: 'half', x: { label: 'seconds' }, y: { label: 'ms' }, rules },
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
        percent(of(({ settled }) => settled)),
        ...(['p50', 'p95', 'p99', 'max'] as const).map((key) => number(of(({ queue }) => queue?.[key]))),
        number(of(({ framesPerSecond }) => framesPerSecond)),
        number(of(({ belowAfter }) => belowAfter)),
        number(of(({ to90 }) => to90)),
      ];
    }),
  );
  return htmlTable(
    [
      'phase',
      'used',
      'settled',
      'queue p50, ms',
      'p95',
      'p99',
      'max',
      'frames/s',
      'below the capacity after, ms',
      'to 90 %, ms',
    ],
    rows,
  );
}

function roundTable({ pairs }: PathCaseResult): Markup {
  return htmlTable(
    [
      'round',
      'freezes',
      'frozen',
      'longest gap, ms',
      'frames/s',
      'jitter buffer, ms',
      'key frames',
      'sent again',
      'picture',
    ],
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
          String(round.retransmitted),
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
