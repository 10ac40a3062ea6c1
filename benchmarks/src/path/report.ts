/** A path result as text for a terminal. */
import { machineLine } from '../report/machine.ts';
import { table } from '../report/table.ts';
import { SIDES, type PathCaseResult, type PathResult, type PathRound } from './result.ts';
import { middle, roundsOf, sizesText } from './summary.ts';

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
  ].join('\n\n')}\n`;
}

function describeCase(one: PathCaseResult): string {
  const more = one.impairments.length === 0 ? '' : `, ${one.impairments.join(', ')}`;
  const title = `${one.name}: ${one.schedule}, RTT ${one.rtt} ms${more}; middle of ${one.pairs.length}`;
  return [title, phaseTable(one), roundTable(one)].join('\n\n');
}

function phaseTable(one: PathCaseResult): string {
  const headings = [
    'phase',
    'used',
    'offered Mbit/s',
    'queue ms p50',
    'p95',
    'p99',
    'max',
    'dropped',
    'frames/s',
    'below after ms',
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
      ];
    }),
  );
  return table([headings, ...rows]);
}

function roundTable(one: PathCaseResult): string {
  const headings = [
    ...[
      'round',
      'used',
      'queue ms p95',
      'p99',
      'freezes',
      'frozen %',
      'gap ms p99',
      'max',
      'frames/s',
      'received Mbit/s',
    ],
    ...['jitter buffer ms', 'key frames', 'nacks', 'plis', 'lateness ms p99', 'load', 'picture'],
  ];
  const rows = one.pairs.flatMap((pair, index) => SIDES.map((side) => roundRow(`${index + 1} ${side}`, pair[side])));
  return table([headings, ...rows]);
}

function roundRow(name: string, round: PathRound): string[] {
  const { frozen, gaps, queue, lateness } = round;
  return [
    name,
    cell(round.utilisation, 2),
    cell(queue?.p95, 0),
    cell(queue?.p99, 0),
    String(frozen.freezes),
    cell(frozen.share * 100, 2),
    cell(gaps.p99, 0),
    cell(gaps.max, 0),
    cell(round.framesPerSecond, 1),
    cell(scaled(round.receivedBitrate), 2),
    cell(round.jitterBuffer, 1),
    ...[round.keyFrames, round.nacks, round.plis].map(String),
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
