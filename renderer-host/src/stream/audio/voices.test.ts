import { afterEach, describe, expect, test } from 'vitest';
import { FRAME_SAMPLES } from '../../link/sound-format.ts';
import { OpusEncoder } from './opus-codec.ts';
import { Voices } from './voices.ts';

const encoder = new OpusEncoder();
const packet = (sequenceNumber: number) => ({
  sequenceNumber,
  timestamp: sequenceNumber * FRAME_SAMPLES,
  payload: encoder.encode(new Float32Array(FRAME_SAMPLES * 2).fill(0.1)),
});

describe('voices', () => {
  const opened: Voices[] = [];
  afterEach(() => opened.splice(0).forEach((voices) => voices.endAll()));

  function listening() {
    const said: string[] = [];
    const voices = new Voices({
      piece: (viewer, timestamp, pcm) => said.push(`${viewer}:${timestamp}+${pcm.length}`),
      ended: (viewer) => said.push(`${viewer} ended`),
    });
    opened.push(voices);
    return { voices, said };
  }

  test('are told apart, and each is heard in its own time', () => {
    const { voices, said } = listening();
    voices.push(1, packet(5), 0);
    voices.push(2, packet(9), 1);
    voices.push(1, packet(6), 10);
    expect(said).toEqual(['1:2400+480', '2:4320+480', '1:2880+480']);
  });

  test('have something to be heard where a packet is lost', () => {
    const { voices, said } = listening();
    voices.push(1, packet(5), 0);
    voices.push(1, packet(7), 10);
    voices.tick(20);
    expect(said).toEqual(['1:2400+480']);
    voices.tick(40);
    expect(said.slice(1)).toEqual(['1:2880+480', '1:3360+480']);
  });

  test('end when nothing comes any more, or the viewer is gone', () => {
    const { voices, said } = listening();
    voices.push(1, packet(1), 0);
    voices.push(2, packet(1), 400);
    voices.tick(500);
    expect(said.at(-1)).toBe('1 ended');
    expect(voices.active).toBe(true);
    voices.end(2);
    voices.end(2);
    expect(said.filter((text) => text.includes('ended'))).toHaveLength(2);
    expect(voices.active).toBe(false);
  });

  test('that are no Opus are counted, and there are only so many at a time', () => {
    const { voices, said } = listening();
    voices.push(1, { ...packet(1), payload: Uint8Array.of(255, 255, 255) }, 0);
    expect(voices.rejected).toBe(1);
    for (let viewer = 2; viewer <= 16; viewer++) voices.push(viewer, packet(1), 0);
    voices.push(17, packet(1), 0);
    expect(voices.rejected).toBe(2);
    expect(said).toHaveLength(15);
  });
});
