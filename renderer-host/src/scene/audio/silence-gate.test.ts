import { expect, test } from 'vitest';
import { BLOCK_SAMPLES, SAMPLE_RATE } from '../../link/sound-format.ts';
import { SilenceGate } from './silence-gate.ts';

const block = (value: number): Float32Array => new Float32Array(BLOCK_SAMPLES * 2).fill(value);

test('a scene that never made a sound sends nothing', () => {
  const gate = new SilenceGate();
  expect([0, 0, 0.000_01].map((value) => gate.take(block(value)))).toEqual([false, false, false]);
});

test('sound is sent, and a fifth of a second of the silence that follows', () => {
  const gate = new SilenceGate();
  expect(gate.take(block(-0.1))).toBe(true);
  const silent = Array.from({ length: 500 }, () => gate.take(block(0)));
  const sent = silent.indexOf(false);
  expect((sent * BLOCK_SAMPLES) / SAMPLE_RATE).toBeCloseTo(0.2, 2);
  expect(silent.slice(sent).every((one) => !one)).toBe(true);
  expect(gate.take(block(0.1))).toBe(true);
});

test('one loud sample is enough', () => {
  const pcm = block(0);
  pcm[300] = -0.01;
  expect(new SilenceGate().take(pcm)).toBe(true);
});
