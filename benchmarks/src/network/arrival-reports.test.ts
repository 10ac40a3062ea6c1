import { describe, expect, it } from 'vitest';
import { ArrivalReports, feedbackInterval } from './arrival-reports.ts';

interface Header {
  readonly base: number;
  readonly statuses: number;
  /** ms. */
  readonly reference: number;
  readonly count: number;
}

function header(report: Uint8Array | undefined): Header | undefined {
  if (report === undefined) return undefined;
  const view = new DataView(report.buffer, report.byteOffset, report.byteLength);
  return {
    base: view.getUint16(0),
    statuses: view.getUint16(2),
    reference: (view.getUint32(4) >>> 8) * 64,
    count: view.getUint8(7),
  };
}

describe('reports of arrivals', () => {
  it('come every 50 ms from a viewer that sends no media, and never more than 250 ms apart', () => {
    expect(feedbackInterval()).toBe(50);
    expect(feedbackInterval(1)).toBe(250);
    expect(feedbackInterval(100_000)).toBeCloseTo(108.8);
  });

  it('tell of what came since the last one, gaps included', () => {
    const reports = new ArrivalReports();
    for (const sequence of [65_534, 65_535, 1]) reports.received(sequence, 6_400 + (sequence % 7));
    expect(header(reports.report(6_450))).toEqual({ base: 65_534, statuses: 4, reference: 6_400, count: 0 });
    reports.received(2, 6_460);
    expect(header(reports.report(6_500))).toEqual({ base: 2, statuses: 1, reference: 6_400, count: 1 });
  });

  it('say nothing where nothing came', () => {
    const reports = new ArrivalReports();
    expect(reports.report(0)).toBeUndefined();
    reports.received(5, 10);
    reports.report(50);
    expect(reports.report(100)).toBeUndefined();
  });

  it('begin again with a packet that comes late', () => {
    const reports = new ArrivalReports();
    for (const sequence of [10, 12, 13]) reports.received(sequence, 100);
    reports.report(150);
    reports.received(11, 160);
    reports.received(14, 170);
    expect(header(reports.report(200))).toMatchObject({ base: 11, statuses: 4 });
  });

  it('are two where a delta would not fit into one', () => {
    const reports = new ArrivalReports();
    reports.received(1, 0);
    reports.received(2, 9_000);
    expect(header(reports.report(9_010))).toMatchObject({ base: 1, statuses: 1 });
    expect(header(reports.report(9_060))).toMatchObject({ base: 2, statuses: 1 });
  });
});
