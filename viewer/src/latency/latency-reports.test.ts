import { check, signaling } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import type { LatencySample } from './latency-meter.ts';
import { LatencyReports, type ReportingConnection } from './latency-reports.ts';

const sample = (total: number): LatencySample => ({ total, stages: [] });
const upTo = (count: number): LatencySample[] => Array.from({ length: count }, (_, index) => sample(index));

/** A connection with these samples, and what was told over it. */
function reporting(name: 'live' | 'reconnecting' = 'live') {
  const told: number[][] = [];
  let samples: LatencySample[] = [];
  const connection: ReportingConnection = {
    state: { name },
    get link() {
      return { latency: { samples } };
    },
    report: (report) => void told.push(report),
  };
  const reports = new LatencyReports(connection);
  return {
    told,
    measured: (next: LatencySample[]) => {
      samples = next;
      reports.tell();
    },
  };
}

describe('reports of latency', () => {
  it('tell each sample once', () => {
    const { told, measured } = reporting();
    const samples = [sample(20), sample(31.26)];
    measured(samples);
    measured(samples);
    measured([...samples, sample(40)]);
    expect(told).toEqual([[20, 31.3], [40]]);
  });

  it('tell the newest where there are more than one message takes', () => {
    const { told, measured } = reporting();
    measured(upTo(300));
    expect(told[0]).toEqual(
      upTo(300)
        .slice(-64)
        .map(({ total }) => total),
    );
  });

  it('begin anew with another connection, and when all that was told is forgotten', () => {
    const { told, measured } = reporting();
    measured([sample(1)]);
    measured([]);
    measured([sample(1)]);
    expect(told).toEqual([[1], [1]]);
  });

  it('say nothing while there is no live picture', () => {
    const { told, measured } = reporting('reconnecting');
    measured([sample(20)]);
    expect(told).toEqual([]);
  });

  it('are messages that the gateway takes, whatever a browser measures', () => {
    const { told, measured } = reporting();
    measured([sample(-3), sample(1e9), ...upTo(100)]);
    measured([sample(-0.04), sample(Infinity)]);
    for (const samples of told) {
      expect(() => check(signaling.LatencyReport, { type: 'latency', samples })).not.toThrow();
    }
    expect(told[1]).toEqual([0, 60_000]);
  });
});
