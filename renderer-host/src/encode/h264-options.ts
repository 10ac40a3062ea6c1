/**
 * Settings of the H.264 encoders. What they share: no B-frames, no lookahead, infinite GOP with IDRs on demand only, a
 * rate buffer of about one frame, so that no frame takes longer on the wire than its share.
 *
 * The profile is Constrained Baseline everywhere: the only one that every WebRTC browser must decode (RFC 7742
 * section 6.2), and Firefox's only one.
 */
import { RemoteViewError } from '@remote-view/protocol';
import { availableParallelism } from 'node:os';
import type { EncoderSettings, RateChange } from './video-encoder.ts';

export type EncoderName =
  | 'libx264'
  | 'h264_nvenc'
  | 'h264_amf'
  | 'h264_qsv'
  | 'h264_vaapi'
  | 'h264_vulkan'
  | 'h264_videotoolbox'
  | 'h264_mf';

/** An encoder as it is, or behind a colon with the preset that an operator wants: `libx264:ultrafast`. */
export type EncoderChoice = EncoderName | `${EncoderName}:${string}`;

export interface EncoderKind {
  readonly name: EncoderName;
  readonly hardware: boolean;
  /** Pixel format it takes from ordinary memory; undefined where it takes frames in GPU memory only. */
  readonly input: 'yuv420p' | 'nv12' | undefined;
  /** Size of its rate buffer, in frames of the target bitrate. Most keep to one; see {@link X264_BUFFER}. */
  readonly buffer?: number;
  /** What a new rate costs on the open encoder, by FFmpeg's wrappers. */
  readonly rateChange: RateChange;
  /** Presets that an operator may choose, from fast to good. */
  readonly presets: readonly string[];
  /** @param preset undefined: what suits the size and the machine */
  readonly options: (settings: EncoderSettings, preset: string | undefined) => Readonly<Record<string, string>>;
}

/**
 * With a buffer of less than 1.1 frames x264 goes over to encoding rows of a picture again and again: up to 35 % more CPU,
 * and now and then half a share too much. The larger the buffer, the more of its bits it spends and the better the picture:
 * 1.5 frames 60 % of them, 2 frames 72 %, 2.5 frames 75 %, on four scenes at 0.5 to 3.7 Mbit/s. But all of it may go into
 * the frame after a cut, which is that much longer on the wire. What 2 frames leave unspent `rate-fill.ts` gets.
 */
const X264_BUFFER = 2;

/** In order of preference: the first that opens is used. */
export const ENCODER_KINDS: readonly EncoderKind[] = [
  {
    name: 'h264_nvenc',
    hardware: true,
    input: 'yuv420p',
    // FFmpeg resets the encoder at every new rate, with an IDR.
    rateChange: 'key-frame',
    presets: ['p1', 'p2', 'p3', 'p4'],
    options: (_settings, preset = 'p1') => ({
      preset,
      tune: 'ull',
      profile: 'baseline',
      rc: 'cbr',
      multipass: 'qres',
      delay: '0',
      zerolatency: '1',
      'forced-idr': '1',
      'rc-lookahead': '0',
      surfaces: '2',
      // A quantiser of nearly 0 crashed NVENC (pytorch/torchcodec #1419).
      qmin: '10',
    }),
  },
  {
    name: 'h264_videotoolbox',
    hardware: true,
    input: 'nv12',
    rateChange: 'reopen',
    presets: [],
    options: () => ({ profile: 'constrained_baseline', realtime: '1', prio_speed: '1' }),
  },
  {
    name: 'h264_qsv',
    hardware: true,
    input: 'nv12',
    rateChange: 'reopen',
    presets: ['veryfast', 'faster', 'fast'],
    options: (_settings, preset = 'veryfast') => ({
      ...{ preset, profile: 'baseline', async_depth: '1', forced_idr: '1', look_ahead: '0' },
    }),
  },
  {
    name: 'h264_amf',
    hardware: true,
    input: 'nv12',
    rateChange: 'reopen',
    presets: [],
    options: () => ({ usage: 'ultralowlatency', profile: 'constrained_baseline', rc: 'cbr', forced_idr: '1' }),
  },
  {
    name: 'h264_mf',
    hardware: true,
    input: 'nv12',
    rateChange: 'reopen',
    presets: [],
    options: () => ({ hw_encoding: '1', scenario: 'live_streaming', rate_control: 'cbr' }),
  },
  { name: 'h264_vaapi', hardware: true, input: undefined, rateChange: 'reopen', presets: [], options: () => ({}) },
  { name: 'h264_vulkan', hardware: true, input: undefined, rateChange: 'reopen', presets: [], options: () => ({}) },
  {
    name: 'libx264',
    hardware: false,
    input: 'yuv420p',
    rateChange: 'free',
    buffer: X264_BUFFER,
    presets: ['ultrafast', 'superfast', 'veryfast'],
    options: x264Options,
  },
];

/** @throws RemoteViewError `bad-configuration` where the encoder has no such preset */
export function withPreset(encoder: EncoderName, preset: string): EncoderChoice {
  const presets = ENCODER_KINDS.find(({ name }) => name === encoder)?.presets ?? [];
  if (presets.includes(preset)) return `${encoder}:${preset}`;
  const valid = presets.length === 0 ? 'none to choose' : presets.join(', ');
  throw new RemoteViewError('bad-configuration', `${encoder} has no preset ${preset}; it has ${valid}.`, {
    context: { encoder, preset },
  });
}

/** The two parts of a choice; `kind` is undefined for an encoder that nobody knows. */
export function parseChoice(choice: EncoderChoice): { kind: EncoderKind | undefined; preset: string | undefined } {
  const [encoder, preset] = choice.split(':');
  return { kind: ENCODER_KINDS.find(({ name }) => name === encoder), preset };
}

function x264Options({ width, height }: EncoderSettings, preset: string | undefined): Readonly<Record<string, string>> {
  const pixels = width * height;
  const cores = availableParallelism();
  // Slices shorten one frame's encoding and cost a third more CPU in all: worth it from 1080p up, where one thread
  // would not keep 60 frames a second.
  const threads = pixels > 1280 * 720 && cores > 2 ? Math.min(8, Math.floor(cores / 2)) : 1;
  return {
    preset: preset ?? (pixels > 1280 * 720 && cores < 8 ? 'ultrafast' : 'superfast'),
    tune: 'zerolatency',
    profile: 'baseline',
    threads: String(threads),
    'forced-idr': '1',
    'x264-params':
      'keyint=infinite:scenecut=0:repeat-headers=1:annexb=1:aud=0:ref=1:force-cfr=1' +
      ':colorprim=bt709:transfer=bt709:colormatrix=bt709:fullrange=off',
  };
}

/** Pixels that a side of a picture may have. */
export interface PictureSides {
  readonly least: number;
  readonly most: number;
}

/** NVENC and its kin take neither slivers nor sides beyond 4096 for H.264; libx264 takes what we allow. */
export function pictureSides(encoder: EncoderChoice): PictureSides {
  return parseChoice(encoder).kind?.hardware === true ? { least: 160, most: 4_096 } : { least: 16, most: 8_192 };
}

/** Bits per second that make a three.js picture of so many pixels look right at this rate; congestion control lowers it. */
export function bitrateFor(pixels: number, fps: number): number {
  // 0.13 bit a pixel at 30 fps, and frames of a faster stream differ less: the square root of the rate. Small pictures
  // get more, so that the first one, which has hardly more bits than any other (rate buffer), is not soft.
  const bitsPerSecond = pixels * 4 * Math.sqrt(fps / 30);
  return Math.round(Math.min(30e6, Math.max(3e6, bitsPerSecond)));
}
