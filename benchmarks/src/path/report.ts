/** A path result as text for a terminal. */
import { machineLine } from '../report/machine.ts';
import { quantity } from '../report/quantity.ts';
import { table } from '../report/table.ts';
import { SIDES, type PathCaseResult, type PathGoal, type PathResult, type PathRound } from './result.ts';
import { goalCounts, middle, roundsOf, sizesText } from './summary.ts';

const VERDICTS: Readonly<Record<PathGoal['verdict'], string>> = { aim: 'aim', must: 'must', missed: '✗ missed' };

export function describePath(result: PathResult): string {
  const { settings, peer } = result;
  const limits = Object.entries(peer.limitedBy).map(([reason, seconds]) => `${reason} ${seconds.toFixed(0)} s`);
  return `${[
    machineLine(result.machine),
    `noise, ${settings.width}x${settings.height} at ${settings.fps} frames/s, drop-tail ${settings.queue} ms, ` +
      `seed ${settings.seed}, phases ${settings.stretch} x their length`,
    `peer: canvas.captureStream() in Chromium, ${peer.codec}, at most ${peer.maxBitrate / 1e6} Mbit/s, ` +
      `${peer.contentHint}, ${peer.degradationPreference}; its picture was limited by: ${limits.join(', ')}`,
    ...result.cases.map(describeCase),
    `goals of ours: ${goalCounts(result.cases)}`,
  ].join('\n\n')}\n`;
}

function describeCase(one: PathCaseResult): string {
  const more = one.impairments.length === 0 ? '' : `, ${one.impairments.join(', ')}`;
  const title = `${one.name}: ${one.schedule}, RTT ${one.rtt} ms${more}; middle of ${one.pairs.length}`;
  const doubts = one.doubts.map((doubt) => `doubt: ${doubt}`).join('\n');
  return [title, ...(doubts === '' ? [] : [doubts]), phaseTable(one), roundTable(one), goalTable(one)].join('\n\n');
}

function phaseTable(one: PathCaseResult): string {
  const headings = [
    'phase',
    'used',
    'settled',
    'offered Mbit/s',
    'queue ms p50',
    'p95',
    'p99',
    'max',
    'dropped',
    'frames/s',
    'below after ms',
    'to 90 % ms',
  ];
  const [first] = one.pairs;
  const rows = first!.ours.phases.flatMap(({ capacity, seconds }, index) =>
    SIDES.map((side) => {
      const rounds = roundsOf(one, side);
      const of = (valueOf: (phase: PathRound['phases'][number]) => number | null | undefined) =>
        middle(rounds, ({ phases }) => (phases[index] === undefined ? null : valueOf(phases[index])));
      return [
        `${(capacity / 1e6).toFixed(1)} Mbit/s, ${seconds} s, ${side}`,
        cell(
          of(({ utilisation }) => utilisation),
          2,
        ),
        cell(
          of(({ settled }) => settled),
          2,
        ),
        cell(scaled(of(({ offered }) => offered)), 2),
        ...(['p50', 'p95', 'p99', 'max'] as const).map((key) =>
          cell(
            of(({ queue }) => queue?.[key]),
            0,
          ),
        ),
        cell(
          of(({ dropped }) => dropped),
          0,
        ),
        cell(
          of(({ framesPerSecond }) => framesPerSecond),
          1,
        ),
        cell(
          of(({ belowAfter }) => belowAfter),
          0,
        ),
        cell(
          of(({ to90 }) => to90),
          0,
        ),
      ];
    }),
  );
  return table([headings, ...rows]);
}

function goalTable({ goals }: PathCaseResult): string {
  const rows = goals.map(({ name, unit, measured, peer, must, aim, verdict }) => [
    `${name}${unit === '' ? '' : `, ${unit}`}`,
    measured === null ? 'never' : quantity(measured),
    ...[peer, must, aim].map((value) => (value === null ? '–' : quantity(value))),
    VERDICTS[verdict],
  ]);
  return table([['goal', 'ours', 'peer', 'must', 'aim', ''], ...rows]);
}

function roundTable(one: PathCaseResult): string {
  const headings = [
    ...[
      'round',
      'used',
      'settled',
      'queue ms p95',
      'p99',
      'freezes',
      'frozen %',
      'gap ms p99',
      'max',
      'frames/s',
      'received Mbit/s',
    ],
    ...['jitter buffer ms', 'key frames', 'nacks', 'plis', 'sent again', 'lateness ms p99', 'load', 'picture'],
  ];
  const rows = one.pairs.flatMap((pair, index) => SIDES.map((side) => roundRow(`${index + 1} ${side}`, pair[side])));
  return table([headings, ...rows]);
}

function roundRow(name: string, round: PathRound): string[] {
  const { frozen, gaps, queue, lateness } = round;
  return [
    name,
    cell(round.utilisation, 2),
    cell(round.settled, 2),
    cell(queue?.p95, 0),
    cell(queue?.p99, 0),
    String(frozen.freezes),
    cell(frozen.share * 100, 2),
    cell(gaps.p99, 0),
    cell(gaps.max, 0),
    cell(round.framesPerSecond, 1),
    cell(scaled(round.receivedBitrate), 2),
    cell(round.jitterBuffer, 1),
    ...[round.keyFrames, round.nacks, round.plis, round.retransmitted].map(String),
    cell(lateness.p99, 2),
    String(round.loadBefore),
    sizesText(round),
  ];
}

function scaled(bitrate: number | undefined): number | undefined {
  return bitrate === undefined ? undefined : bitrate / 1e6;
}

function cell(value: number | null | undefined, digits: number): string {
  return value === null || value === undefined ? '–' : value.toFixed(digits);
}
