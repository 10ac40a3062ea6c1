import { describe, expect, it } from 'vitest';
import { ENCODER_KINDS, parseChoice, pictureSides, withPreset } from './h264-options.ts';

describe('the choice of an encoder', () => {
  it('is the encoder alone, and what suits the picture then', () => {
    const { kind, preset } = parseChoice('libx264');
    expect([kind?.name, preset]).toEqual(['libx264', undefined]);
    const options = kind?.options({ width: 1280, height: 720, fps: 30, bitrate: 3e6 }, preset);
    expect(options).toMatchObject({ preset: 'superfast', profile: 'baseline' });
  });

  it.each(ENCODER_KINDS.flatMap(({ name, presets }) => presets.map((preset) => [name, preset] as const)))(
    'of %s may name the preset %s, which the encoder is opened with',
    (name, preset) => {
      const { kind, preset: parsed } = parseChoice(withPreset(name, preset));
      expect(kind?.name).toBe(name);
      expect(kind?.options({ width: 640, height: 360, fps: 30, bitrate: 3e6 }, parsed)).toMatchObject({ preset });
    },
  );

  it('refuses a preset that the encoder has not, and lists those it has', () => {
    expect(() => withPreset('libx264', 'p4')).toThrow(
      expect.objectContaining({
        code: 'bad-configuration',
        message: expect.stringMatching(/^libx264 has no preset p4; it has ultrafast, superfast, veryfast\./u),
      }),
    );
  });

  it('says where there are none to choose', () => {
    expect(() => withPreset('h264_mf', 'fast')).toThrow(/h264_mf has no preset fast; it has none to choose/u);
  });

  it('is of the same picture sizes with a preset and without', () => {
    expect(pictureSides('libx264:ultrafast')).toEqual(pictureSides('libx264'));
    expect(pictureSides('h264_nvenc:p2')).toEqual(pictureSides('h264_nvenc'));
  });
});
