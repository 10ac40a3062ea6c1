/** A path in words, for tables and for who reads a result later. */
import type { PathCase } from './cases.ts';

export function scheduleText({ phases, cellular }: PathCase): string {
  if (cellular !== undefined)
    return `${phases.map(({ seconds }) => `${seconds}s`).join(', ')} of a made trace, ${cellular}`;
  return phases.map(({ seconds, capacity }) => `${seconds}s ${capacity / 1e6}M`).join(', ');
}

export function impairmentsOf({ loss, jitter }: PathCase): string[] {
  const lossText =
    loss?.type === 'random'
      ? `${Number((loss.share * 100).toFixed(3))} % random loss`
      : `bursts of ${loss?.bad} lost packets, ${loss?.good} apart`;
  return [...(loss === undefined ? [] : [lossText]), ...(jitter === undefined ? [] : [`jitter up to ${jitter} ms`])];
}
