import { describe, expect, test } from 'vitest';
import { FRAME_SAMPLES, SAMPLE_RATE } from '../../link/sound-format.ts';
import { OpusDecoder, OpusEncoder, SOUND_BITRATE } from './opus-codec.ts';

const TONE_HZ = 500;

/** A tone, in both channels or only in the left one. */
function frame(index: number, right: number): Float32Array {
  return Float32Array.from({ length: FRAME_SAMPLES * 2 }, (_, at) => {
    const tone = Math.sin((2 * Math.PI * TONE_HZ * (index * FRAME_SAMPLES + (at >> 1))) / SAMPLE_RATE) / 2;
    return at % 2 === 0 ? tone : tone * right;
  });
}

function packets(count: number): Uint8Array[] {
  const encoder = new OpusEncoder();
  const encoded = Array.from({ length: count }, (_, index) => encoder.encode(frame(index, 1)));
  encoder.close();
  return encoded;
}

describe('Opus', () => {
  test('makes one packet of each frame, stereo, of 10 ms, at about its rate', () => {
    const encoded = packets(100);
    // RFC 6716 section 3.1: five bits of configuration, one for stereo, two that say one frame.
    expect(encoded.every(([toc]) => (toc! & 0x07) === 0x04)).toBe(true);
    // CELT at 10 ms, of any bandwidth: 18, 22, 26 or 30.
    expect(new Set(encoded.map(([toc]) => (toc! >> 3) % 4))).toEqual(new Set([2]));
    const bitrate = (encoded.reduce((sum, { length }) => sum + length, 0) / 100) * 8 * 100;
    expect(bitrate).toBeGreaterThan(SOUND_BITRATE / 4);
    expect(bitrate).toBeLessThan(SOUND_BITRATE * 1.5);
  });

  test('gives back what was put in', () => {
    const decoder = new OpusDecoder();
    const heard = packets(20).map((packet) => decoder.decode(packet)!);
    expect(heard.every(({ length }) => length === FRAME_SAMPLES)).toBe(true);
    const late = heard.slice(10).flatMap((pcm) => [...pcm]);
    const crossings = late.filter((sample, at) => at > 0 && sample >= 0 && late[at - 1]! < 0).length;
    expect(crossings).toBe((TONE_HZ * late.length) / SAMPLE_RATE);
    expect(Math.max(...late)).toBeGreaterThan(0.4);
    decoder.close();
  });

  test('is undefined for what is none, and goes on', () => {
    const decoder = new OpusDecoder();
    expect(decoder.decode(Uint8Array.of(255, 255, 255, 1, 2))).toBeUndefined();
    expect(decoder.decode(packets(1)[0]!)).toHaveLength(FRAME_SAMPLES);
    decoder.close();
  });
});
