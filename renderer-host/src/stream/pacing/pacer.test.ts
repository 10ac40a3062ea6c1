import { describe, expect, test } from 'vitest';
import type { RtpPacket } from '../rtp/packet.ts';
import { Pacer, type PacketClass } from './pacer.ts';

function packets(count: number, bytes = 1_000): RtpPacket[] {
  return Array.from({ length: count }, (_, sequenceNumber) => ({
    ...{
      bytes: new Uint8Array(bytes),
      ssrc: 1,
      sequenceNumber,
      carries: sequenceNumber,
      headerBytes: 12,
      transportCcAt: -1,
    },
  }));
}

/** Polls whenever the pacer asks to be; returns when each packet left. */
function run(pacer: Pacer, from: number): { readonly at: number; readonly kind: PacketClass }[] {
  const left: { at: number; kind: PacketClass }[] = [];
  for (let now = from, steps = 0; steps < 10_000; steps++) {
    left.push(...pacer.poll(now).map(({ kind }) => ({ at: now, kind })));
    const next = pacer.nextPoll();
    if (next === undefined) break;
    now = Math.max(now + 1, next);
  }
  return left;
}

describe('the pacer', () => {
  test('spreads a train over the time that it takes at the rate', () => {
    const pacer = new Pacer(8e6);
    pacer.push('video', packets(20), 1);
    const left = run(pacer, 100);
    expect(left).toHaveLength(20);
    expect(left.at(-1)!.at - 100).toBeGreaterThan(17);
    expect(left.at(-1)!.at - 100).toBeLessThan(21);
  });

  test('lets everything leave at once where the rate is high', () => {
    const pacer = new Pacer(200e6);
    pacer.push('video', packets(20), 1);
    expect(pacer.poll(0)).toHaveLength(20);
    expect(pacer.nextPoll()).toBeUndefined();
  });

  test('keeps the order of priority: audio, retransmissions, video, probes', () => {
    const pacer = new Pacer(1e6);
    const kinds: PacketClass[] = ['probe', 'video', 'retransmission', 'audio'];
    for (const kind of kinds) pacer.push(kind, packets(1), undefined);
    expect(run(pacer, 0).map(({ kind }) => kind)).toEqual(kinds.toReversed());
  });

  test('makes good for a late poll, but not with a burst, and gives no credit for silence', () => {
    const pacer = new Pacer(8e6);
    pacer.push('video', packets(50), 1);
    pacer.poll(0);
    expect(pacer.poll(5).length).toBeLessThanOrEqual(6);
    expect(pacer.poll(500).length).toBeLessThanOrEqual(12);
    run(pacer, 501);
    pacer.push('video', packets(50), 2);
    expect(pacer.poll(10_000).length).toBeLessThanOrEqual(2);
  });

  test('refuses more retransmissions than anybody waits for', () => {
    const pacer = new Pacer(1e6);
    expect(pacer.push('retransmission', packets(500), undefined)).toBe(true);
    expect(pacer.push('retransmission', packets(13), undefined)).toBe(false);
    expect(pacer.queuedBytes).toBe(500_000);
  });

  test('forgets a class of which nothing is of use any more, and keeps the others', () => {
    const pacer = new Pacer(1e6);
    pacer.push('retransmission', packets(5), undefined);
    pacer.push('video', packets(2), 1);
    pacer.drop('retransmission');
    expect(pacer.queuedBytes).toBe(2_000);
    expect(run(pacer, 0).map(({ kind }) => kind)).toEqual(['video', 'video']);
  });
});
