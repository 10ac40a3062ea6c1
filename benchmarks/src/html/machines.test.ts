import { describe, expect, it } from 'vitest';
import { MACHINE } from '../report/testing/results.ts';
import { listMachines } from './machines.ts';

describe('the machines of a report', () => {
  it('are one where hardware and versions are the same, whatever else ran', () => {
    const { machines, runLine } = listMachines([MACHINE, { ...MACHINE, loadBefore: 7 }, undefined]);
    expect(machines).toHaveLength(1);
    expect(runLine({ ...MACHINE, loadBefore: 7 })).toBe(
      'load 7 before the run, libx264, HeadlessChrome/1, commit 0123456789',
    );
  });

  it('are numbered where there are several', () => {
    const other = { ...MACHINE, cpu: 'another', chromium: 'none' };
    const { machines, runLine } = listMachines([MACHINE, other]);
    expect(machines.map(({ label }) => label)).toEqual(['Machine 1', 'Machine 2']);
    expect(runLine(other)).toBe('Machine 2, load 0.5 before the run, libx264, commit 0123456789');
  });

  it('may be unknown', () => {
    expect(listMachines([undefined]).runLine(undefined)).toContain('does not say');
  });
});
