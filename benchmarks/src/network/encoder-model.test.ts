import { describe, expect, it } from 'vitest';
import { seededRandom } from '../stats/random.ts';
import { EncoderModel } from './encoder-model.ts';

const SHARE = 6e6 / 8 / 60;

function sizes(frames: number, target: (frame: number) => number, useful = Infinity): number[] {
  const encoder = new EncoderModel({ fps: 60, useful: () => useful, random: seededRandom(1) });
  return Array.from({ length: frames }, (_, frame) => encoder.encode(target(frame), frame === 0, frame * 16.7));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('the encoder model', () => {
  it('makes the rate that is asked for, with sizes that scatter', () => {
    const made = sizes(6_000, () => 6e6).map((bytes) => bytes / SHARE);
    expect(mean(made)).toBeGreaterThan(0.95);
    expect(mean(made)).toBeLessThan(1.02);
    const deviation = Math.sqrt(mean(made.map((share) => (share - mean(made)) ** 2)));
    expect(deviation).toBeGreaterThan(0.1);
    expect(deviation).toBeLessThan(0.2);
  });

  it('keeps every frame within one and a half shares, the first key frame too', () => {
    const made = sizes(6_000, () => 6e6);
    expect(Math.max(...made)).toBeLessThanOrEqual(SHARE * 1.5 + 1);
    expect(made[0]! / SHARE).toBeGreaterThanOrEqual(0.69);
    expect(made[0]! / SHARE).toBeLessThanOrEqual(1.21);
  });

  it('follows the rate with the next frame', () => {
    const made = sizes(120, (frame) => (frame < 60 ? 6e6 : 1.5e6));
    expect(mean(made.slice(60, 63)) / SHARE).toBeLessThan(0.35);
  });

  it('makes no more than its pictures need', () => {
    expect(mean(sizes(600, () => 6e6, 1e6).slice(1)) / SHARE).toBeCloseTo(1 / 6, 1);
  });
});
