/**
 * What of a peer result can be compared: the ratios to the peer. Both rounds of a pair saw the same machine in the same
 * minute, so these say more than times do where machine or load differ.
 */
import { RemoteViewError } from '@remote-view/protocol';
import { RATIO_ENDS } from '../peer/ratios.ts';
import type { PeerResult } from '../peer/result.ts';
import type { Comparable, Figure } from './comparable.ts';
import { redrawnRatios } from './redraw.ts';
import { isEnough } from './verdict.ts';

const PERCENTILES = ['p50', 'p95'] as const;
const FRACTIONS = { p50: 0.5, p95: 0.95 } as const;

/** @throws RemoteViewError `bad-configuration` where the result itself says that its ratios mean nothing */
export function comparablePeer({ settings, machine, doubts, pairs, ratio, peer }: PeerResult): Comparable {
  if (doubts.length > 0)
    throw new RemoteViewError('bad-configuration', `Ratios of a result mean nothing: ${doubts.join('; ')}.`);
  const { scene, width, height, fps } = settings;
  const figures = RATIO_ENDS.map((end): Figure => {
    const samples = pairs.map(({ ours, peer: theirs }) => ({
      ours: ours.samples.map((sample) => sample[end]),
      peer: theirs.samples.map((sample) => sample[end]),
    }));
    // Half a pair with no samples has nothing to draw from.
    const drawable = samples.every((pair) => pair.ours.length > 0 && pair.peer.length > 0);
    const least = Math.min(
      samples.reduce((total, { ours }) => total + ours.length, 0),
      samples.reduce((total, pair) => total + pair.peer.length, 0),
    );
    return {
      name: `${end}, ours / peer`,
      unit: '',
      decides: true,
      values: PERCENTILES.map((label) => ({
        label,
        value: ratio[end][label].middle,
        enough: isEnough(least, FRACTIONS[label]),
      })),
      ...(drawable ? { redraw: redrawnRatios(samples, Object.values(FRACTIONS)) } : {}),
    };
  });
  const sum = (key: 'missed' | 'inputs'): number => pairs.reduce((total, { ours }) => total + ours[key], 0);
  return {
    task: { scene, width, height, fps },
    conditions: { 'peer, as described': peer.description, ...peer.settings },
    machine,
    figures,
    losses: [{ name: 'inputs missed by ours', losses: { missed: sum('missed'), of: sum('inputs') } }],
    doubts: pairs.length < 3 ? ['a result of few pairs: the intervals know little of how far pairs differ'] : [],
  };
}
