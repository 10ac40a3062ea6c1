import { describe, expect, it } from 'vitest';
import type { QualityHints } from '../sdk/services.ts';
import { Quality } from './quality.ts';

describe('hints on quality', () => {
  const hints: QualityHints = {
    ...{ software: true, adapter: 'a test', fps: 30, pixelRatio: 1, width: 640, height: 360, limitedBy: 'none' },
  };

  it('are told when one of them changes, and not otherwise', () => {
    const quality = new Quality(hints);
    const told: QualityHints[] = [];
    const stop = quality.onChange((now) => told.push(now));
    quality.update({ fps: 30, width: 640 });
    quality.update({ limitedBy: 'host', pixelRatio: 0.5 });
    expect(told).toEqual([{ ...hints, limitedBy: 'host', pixelRatio: 0.5 }]);
    stop();
    quality.update({ fps: 15 });
    expect(told).toHaveLength(1);
    const { software, adapter, fps, pixelRatio, width, height, limitedBy } = quality;
    expect({ software, adapter, fps, pixelRatio, width, height, limitedBy }).toEqual({
      ...hints,
      ...{ limitedBy: 'host', pixelRatio: 0.5, fps: 15 },
    });
  });
});
