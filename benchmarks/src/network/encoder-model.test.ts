import { describe, expect, it } from 'vitest';
import { seededRandom } from '../stats/random.ts';
import { EncoderModel } from './encoder-model.ts';

const TARGET = 6e6;
const SHARE = TARGET / 8 / 60;
const FRAMES = 6_000;

/** In shares of 6 Mbit/s. */
function sizes(frames: number, target: (frame: number) => number, useful = Infinity, keyFrames = [0]): number[] {
  const encoder = new EncoderModel({ fps: 60, useful: () => useful, random: seededRandom(1) });
  const encode = (frame: number): number => encoder.encode(target(frame), keyFrames.includes(frame), frame * 16.7);
  return Array.from({ length: frames }, (_, frame) => encode(frame) / SHARE);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('the encoder model', () => {
  it('spends nine tenths of its rate, with sizes that scatter, and of which neighbours are alike', () => {
    const made = sizes(FRAMES, () => TARGET).slice(1);
    expect(mean(made)).toBeGreaterThan(0.87);
    expect(mean(made)).toBeLessThan(0.91);
    const off = made.map((share) => share - mean(made));
    const variance = mean(off.map((one) => one ** 2));
    expect(Math.sqrt(variance)).toBeGreaterThan(0.1);
    expect(Math.sqrt(variance)).toBeLessThan(0.2);
    const alike = mean(off.slice(1).map((one, index) => one * off[index]!)) / variance;
    expect(alike).toBeGreaterThan(0.3);
    expect(alike).toBeLessThan(0.6);
  });

  it('makes up to two shares of a cut, and no more of anything', () => {
    const made = sizes(FRAMES, () => TARGET);
    expect(Math.max(...made)).toBeGreaterThan(1.7);
    expect(Math.max(...made)).toBeLessThanOrEqual(2.001);
  });

  it('makes a key frame of one to two shares, and of a fiftieth bit a pixel at least', () => {
    expect(sizes(1, () => TARGET)[0]! * SHARE).toBeGreaterThanOrEqual(1.1 * SHARE - 1);
    expect(sizes(1, () => TARGET)[0]! * SHARE).toBeLessThanOrEqual(1.8 * SHARE + 1);
    const small = sizes(100, () => 0.2e6, Infinity, [50])[50]! * SHARE;
    expect(small).toBeGreaterThan(0.02 * 1_280 * 90);
    expect(small).toBeLessThan(0.04 * 1_280 * 90);
  });

  it('follows a rate that falls with the next frame, carefully', () => {
    const after = sizes(200, (frame) => (frame < 60 ? TARGET : TARGET / 4))
      .slice(60)
      .map((share) => share * 4);
    expect(Math.max(...after.slice(0, 4))).toBeLessThan(1.16);
    expect(mean(after.slice(0, 4))).toBeLessThan(0.85);
    expect(mean(after.slice(40))).toBeGreaterThan(0.85);
  });

  it('reaches a rate that rises by halves', () => {
    const after = sizes(200, (frame) => (frame < 100 ? TARGET / 4 : TARGET)).slice(100);
    expect(after[0]).toBeLessThan(0.45);
    expect(after[2]).toBeGreaterThan(after[0]!);
    expect(mean(after.slice(4, 60))).toBeGreaterThan(0.8);
  });

  it('makes no more than its pictures need', () => {
    expect(mean(sizes(600, () => TARGET, TARGET / 6).slice(1))).toBeCloseTo(0.89 / 6, 1);
  });
});
