import { describe, expect, test } from 'vitest';
import { hostState, totalsOf, type HostFigures } from './figures.ts';

const host = (fields: Partial<HostFigures> = {}): HostFigures => ({
  capacity: 4,
  taken: 1,
  report: { warm: 2, cpu: 0.5, freeMemory: 1_000, draining: false },
  cordoned: false,
  connected: true,
  ...fields,
});

const draining = { warm: 1, cpu: 0.9, freeMemory: 1_000, draining: true };

describe('a host', () => {
  test.each<[string, Partial<HostFigures>]>([
    ['ready', {}],
    ['draining', { report: draining, cordoned: true }],
    ['cordoned', { cordoned: true }],
    ['unusable', { problem: { code: 'no-gpu-adapter', message: '' }, report: draining }],
    ['lost', { connected: false, problem: { code: 'no-gpu-adapter', message: '' } }],
  ])('is %s', (state, fields) => {
    expect(hostState(host(fields))).toBe(state);
  });
});

describe('a fleet', () => {
  test('has the slots of hosts that take sessions', () => {
    const totals = totalsOf([host(), host({ taken: 4 }), host({ cordoned: true }), host({ report: draining })]);
    expect(totals).toMatchObject({ slots: 8, slotsTaken: 5, warm: 4 });
    expect(totals.hosts).toEqual({ ready: 2, draining: 1, cordoned: 1, unusable: 0, lost: 0 });
  });

  test('is as busy as the hosts that are there', () => {
    expect(totalsOf([host(), host({ report: draining })]).cpu).toEqual({ mean: 0.7, max: 0.9 });
    expect(totalsOf([host({ connected: false })]).cpu).toEqual({ mean: 0, max: 0 });
  });
});
