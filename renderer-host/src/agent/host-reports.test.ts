import type { hostLink } from '@remote-view/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HostReports, type HostState } from './host-reports.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function hostReports() {
  const told: hostLink.HostReport[] = [];
  const host = { state: { warm: 1, draining: false } as HostState };
  const reports = new HostReports(
    () => host.state,
    (report) => told.push(report),
  );
  return { told, host, reports };
}

describe('reports of a host', () => {
  it('come every five seconds, with the load of the machine', () => {
    const { told } = hostReports();
    vi.advanceTimersByTime(4_999);
    expect(told).toHaveLength(0);
    vi.advanceTimersByTime(10_001);
    expect(told).toHaveLength(3);
    for (const { cpu, freeMemory, ...rest } of told) {
      expect(rest).toEqual({ type: 'report', warm: 1, draining: false });
      expect(cpu).toBeGreaterThanOrEqual(0);
      expect(cpu).toBeLessThanOrEqual(1);
      expect(Number.isInteger(freeMemory) && freeMemory > 0).toBe(true);
    }
  });

  it('come at once where something is another, and only then', () => {
    const { told, host, reports } = hostReports();
    reports.tell();
    reports.changed();
    expect(told).toHaveLength(1);
    host.state = { warm: 0, draining: false };
    reports.changed();
    reports.changed();
    host.state = { warm: 0, draining: true };
    reports.changed();
    expect(told.map(({ warm, draining }) => [warm, draining])).toEqual([
      [1, false],
      [0, false],
      [0, true],
    ]);
  });

  it('end when the host stops, whatever changes while it does', () => {
    const { told, host, reports } = hostReports();
    reports.close();
    host.state = { warm: 2, draining: false };
    reports.changed();
    vi.advanceTimersByTime(20_000);
    reports.close();
    expect(told).toHaveLength(0);
  });
});
