import { describe, expect, it } from 'vitest';
import { bestSettings } from './settings.ts';

describe('the best settings of the peer', () => {
  it('allow what ours may use', () => {
    expect(bestSettings(640, 360, 30).maxBitrate).toBe(3_000_000);
    expect(bestSettings(1_280, 720, 30).maxBitrate).toBe(3_686_400);
    expect(bestSettings(3_840, 2_160, 60).maxBitrate).toBe(30_000_000);
  });

  it('wait for nothing at the receiver', () => {
    expect(bestSettings(640, 360, 30)).toMatchObject({ jitterBufferTarget: 0, playoutDelayHint: 0 });
  });
});
