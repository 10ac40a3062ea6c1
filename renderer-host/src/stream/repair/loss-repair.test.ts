import { describe, expect, test } from 'vitest';
import type { CarriedReport } from '../congestion/sent-packets.ts';
import { Retransmitter } from '../rtp/retransmitter.ts';
import { negotiated } from '../rtp/testing/negotiated.ts';
import { VideoSender } from '../rtp/video-sender.ts';
import { LossRepair } from './loss-repair.ts';

const ROUND_TRIP = 20;
const FIRST = 100;

/** A hundred packets of video that left at time 0, numbered from {@link FIRST}. */
function start(): LossRepair {
  const video = negotiated();
  const retransmitter = new Retransmitter({ video, firstRtxSequenceNumber: 0, targetBitrate: 20e6 });
  const sender = new VideoSender({ video, firstSequenceNumber: FIRST });
  const packets = sender.packetize({ nals: [new Uint8Array(115_000).fill(0x41)], rtpTimestamp: 5 });
  retransmitter.sent(packets, 0);
  return new LossRepair(retransmitter);
}

const report = (carries: number, sentAt: number, receivedAt: number | undefined, original = true): CarriedReport => ({
  ...{ sequence: original ? carries - FIRST : 1_000 + sentAt * 10 + carries, bytes: 1_200, sentAt, frame: 1 },
  ...{ carries, original, receivedAt },
});
const arrived = (from: number, to: number): CarriedReport[] =>
  Array.from({ length: to - from }, (_, index) => report(from + index, 0, 40));
const numbers = (packets: readonly { readonly carries: number }[]): number[] => packets.map(({ carries }) => carries);

describe('the repair of losses', () => {
  test('sends at once what the viewer asks for, and nothing that never left', () => {
    const repair = start();
    expect(numbers(repair.requested([101, 103, 9_999], 40, ROUND_TRIP))).toEqual([101, 103]);
    for (let now = 50; now < 2_000; now += 50) repair.requested([9_999], now, ROUND_TRIP);
    expect(repair.giveUp()).toBe(false);
  });

  test('sends what a report says is lost, without being asked', () => {
    const repair = start();
    expect(numbers(repair.reported([report(100, 0, undefined), report(101, 20, 60)], 70, ROUND_TRIP))).toEqual([100]);
  });

  test('waits where a packet may only have been overtaken', () => {
    const repair = start();
    expect(repair.reported([report(100, 0, undefined), report(101, 10, 60)], 70, ROUND_TRIP)).toEqual([]);
    expect(repair.reported([report(100, 0, 61), report(102, 30, 80)], 120, ROUND_TRIP)).toEqual([]);
    expect(repair.reported([report(103, 20, undefined), report(104, 31, 90)], 170, ROUND_TRIP)).toEqual([]);
    expect(numbers(repair.reported([report(105, 60, 130)], 220, ROUND_TRIP))).toEqual([103]);
  });

  test('sends a second time, and more often, what was lost again', () => {
    const repair = start();
    repair.reported([...arrived(120, 190), report(190, 0, undefined), report(191, 20, 60)], 60, ROUND_TRIP);
    const again = repair.reported([report(190, 60, undefined, false), report(192, 80, 120)], 130, ROUND_TRIP);
    expect(numbers(again).length).toBeGreaterThan(1);
    expect(new Set(numbers(again))).toEqual(new Set([190]));
  });

  test('sends nothing again of which one copy arrived', () => {
    const repair = start();
    repair.requested([101], 40, ROUND_TRIP);
    const reports = [report(101, 0, undefined), report(101, 40, 60, false), report(101, 41, undefined, false)];
    expect(repair.reported([...reports, report(102, 90, 120)], 130, ROUND_TRIP)).toEqual([]);
    expect(repair.overdue(1_000, ROUND_TRIP)).toEqual([]);
  });

  test('sends again what neither arrived nor was lost by any report', () => {
    const repair = start();
    repair.requested([101, 102], 40, ROUND_TRIP);
    repair.shown(101);
    expect(repair.overdue(100, ROUND_TRIP)).toEqual([]);
    expect(new Set(numbers(repair.overdue(130, ROUND_TRIP)))).toEqual(new Set([102]));
  });

  test('sends once what nobody told of, and leaves to others what is being repaired', () => {
    const repair = start();
    repair.requested([101], 40, ROUND_TRIP);
    expect(numbers(repair.untold([101, 102, 103], 60, ROUND_TRIP))).toEqual([102, 103]);
    expect(repair.untold([101, 102, 103], 85, ROUND_TRIP)).toEqual([]);
  });

  test('learns that requests are premature, and answers the second one then', () => {
    const repair = start();
    for (let number = 100; number < 120; number++) {
      repair.requested([number], 40, ROUND_TRIP);
      repair.reported([report(number, 0, 41)], 45, ROUND_TRIP);
    }
    expect(repair.requested([130], 50, ROUND_TRIP)).toEqual([]);
    expect(numbers(repair.requested([130], 150, ROUND_TRIP))).toEqual([130]);
  });

  test('gives up by a key frame what is asked for again and again', () => {
    const repair = start();
    for (let now = 40; now < 240; now += 100) repair.requested([101], now, ROUND_TRIP);
    expect(repair.giveUp()).toBe(false);
    repair.requested([101], 340, ROUND_TRIP);
    expect(repair.giveUp()).toBe(true);
    expect(repair.requested([102], 400, ROUND_TRIP)).toEqual([]);
    repair.keyFrame();
    expect(numbers(repair.requested([102], 440, ROUND_TRIP))).toEqual([102]);
  });

  test('judges a loss by what arrived behind it, however often it is told', () => {
    const repair = start();
    for (let round = 0; round < 50; round++) {
      expect(repair.reported([report(100, 0, undefined)], round * 50, ROUND_TRIP)).toEqual([]);
    }
    expect(numbers(repair.reported([report(101, 20, 60)], 2_000, ROUND_TRIP))).toEqual([100]);
  });
});
