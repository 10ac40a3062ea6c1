/** A peer result: ours beside three.js in Chromium, pair by pair, and the ratio against its goals. */
import { RATIO_ENDS, RATIO_PERCENTILES, usualSize } from '../../peer/ratios.ts';
import type { PeerResult, Round } from '../../peer/result.ts';
import { peerGoal } from '../goals.ts';
import { html, htmlTable, type Markup } from '../markup.ts';
import { dumbbells, type Dumbbell } from '../plots/dumbbells.ts';
import { ranges } from '../plots/ranges.ts';
import { goalRules } from './goal-rules.ts';

export function peerBody(result: PeerResult): Markup {
  const { doubts, peer } = result;
  return html`<p class="finding">${finding(result)}</p>
    ${doubts.length === 0 ? '' : html`<p class="warning">The ratios say nothing about the goal: ${doubts.join('; ')}.</p>`}
    <div class="pair">${pairs(result, 'presented')}${pairs(result, 'decoded')}</div>
    ${ratios(result)}
    <div class="pair">
      <div>
        <h3>Rounds, input → presented, ms</h3>
        ${roundTable(result)}
      </div>
      <div>
        <h3>The peer’s settings</h3>
        ${htmlTable(
          ['', ''],
          [
            ...Object.entries(peer.settings).map(([name, value]) => [name, String(value)]),
            ['quality limited by', peer.qualityLimitations.join(', ')],
          ],
        )}
        <p class="note">${peer.description}. Rendered by ${peer.adapter}. ${peer.codec.replaceAll(';', '; ')}.</p>
      </div>
    </div>`;
}

function finding({ ratio, pairs: all }: PeerResult): string {
  const { p50, p95 } = ratio.presented;
  return `An input is presented in ${percent(p50.middle)} of the peer’s time at the median and in ${percent(p95.middle)} at p95, over ${all.length} pairs that took turns.`;
}

function pairs({ pairs: all, ratio }: PeerResult, end: (typeof RATIO_ENDS)[number]): Markup {
  const rows = (['p50', 'p95'] as const).flatMap((percentile) =>
    all.map((pair, index): Dumbbell => ({
      group: percentile,
      pair: String(index + 1),
      a: pair.ours.ends[end][percentile],
      b: pair.peer.ends[end][percentile],
      note: `× ${pair.ratio[end][percentile].toFixed(2)}`,
    })),
  );
  const { p50, p95 } = ratio[end];
  return dumbbells(rows, {
    title: `Input → ${end}: ours takes ${p50.middle.toFixed(2)} of the peer’s p50, ${p95.middle.toFixed(2)} of its p95`,
    caption: 'A row is one pair of rounds with the same inputs; × is ours / peer.',
    ...{ unit: 'ms', width: 'half' },
    a: { name: 'ours', colour: 'var(--ours)' },
    b: { name: 'peer', colour: 'var(--peer)' },
  });
}

function ratios(result: PeerResult): Markup {
  const { ratio } = result;
  const goal = peerGoal(result);
  const rows = RATIO_ENDS.toReversed().flatMap((end) =>
    RATIO_PERCENTILES.map((percentile) => ({
      name: `${end} ${percentile}`,
      colour: end === 'presented' ? 'var(--ours)' : 'var(--end-decoded)',
      ...ratio[end][percentile],
    })),
  );
  return ranges(rows, {
    title: 'Ours / peer over the pairs: lowest, middle, highest',
    caption: 'Of two in the middle the worse one counts. At 1 both would be equally fast.',
    ...{ label: 'ours / peer', width: 'full' },
    goals: [...(goal === undefined ? [] : goalRules(goal, '')), { at: 1, name: 'equal', colour: 'var(--soft)' }],
  });
}

function roundTable({ pairs: all }: PeerResult): Markup {
  const row = (name: string, round: Round): string[] => {
    const { ends, frames, missed, inputs, loadBefore } = round;
    return [
      name,
      ...RATIO_PERCENTILES.map((percentile) => ends.presented[percentile].toFixed(1)),
      frames.perSecond.toFixed(1),
      usualSize(round),
      `${missed} of ${inputs}`,
      loadBefore.toFixed(1),
    ];
  };
  return htmlTable(
    ['', 'p50', 'p95', 'p99', 'frames/s', 'picture', 'missed', 'load'],
    all.flatMap(({ ours, peer }, index) => [row(`${index + 1} ours`, ours), row(`${index + 1} peer`, peer)]),
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
