/** The machines of several results: each is described once, and a result says which it was and what else was so in its run. */
import type { Machine } from '../report/machine.ts';

export interface MachineList {
  /** In the order in which they occur. */
  readonly machines: readonly { readonly label: string; readonly line: string }[];
  /** Which one, and what only that run knows: load, encoder, browser, commit. */
  runLine(machine: Machine | undefined): string;
}

export function listMachines(found: readonly (Machine | undefined)[]): MachineList {
  const lines = [...new Set(found.flatMap((machine) => (machine === undefined ? [] : [lineOf(machine)])))];
  const machines = lines.map((line, index) => ({
    label: lines.length === 1 ? 'Machine' : `Machine ${index + 1}`,
    line,
  }));
  return {
    machines,
    runLine: (machine) => {
      if (machine === undefined) return 'The file does not say on which machine.';
      const { loadBefore, encoder, chromium, commit } = machine;
      const known = machines.find(({ line }) => line === lineOf(machine));
      return [
        ...(machines.length > 1 && known !== undefined ? [known.label] : []),
        `load ${loadBefore} before the run, ${encoder}`,
        ...(chromium === 'none' ? [] : [chromium]),
        `commit ${commit}`,
      ].join(', ');
    },
  };
}

function lineOf({ cpu, cores, memoryGiB, system, adapter, software, node, packages }: Machine): string {
  const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  return [
    `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}`,
    `${adapter}${software ? ' (software)' : ''}`,
    [`node ${node}`, ...versions].join(', '),
  ].join('\n');
}
