import { describe, expect, it } from 'vitest';
import { AckedBitrate } from './acked-bitrate.ts';

describe('the bitrate that arrives', () => {
  it('is known after half a second', () => {
    const acked = new AckedBitrate();
    arrive(acked, 1e6, 0, 490);
    expect(acked.value).toBeUndefined();
    arrive(acked, 1e6, 500, 510);
    expect(acked.value).toBeCloseTo(1e6, -4);
  });

  it('follows a change within a few windows', () => {
    const acked = new AckedBitrate();
    arrive(acked, 1e6, 0, 3_000);
    arrive(acked, 2e6, 3_010, 3_500);
    expect(acked.value).toBeGreaterThan(1.05e6);
    arrive(acked, 2e6, 3_510, 8_000);
    expect(acked.value).toBeGreaterThan(1.85e6);
  });

  it('follows faster a change that was expected', () => {
    const surprised = new AckedBitrate();
    const prepared = new AckedBitrate();
    for (const acked of [surprised, prepared]) arrive(acked, 1e6, 0, 3_000);
    prepared.expectChange();
    for (const acked of [surprised, prepared]) arrive(acked, 3e6, 3_010, 3_400);
    expect(prepared.value!).toBeGreaterThan(surprised.value! * 1.2);
  });

  it('takes a silence for no rate', () => {
    const acked = new AckedBitrate();
    arrive(acked, 1e6, 0, 1_000);
    const before = acked.value!;
    arrive(acked, 1e6, 11_000, 11_140);
    expect(acked.value! / before).toBeGreaterThan(0.8);
  });

  it('begins a window anew where the clock goes back', () => {
    const acked = new AckedBitrate();
    arrive(acked, 1e6, 0, 1_000);
    const before = acked.value!;
    arrive(acked, 1e6, 10, 1_000);
    expect(acked.value! / before).toBeGreaterThan(0.9);
  });
});

function arrive(acked: AckedBitrate, bitrate: number, from: number, to: number): void {
  for (let at = from; at <= to; at += 10) acked.add((bitrate * 10) / 8_000, at);
}
