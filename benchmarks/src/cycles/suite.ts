/** `npm run bench -- cycles`. */
import { buildViewerBundle } from '../harness/viewer-bundle.ts';
import { Progress } from '../report/progress.ts';
import type { Suite } from '../suite.ts';
import { measureCycles, type CyclesResult } from './measure.ts';
import { CYCLES_HELP, parseCyclesOptions } from './options.ts';

export const cyclesSuite: Suite = {
  summary: 'elements that connect and go, and what is left of them',
  help: CYCLES_HELP,
  run: async (args) => {
    const options = parseCyclesOptions(args);
    const progress = new Progress(process.stderr);
    progress.step('building the viewer …');
    await buildViewerBundle();
    process.stdout.write(describeCycles(await measureCycles(options, progress)));
  },
};

function describeCycles({ cycles, seconds, growth, problems }: CyclesResult): string {
  const rows = growth.map(({ name, before, after, perCycle }) => {
    const [from, to, each] = [before, after, perCycle].map((value) => value.toFixed(name.endsWith('MB') ? 2 : 0));
    const grows = after > before ? `${each} a cycle (${perCycle.toPrecision(2)})` : 'no more';
    return `  ${name.padEnd(24)} ${from!.padStart(12)} ${to!.padStart(12)}   ${grows}`;
  });
  const head = `${cycles} cycles in ${Math.round(seconds)} s; the least of the first and of the last half:`;
  return `${[head, ...rows, ...problems].join('\n')}\n`;
}
