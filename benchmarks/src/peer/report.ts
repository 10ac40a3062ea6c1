/** A peer result as text for a terminal. */
import { machineLine } from '../report/machine.ts';
import { table } from '../report/table.ts';
import { GOALS, judge, RATIO_ENDS, RATIO_PERCENTILES, usualSize } from './ratios.ts';
import type { PeerResult, Round } from './result.ts';

export function describePeer(result: PeerResult): string {
  const { settings, peer } = result;
  const { fps, inputs, seed } = settings;
  const parts = [
    machineLine(result.machine),
    `scene barcode, ${settings.width}x${settings.height} at ${fps} frames/s asked for, ` +
      `${result.pairs.length} pairs of ${inputs} inputs, seed ${seed}`,
    `peer: ${peer.description}\n${settingsLine(result)}\n${peer.adapter}, ${peer.codec}, ` +
      `quality limited by: ${peer.qualityLimitations.join(', ')}`,
    rounds(result),
    ratios(result),
  ];
  if (result.doubts.length > 0) parts.push(`The ratios say nothing about the goal: ${result.doubts.join('; ')}.`);
  return `${parts.join('\n\n')}\n`;
}

function settingsLine({ peer }: PeerResult): string {
  return Object.entries(peer.settings)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

function rounds({ pairs }: PeerResult): string {
  const headings = [
    'input -> presented (ms)',
    'p50',
    'p95',
    'p99',
    'decoded p50',
    'frames/s',
    'missed',
    'unreadable',
    'load',
  ];
  return table([
    [...headings, 'picture'],
    ...pairs.flatMap(({ ours, peer }, index) => [
      [`${index + 1} A ours`, ...cells(ours)],
      [`${index + 1} B peer`, ...cells(peer)],
    ]),
  ]);
}

function cells(round: Round): string[] {
  const { ends, frames, missed, inputs } = round;
  const unreadable = Object.values(frames.faults).reduce((sum, count) => sum + count, 0);
  return [
    ...RATIO_PERCENTILES.map((name) => ends.presented[name].toFixed(1)),
    ends.decoded.p50.toFixed(1),
    frames.perSecond.toFixed(1),
    `${missed}/${inputs}`,
    `${unreadable}/${frames.decoded}`,
    round.loadBefore.toFixed(1),
    usualSize(round),
  ];
}

function ratios({ ratio, doubts }: PeerResult): string {
  return table([
    ['ratio A / B over the pairs', 'min', 'median', 'max', `must <= ${GOALS.must}, aim <= ${GOALS.aim}`],
    ...RATIO_ENDS.flatMap((end) =>
      RATIO_PERCENTILES.map((percentile) => {
        const { lowest, middle, highest } = ratio[end][percentile];
        const verdict = doubts.length === 0 ? judge(middle) : 'not comparable';
        return [`${end} ${percentile}`, ...[lowest, middle, highest].map((value) => value.toFixed(2)), verdict];
      }),
    ),
  ]);
}
