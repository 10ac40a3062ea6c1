import { describe, expect, test } from 'vitest';
import { HISTORY_CAPACITY, HISTORY_MAX_AGE, PacketHistory } from './packet-history.ts';
import type { RtpPacket } from './packet.ts';

function packet(sequenceNumber: number): RtpPacket {
  return {
    bytes: new Uint8Array(20),
    ssrc: 1,
    sequenceNumber,
    carries: sequenceNumber,
    headerBytes: 12,
    transportCcAt: -1,
  };
}

describe('the packet history', () => {
  test('finds packets across the wrap of their numbers', () => {
    const history = new PacketHistory();
    for (const number of [65_534, 65_535, 0, 1]) history.add(packet(number), 0);
    expect(history.get(65_535, 0)?.packet.sequenceNumber).toBe(65_535);
    expect(history.get(1, 0)?.packet.sequenceNumber).toBe(1);
    expect(history.get(2, 0)).toBeUndefined();
    expect(history.get(65_533, 0)).toBeUndefined();
  });

  test('holds a bounded number of packets, the newest', () => {
    const history = new PacketHistory();
    for (let number = 0; number < HISTORY_CAPACITY + 10; number += 1) history.add(packet(number), 0);
    expect(history.size).toBe(HISTORY_CAPACITY);
    expect(history.get(9, 0)).toBeUndefined();
    expect(history.get(10, 0)).toBeDefined();
  });

  test('forgets packets that are too old, also where none follow', () => {
    const history = new PacketHistory();
    history.add(packet(1), 0);
    history.add(packet(2), 500);
    expect(history.get(1, HISTORY_MAX_AGE)).toBeDefined();
    expect(history.get(1, HISTORY_MAX_AGE + 1)).toBeUndefined();
    expect(history.get(2, HISTORY_MAX_AGE + 1)).toBeDefined();
    expect(history.size).toBe(1);
  });

  test('starts afresh where the numbers jump', () => {
    const history = new PacketHistory();
    history.add(packet(1), 0);
    history.add(packet(500), 0);
    expect(history.size).toBe(1);
    expect(history.get(500, 0)).toBeDefined();
    expect(history.get(1, 0)).toBeUndefined();
  });
});
