/**
 * What of a capacity result can be compared: what a session takes, which other load changes little. How many sessions held is
 * the whole machine's answer and moves in whole steps, so it is no figure. CPU is counted for a frame, since inputs make more
 * frames than the host's rate; sessions a core are one over it.
 */
import { cpuPerFrame, scaleTo10Mbit, viewerLine } from '../capacity/figures.ts';
import type { CapacityCaseResult, CapacityResult } from '../capacity/result.ts';
import { cellName } from '../latency/matrix-report.ts';
import type { Comparable, Figure } from './comparable.ts';
import { redrawnFit } from './redraw.ts';

export function comparableCapacity({ machine, cases, window }: CapacityResult): Comparable {
  return {
    // Cases are found by their names: two runs may have some in common.
    task: {},
    conditions: { 'length of a step, ms': window },
    machine,
    figures: cases.flatMap(figuresOf),
    losses: [],
    doubts: ['CPU and memory are one number a run: of them the tolerance alone decides'],
  };
}

function figuresOf(one: CapacityCaseResult): Figure[] {
  const { session, viewers } = one;
  const figure = (name: string, unit: string, value: number, decides: boolean): Figure => ({
    name: `${cellName(one)}: ${name}`,
    unit,
    decides,
    values: [{ label: '', value, enough: true }],
  });
  const line = viewerLine(viewers);
  const scale = line === undefined ? 0 : 100 * scaleTo10Mbit(viewers);
  return [
    figure('CPU a frame', 'ms', cpuPerFrame(one), true),
    figure('memory a session', 'MB', session.residentBytes / 1e6, true),
    ...(line === undefined
      ? []
      : [
          {
            ...figure('one more viewer at 10 Mbit/s, stream process', '% of a core', line.slope * scale, true),
            redraw: redrawnFit(line.slope * scale, line.standardError * scale, viewers.length - 2),
          },
        ]),
    // At the frames that it made, which differ between runs.
    figure('CPU of a session', '% of a core', session.cores * 100, false),
  ];
}
