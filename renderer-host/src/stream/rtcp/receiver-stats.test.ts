import { describe, expect, test } from 'vitest';
import type { ReportBlock } from './parse.ts';
import { ReceiverStats } from './receiver-stats.ts';

function report(changes: Partial<ReportBlock> = {}): ReportBlock {
  return {
    ssrc: 42,
    fractionLost: 0,
    cumulativeLost: 0,
    highestSequenceNumber: 0,
    jitter: 0,
    lastSenderReport: 0,
    delaySinceLastSenderReport: 0,
    ...changes,
  };
}

describe('receiver statistics', () => {
  test('give the round trip as the time since the echoed report, less what the viewer held it back', () => {
    const stats = new ReceiverStats(42, 90_000);
    stats.senderReportSent(111, 1_000);
    stats.senderReportSent(222, 2_000);
    stats.onReports([report({ lastSenderReport: 222, delaySinceLastSenderReport: 65_536 / 2 })], 2_530);
    expect(stats.state.rtt).toBe(30);
    stats.onReports([report({ lastSenderReport: 111, delaySinceLastSenderReport: 65_536 })], 2_540);
    expect(stats.state.rtt).toBe(540);
  });

  test('know no round trip before the first echo, and keep the last one where a report has none', () => {
    const stats = new ReceiverStats(42, 90_000);
    stats.onReports([report()], 10);
    expect(stats.state.rtt).toBeUndefined();
    stats.senderReportSent(111, 1_000);
    stats.onReports([report({ lastSenderReport: 111 })], 1_020);
    stats.onReports([report()], 3_000);
    expect(stats.state.rtt).toBe(20);
  });

  test('are not fooled by echoes of reports never sent or held back longer than the whole took', () => {
    const stats = new ReceiverStats(42, 90_000);
    stats.senderReportSent(111, 1_000);
    stats.onReports([report({ lastSenderReport: 999 })], 1_020);
    stats.onReports([report({ lastSenderReport: 111, delaySinceLastSenderReport: 0xffff_ffff })], 1_020);
    expect(stats.state.rtt).toBeUndefined();
    const roundedUp = Math.ceil(0.0204 * 65_536);
    stats.onReports([report({ lastSenderReport: 111, delaySinceLastSenderReport: roundedUp })], 1_020);
    expect(stats.state.rtt).toBe(0);
  });

  test('remember a bounded number of sender reports', () => {
    const stats = new ReceiverStats(42, 90_000);
    for (let index = 1; index <= 100; index += 1) stats.senderReportSent(index, index);
    stats.onReports([report({ lastSenderReport: 84 })], 200);
    expect(stats.state.rtt).toBeUndefined();
    stats.onReports([report({ lastSenderReport: 85 })], 200);
    expect(stats.state.rtt).toBe(115);
  });

  test('give loss as a share and jitter in milliseconds, of their own stream only', () => {
    const stats = new ReceiverStats(42, 90_000);
    const other = report({ ssrc: 7, fractionLost: 255 });
    expect(stats.onReports([other], 0)).toBe(false);
    const own = report({ fractionLost: 64, cumulativeLost: 9, jitter: 900, highestSequenceNumber: 70_000 });
    expect(stats.onReports([other, own], 0)).toBe(true);
    expect(stats.state).toEqual({
      rtt: undefined,
      fractionLost: 0.25,
      cumulativeLost: 9,
      jitter: 10,
      highestSequenceNumber: 70_000,
    });
  });
});
