import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LONGEST_DISTANCE, LONGEST_WAIT, QUIET, ReloadGate } from './reload-gate.ts';

/** Changes at these times; when each reload is taken if somebody looks whenever one is due. */
function reloads(changes: readonly number[]): number[] {
  const gate = new ReloadGate();
  const taken: number[] = [];
  const until = (end: number): void => {
    while (gate.due !== undefined && gate.due < end) {
      const now = gate.due;
      expect(gate.take(now)).toBe(true);
      taken.push(now);
    }
  };
  for (const at of changes) {
    until(at);
    gate.changed(at);
  }
  until(Infinity);
  return taken;
}

const every = (step: number, count: number): number[] => Array.from({ length: count }, (_, index) => index * step);

describe('the gate between changed files and reloads', () => {
  it('asks for nothing while nothing changes', () => {
    const gate = new ReloadGate();
    expect(gate.due).toBeUndefined();
    expect(gate.take(1_000)).toBe(false);
  });

  it('makes one reload of the steps in which a file is saved', () => {
    expect(reloads([100, 105, 110])).toEqual([110 + QUIET]);
  });

  it('does not wait for the end of changes that never pause', () => {
    expect(reloads(every(QUIET - 1, 20))[0]).toBe(LONGEST_WAIT);
  });

  it('reloads again for what is saved during a reload', () => {
    expect(reloads([0, QUIET + 10])).toHaveLength(2);
  });

  it('takes a person who saves every second at their word', () => {
    const saves = every(1_000, 60);
    expect(reloads(saves)).toEqual(saves.map((at) => at + QUIET));
  });

  it('lets a storm of edits through ever more rarely', () => {
    const minute = reloads(every(20, 3_000));
    expect(minute.length).toBeLessThan(25);
    const last = minute.at(-1)! - minute.at(-2)!;
    expect(last).toBeGreaterThanOrEqual(LONGEST_DISTANCE * 0.9);
  });

  it('is quick again after a storm', () => {
    const calm = 120_000;
    expect(reloads([...every(20, 3_000), calm]).at(-1)).toBe(calm + QUIET);
  });

  it('never forgets a change: a reload follows each', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 50 }), (gaps) => {
        let now = 0;
        const changes = gaps.map((gap) => (now += gap));
        const taken = reloads(changes);
        expect(taken.at(-1)).toBeGreaterThanOrEqual(changes.at(-1)!);
        expect(taken.length).toBeLessThanOrEqual(changes.length);
      }),
    );
  });
});
