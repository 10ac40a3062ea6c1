import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TransportCcFeedback } from '../rtcp/transport-cc.ts';
import { SentPackets } from './sent-packets.ts';

const feedback = (
  baseSequenceNumber: number,
  arrivals: readonly (number | undefined)[],
  reference = 0,
): TransportCcFeedback => ({ baseSequenceNumber, count: 0, reference, arrivals });

function sent(first: number, count: number): SentPackets {
  const packets = new SentPackets(first);
  for (let index = 0; index < count; index++) packets.add(100, index, 7);
  return packets;
}

describe('feedback about packets that left', () => {
  test('says of each when it came, across the wrap of the wire numbers', () => {
    const packets = sent(65_534, 4);
    expect(packets.report(feedback(65_534, [4, undefined, 8, 12]))).toEqual([
      { sequence: 0, bytes: 100, sentAt: 0, frame: 7, carries: undefined, original: true, receivedAt: 1 },
      { sequence: 1, bytes: 100, sentAt: 1, frame: 7, carries: undefined, original: true, receivedAt: undefined },
      { sequence: 2, bytes: 100, sentAt: 2, frame: 7, carries: undefined, original: true, receivedAt: 2 },
      { sequence: 3, bytes: 100, sentAt: 3, frame: 7, carries: undefined, original: true, receivedAt: 3 },
    ]);
    expect(packets.bytesUnderway).toBe(0);
  });

  test('knows the video packets of which no report came, once one came of later ones', () => {
    const packets = new SentPackets(0);
    for (let index = 0; index < 8; index++) packets.add(100, index, 7, 500 + index, index !== 3);
    packets.report(feedback(0, [0, 1]));
    expect(packets.untold(0, 5)).toEqual([]);
    packets.report(feedback(6, [0, undefined]));
    expect(packets.untold(0, 5)).toEqual([502, 504, 505]);
    expect(packets.untold(0, 7)).toEqual([502, 504, 505]);
  });

  test('tells of a packet once that it came, and again of one that came late', () => {
    const packets = sent(0, 3);
    packets.report(feedback(0, [0, undefined, 4]));
    expect(packets.report(feedback(0, [0, 9, 4])).map(({ sequence }) => sequence)).toEqual([1]);
  });

  test('keeps one clock while the reference time of 24 bits wraps', () => {
    const packets = sent(0, 2);
    const [before] = packets.report(feedback(0, [0], 2 ** 23 - 1));
    const [after] = packets.report(feedback(1, [0], -(2 ** 23)));
    expect(after!.receivedAt! - before!.receivedAt!).toBe(64);
  });

  test('counts what it says of packets that never left, and believes nothing of it', () => {
    const packets = sent(0, 3);
    expect(packets.report(feedback(40_000, [0, 0]))).toEqual([]);
    expect(packets.report(feedback(2, [0, 0, 0]))).toHaveLength(1);
    expect(packets.unknown).toBe(4);
  });

  test('takes bytes from under way by what is told of, acknowledged or forgotten', () => {
    const packets = sent(0, 10);
    expect(packets.bytesUnderway).toBe(1_000);
    packets.acknowledgeUpTo(3);
    expect(packets.bytesUnderway).toBe(600);
    packets.acknowledgeUpTo(99);
    expect(packets.bytesUnderway).toBe(600);
    for (let index = 0; index < 8_192; index++) packets.add(1, index, undefined);
    expect(packets.bytesUnderway).toBe(8_192);
  });

  test('puts a packet that got a held number where it left', () => {
    const packets = new SentPackets(0);
    packets.add(100, 0, 7);
    const held = packets.hold(1);
    packets.add(100, 2, 7);
    // Nothing has it yet, so nothing is lost.
    expect(packets.report(feedback(0, [0, undefined, 8])).map(({ sequence }) => sequence)).toEqual([0, 2]);
    packets.add(100, 90, 8);
    packets.addHeld(held, { bytes: 50, sentAt: 95, frame: undefined, carries: 501, original: false });
    packets.add(100, 96, 8);
    const again = packets.report(feedback(1, [380, 8, 360, undefined]));
    expect(again.map(({ sequence, receivedAt }) => [sequence, receivedAt])).toEqual([
      [3, 90],
      [held, 95],
      [4, undefined],
    ]);
    expect(packets.wireNumber(held)).toBe(1);
    expect(packets.bytesUnderway).toBe(0);
  });

  test('says once that a packet is missing, however often it is told', () => {
    const packets = sent(0, 3);
    expect(packets.report(feedback(0, [0, undefined, 4]))).toHaveLength(3);
    expect(packets.report(feedback(0, [0, undefined, 4]))).toEqual([]);
  });

  test('keeps what is under way true where a number is held for longer than a report takes', () => {
    const packets = new SentPackets(0);
    packets.add(100, 0, 7);
    const held = packets.hold(1);
    packets.add(100, 2, 7);
    packets.addHeld(held, { bytes: 50, sentAt: 95, frame: 8, carries: 501, original: false });
    expect(packets.bytesUnderway).toBe(250);
    packets.report(feedback(2, [8]));
    expect(packets.bytesUnderway).toBe(0);
  });

  test('never makes what is under way negative, whatever it says', () => {
    const report = fc.tuple(fc.nat(0xffff), fc.array(fc.option(fc.nat(1_000), { nil: undefined }), { minLength: 1 }));
    fc.assert(
      fc.property(fc.array(report, { maxLength: 20 }), (reports) => {
        const packets = sent(65_000, 1_000);
        for (const [base, arrivals] of reports) packets.report(feedback(base, arrivals));
        expect(packets.bytesUnderway).toBeGreaterThanOrEqual(0);
        expect(packets.bytesUnderway).toBeLessThanOrEqual(100_000);
      }),
    );
  });
});
