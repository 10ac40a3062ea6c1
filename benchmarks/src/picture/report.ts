/** A picture result as text for a terminal. */
import { machineLine } from '../report/machine.ts';
import { table } from '../report/table.ts';
import { SAME } from './difference.ts';
import type { PictureResult } from './result.ts';

export function describePictures({ machine, plan, pictures }: PictureResult): string {
  const headings = ['scene', 'mean of 255', 'p99', 'pixels off %', '', 'first frame ms', 'frame ms', 'frames/s'];
  const rows = pictures.map(({ name, mean, p99, off, same, firstFrameMs, frameMs }) => [
    name,
    mean.toFixed(3),
    String(p99),
    (off * 100).toFixed(2),
    same ? 'same' : 'DIFFERS',
    firstFrameMs.toFixed(0),
    frameMs.toFixed(1),
    (1_000 / frameMs).toFixed(1),
  ]);
  return `${[
    machineLine(machine),
    `${plan.width}x${plan.height}, frame ${plan.frames}; same: mean at most ${SAME.mean}, ` +
      `at most ${SAME.off * 100} % of the pixels off by more than 8`,
    table([headings, ...rows]),
  ].join('\n\n')}\n`;
}
