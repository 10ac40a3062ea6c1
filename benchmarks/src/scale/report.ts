/** The figures of a run, beside what was expected of them. */
import { machineLine } from '../report/machine.ts';
import { quantity } from '../report/quantity.ts';
import { table } from '../report/table.ts';
import type { ScaleCase, ScaleResult } from './result.ts';

export function describeScale({ machine, settings, cases }: ScaleResult): string {
  const { redis = 'none', sockets } = settings;
  const head = `${machineLine(machine)}\nRedis ${redis}; at most ${sockets} sockets a process`;
  return [head, ...cases.map(describeCase)].join('\n\n');
}

function describeCase({ title, loadBefore, figures }: ScaleCase): string {
  const rows = figures.map(({ name, value, unit, predicted }) => [
    `  ${name}`,
    quantity(value),
    unit,
    predicted === undefined ? '' : quantity(predicted),
  ]);
  return `${title} (load ${quantity(loadBefore)})\n${table([['', 'measured', '', 'expected'], ...rows])}`;
}
