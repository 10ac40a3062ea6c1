/** Goals as lines across a plot. */
import type { Goal } from '../goals.ts';
import type { Rule } from '../plots/figure.ts';

export function goalRules({ must, aim }: Goal, unit: string): Rule[] {
  const name = (word: string, at: number): string => `${word} ${at}${unit === '' ? '' : ` ${unit}`}`;
  return [
    { at: must, name: name('must', must), colour: 'var(--must)' },
    ...(aim === undefined ? [] : [{ at: aim, name: name('aim', aim), colour: 'var(--good)' }]),
  ];
}
