import { describe, expect, test } from 'vitest';
import type { PacketReport } from './controller.ts';
import { TrainMeter } from './train-meter.ts';

let sequence = 0;
const report = (frame: number | undefined, sentAt: number, receivedAt: number | undefined): PacketReport => ({
  ...{ sequence: sequence++, bytes: 1_000, frame, sentAt, receivedAt },
});

describe('a train', () => {
  test('is over when a packet of a later frame is told of, and says how it left and arrived', () => {
    const meter = new TrainMeter();
    expect(meter.add([report(1, 0, 50), report(1, 1, 53)])).toEqual([]);
    const [train] = meter.add([report(1, 2, 56), report(2, 17, 67)]);
    expect(train).toMatchObject({ frame: 1, packets: 3, bytes: 3_000, lost: 0, leastDelay: 50 });
    expect(train).toMatchObject({ lastSentAt: 2, lastReceivedAt: 56 });
    expect(train!.sentPerByte).toBeCloseTo(0.001);
    expect(train!.receivedPerByte).toBeCloseTo(0.003);
  });

  test('says what is known of it before it is over', () => {
    const meter = new TrainMeter();
    expect(meter.open).toBeUndefined();
    meter.add([report(1, 0, 50), report(1, 1, 56)]);
    expect(meter.open).toMatchObject({ frame: 1, packets: 2, lastReceivedAt: 56 });
    meter.add([report(1, 2, 62), report(2, 17, undefined)]);
    expect(meter.open).toBeUndefined();
  });

  test('is not stretched by packets that overtake each other', () => {
    const meter = new TrainMeter();
    const late = Array.from({ length: 40 }, (_, index) => report(1, index, 50 + index + (index % 3) * 2));
    const [train] = meter.add([...late, report(2, 90, 150)]);
    expect(train!.receivedPerByte / train!.sentPerByte).toBeCloseTo(1, 1);
  });

  test('counts what was lost of it', () => {
    const meter = new TrainMeter();
    const [train] = meter.add([report(1, 0, 52), report(1, 1, undefined), report(1, 2, 53), report(2, 9, 60)]);
    expect(train).toMatchObject({ packets: 2, lost: 1, lastReceivedAt: 53 });
    expect(train!.sentPerByte).toBeCloseTo(0.001);
  });

  test('has the bytes of other packets among its own, and is none where all were lost', () => {
    const meter = new TrainMeter();
    const trains = meter.add([
      ...[report(1, 0, undefined), report(2, 5, 55), report(undefined, 6, 56), report(2, 7, 57)],
      report(3, 9, 60),
    ]);
    expect(trains.map(({ frame, packets, bytes }) => [frame, packets, bytes])).toEqual([[2, 2, 3_000]]);
    const [next] = meter.add([report(undefined, 12, 62), report(3, 13, 63), report(4, 20, 70)]);
    expect(next!.arrivedBytes - trains[0]!.arrivedBytes).toBe(3_000);
  });

  test('is not begun again by a late word about an older frame', () => {
    const meter = new TrainMeter();
    meter.add([report(1, 0, 50), report(2, 9, 60)]);
    expect(meter.add([report(1, 1, 70), report(3, 18, 69)]).map(({ frame }) => frame)).toEqual([2]);
  });
});
