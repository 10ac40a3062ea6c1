import { RemoteViewError } from '@remote-view/protocol';
import * as av from './av.ts';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { openAvEncoder } from './av-encoder.ts';
import { isKeyFrame, NAL, nalType, parseSps, profileLevelId, splitAnnexB, type Sps } from './h264.ts';
import type { EncoderName } from './h264-options.ts';
import { drawPicture, movingPicture, PanningPicture, referenceI420, testPicture } from './testing/pictures.ts';
import type { EncodedPicture, EncoderSettings, Picture, VideoEncoder } from './video-encoder.ts';

const SETTINGS: EncoderSettings = { width: 320, height: 180, fps: 30, bitrate: 1_000_000 };

const open: VideoEncoder[] = [];
afterEach(() => {
  for (const encoder of open.splice(0)) encoder.close();
});

function openX264(settings: Partial<EncoderSettings> = {}): VideoEncoder {
  const encoder = openAvEncoder('libx264', { ...SETTINGS, ...settings });
  open.push(encoder);
  return encoder;
}

function nalTypes({ data }: EncodedPicture): number[] {
  return splitAnnexB(data).map(nalType);
}

function spsOf({ data }: EncodedPicture): Sps {
  return parseSps(splitAnnexB(data).find((nal) => nalType(nal) === NAL.sps)!);
}

/** Sizes of `count` moving pictures, starting at picture `from`. */
function sizes(encoder: VideoEncoder, from: number, count: number): number[] {
  const { width, height } = encoder.settings;
  return Array.from({ length: count }, (_, index) => {
    return encoder.encode(movingPicture(width, height, from + index), { keyFrame: false }).data.length;
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('the stream of libx264', () => {
  it('says Constrained Baseline at level 5.2, the whole picture, and no reordering', () => {
    const sps = spsOf(openX264().encode(testPicture(320, 180), { keyFrame: true }));
    expect(profileLevelId(sps)).toBe('42c034');
    expect(sps).toMatchObject({ width: 320, height: 180, maxNumReorderFrames: 0 });
  });

  it('says BT.709 in limited range', () => {
    const sps = spsOf(openX264().encode(testPicture(320, 180), { keyFrame: true }));
    expect(sps.colour).toEqual({ fullRange: false, primaries: 1, transfer: 1, matrix: 1 });
  });

  it('keeps its profile and level when the picture is of another size', () => {
    const small = spsOf(openX264({ width: 16, height: 16 }).encode(testPicture(16, 16), { keyFrame: true }));
    const large = spsOf(openX264({ width: 1280, height: 720 }).encode(testPicture(1280, 720), { keyFrame: true }));
    expect([profileLevelId(small), profileLevelId(large)]).toEqual(['42c034', '42c034']);
    expect([large.width, large.height]).toEqual([1280, 720]);
  });

  it('starts with an IDR behind SPS and PPS', () => {
    const first = openX264().encode(testPicture(320, 180), { keyFrame: false });
    expect(first.keyFrame).toBe(true);
    expect(nalTypes(first).filter((type) => type !== NAL.sei)).toEqual([NAL.sps, NAL.pps, NAL.idr]);
  });

  it('has one access unit a picture, and a key frame only where one was asked for', () => {
    const encoder = openX264();
    const keyFrames: boolean[] = [];
    for (let frame = 0; frame < 40; frame++) {
      // The picture changes altogether in the middle: no scene cut may make a key frame of that.
      const picture = frame === 20 ? testPicture(320, 180) : movingPicture(320, 180, frame);
      const unit = encoder.encode(picture, { keyFrame: frame === 30 });
      expect(isKeyFrame(splitAnnexB(unit.data))).toBe(unit.keyFrame);
      keyFrames.push(unit.keyFrame);
    }
    expect(keyFrames.flatMap((keyFrame, frame) => (keyFrame ? [frame] : []))).toEqual([0, 30]);
  });

  it('has SPS and PPS in front of every IDR', () => {
    const encoder = openX264();
    encoder.encode(movingPicture(320, 180, 0), { keyFrame: false });
    const second = encoder.encode(movingPicture(320, 180, 1), { keyFrame: true });
    expect(nalTypes(second).filter((type) => type !== NAL.sei)).toEqual([NAL.sps, NAL.pps, NAL.idr]);
  });
});

describe('the rate', () => {
  it('is kept to by every frame, the key frame included', () => {
    const encoder = openX264({ bitrate: 2_000_000 });
    const budget = 2_000_000 / 8 / 30;
    const [keyFrame, ...rest] = sizes(encoder, 0, 20);
    expect(keyFrame).toBeLessThan(budget * 2);
    expect(mean(rest)).toBeLessThan(budget * 1.1);
  });

  it('is exceeded by the rate buffer at most where everything changes at once', () => {
    const encoder = openX264({ width: 640, height: 360, bitrate: 1_000_000 });
    const flat = drawPicture(640, 360, () => [60, 90, 120]);
    for (let frame = 0; frame < 20; frame++) encoder.encode(flat, { keyFrame: false });
    const [cut, ...rest] = sizes(encoder, 0, 10);
    const budget = 1_000_000 / 8 / 30;
    expect(cut).toBeLessThan(budget * 2.1);
    expect(Math.max(...rest)).toBeLessThan(budget * 1.6);
    expect(mean(rest)).toBeLessThan(budget * 1.1);
  });

  it('is followed within two frames at 720p, down and up, without a key frame', () => {
    const encoder = openX264({ width: 1280, height: 720, bitrate: 6_000_000 });
    const pan = new PanningPicture(1280, 720);
    let position = 0;
    const run = (bitrate: number): number[] => {
      encoder.setRate({ bitrate, fps: 30 });
      return Array.from({ length: 12 }, () => {
        const unit = encoder.encode(pan.at((position += 13)), { keyFrame: false });
        expect(unit.keyFrame).toBe(position === 13);
        return unit.data.length / (bitrate / 8 / 30);
      });
    };
    run(6_000_000);
    const low = run(1_500_000);
    const high = run(6_000_000);
    expect(Math.max(...low)).toBeLessThan(1.3);
    expect(mean(low)).toBeLessThan(1.1);
    expect(mean(high.slice(2))).toBeGreaterThan(0.7);
    expect(encoder.settings).toMatchObject({ bitrate: 6_000_000, width: 1280 });
  });

  it('is a share for every frame, of the rate that frames come at now', () => {
    const encoder = openX264({ width: 1280, height: 720, bitrate: 3_000_000 });
    const pan = new PanningPicture(1280, 720);
    const meanAt = (fps: number): number => {
      encoder.setRate({ bitrate: 3_000_000, fps });
      return mean(
        Array.from(
          { length: 12 },
          (_, index) => encoder.encode(pan.at(index * 13), { keyFrame: false }).data.length,
        ).slice(4),
      );
    };
    const [nominal, twice] = [meanAt(30), meanAt(60)];
    expect(twice / nominal).toBeGreaterThan(0.4);
    expect(twice / nominal).toBeLessThan(0.6);
  });

  it('is spent nearly, and not more', () => {
    const encoder = openX264({ width: 640, height: 360, bitrate: 1_500_000 });
    const pan = new PanningPicture(640, 360);
    const spent = Array.from({ length: 60 }, (_, index) => {
      return encoder.encode(pan.at(index * 5), { keyFrame: false }).data.length / (1_500_000 / 8 / 30);
    });
    expect(mean(spent.slice(20))).toBeGreaterThan(0.75);
    expect(mean(spent.slice(20))).toBeLessThan(1.05);
  });

  it.each([
    ['at the beginning', 0],
    ['later', 20],
  ])('leaves something to see of a key frame %s, however low it is', (_name, at) => {
    const encoder = openX264({ width: 1280, height: 720, bitrate: 150_000 });
    const pan = new PanningPicture(1280, 720);
    const units = Array.from({ length: at + 15 }, (_, frame) =>
      encoder.encode(pan.at(frame * 2), { keyFrame: frame === at }),
    );
    const [keyFrame, ...rest] = units.slice(at).map(({ data }) => data.length);
    expect(keyFrame).toBeLessThan((1280 * 720 * 0.02 * 3) / 8);
    // An encoder that is beyond help writes next to nothing.
    expect(mean(rest.slice(-8))).toBeGreaterThan((150_000 / 8 / 30) * 0.3);
  });

  it('is never nothing', () => {
    const encoder = openX264();
    encoder.setRate({ bitrate: 0, fps: 30 });
    expect(mean(sizes(encoder, 0, 10))).toBeLessThan(2_000);
  });
});

describe('the quantiser', () => {
  it('of a picture is told, and is higher where bits are missing', () => {
    const [rich, poor] = [8_000_000, 200_000].map((bitrate) => {
      const encoder = openX264({ bitrate });
      return Array.from({ length: 10 }, (_, frame) =>
        encoder.encode(movingPicture(320, 180, frame), { keyFrame: false }),
      ).at(-1);
    });
    expect(rich!.quantiser).toBeGreaterThanOrEqual(0);
    expect(poor!.quantiser).toBeLessThanOrEqual(51);
    expect(poor!.quantiser - rich!.quantiser).toBeGreaterThan(8);
  });
});

describe('pictures', () => {
  it('are taken as I420 without a conversion', () => {
    const picture: Picture = { ...SETTINGS, format: 'i420', bytes: referenceI420(testPicture(320, 180)) };
    const unit = openX264().encode(picture, { keyFrame: false });
    expect(unit.keyFrame).toBe(true);
  });

  it('are read in place where they are I420: the next one may lie in the same memory', () => {
    const bytes = new Uint8Array(new SharedArrayBuffer((320 * 180 * 3) / 2));
    const [inPlace, apart] = [openX264(), openX264()].map((encoder, index) =>
      [0, 1, 2].map((frame) => {
        const planes = referenceI420(movingPicture(320, 180, frame));
        bytes.set(planes);
        const picture: Picture = { ...SETTINGS, format: 'i420', bytes: index === 0 ? bytes : planes };
        return Buffer.from(encoder.encode(picture, { keyFrame: false }).data);
      }),
    );
    expect(Buffer.concat(inPlace!).equals(Buffer.concat(apart!))).toBe(true);
  });

  it('give the same stream whether they come as BGRA or as I420', () => {
    // Greys: both ways round to the same values.
    const grey = { ...testPicture(320, 180), bytes: new Uint8Array(320 * 180 * 4).fill(100) };
    const [bgra, i420] = [grey, { ...SETTINGS, format: 'i420', bytes: referenceI420(grey) } as const].map((picture) =>
      Buffer.from(openX264().encode(picture, { keyFrame: false }).data),
    );
    expect(bgra!.equals(i420!)).toBe(true);
  });

  it.each([
    [318, 180],
    [320, 182],
    [1280, 720],
  ])('of %dx%d are refused by an encoder for 320x180', (width, height) => {
    const encoder = openX264();
    const wrong = (): unknown => encoder.encode(testPicture(width, height), { keyFrame: false });
    expect(wrong).toThrow(expect.objectContaining({ code: 'encoder-failed' }));
    expect(wrong).toThrow(RemoteViewError);
    expect(encoder.encode(testPicture(320, 180), { keyFrame: false }).keyFrame).toBe(true);
  });

  it('are refused after the encoder was closed', () => {
    const encoder = openX264();
    encoder.close();
    encoder.close();
    expect(() => encoder.encode(testPicture(320, 180), { keyFrame: false })).toThrow(
      expect.objectContaining({ code: 'encoder-failed' }),
    );
  });
});

describe('opening', () => {
  it.each(['ultrafast', 'superfast', 'veryfast'])('takes the preset %s, which changes no promise', (preset) => {
    const encoder = openAvEncoder(`libx264:${preset}`, SETTINGS);
    open.push(encoder);
    const unit = encoder.encode(testPicture(320, 180), { keyFrame: true });
    expect([encoder.name, profileLevelId(spsOf(unit)), unit.keyFrame]).toEqual(['libx264', '42c034', true]);
  });

  it('says which encoder is unknown', () => {
    expect(() => openAvEncoder('libx265' as EncoderName, SETTINGS)).toThrow(/no such encoder.*libx265/u);
  });

  it('gives FFmpeg’s reason where the settings are impossible', () => {
    av.Log.setLevel(av.AV_LOG_QUIET);
    onTestFinished(() => av.Log.setLevel(av.AV_LOG_ERROR));
    expect(() => openAvEncoder('libx264', { ...SETTINGS, width: 0 })).toThrow(
      expect.objectContaining({ code: 'encoder-failed', message: expect.stringMatching(/encoder:libx264/u) }),
    );
  });

  it('can be done again and again', () => {
    for (let count = 0; count < 20; count++) {
      const encoder = openAvEncoder('libx264', SETTINGS);
      expect(encoder.encode(testPicture(320, 180), { keyFrame: false }).keyFrame).toBe(true);
      encoder.close();
    }
  });
});
