/**
 * Settings of the H.264 encoders. What they share: no B-frames, no lookahead, infinite GOP with IDRs on demand only, a
 * rate buffer of one frame, so that no frame takes longer on the wire than its share.
 *
 * The profile is Constrained Baseline everywhere: the only one that every WebRTC browser must decode (RFC 7742
 * section 6.2), and Firefox's only one.
 */
import { availableParallelism } from 'node:os';
import type { EncoderSettings } from './video-encoder.ts';

export type EncoderName =
  | 'libx264'
  | 'h264_nvenc'
  | 'h264_amf'
  | 'h264_qsv'
  | 'h264_vaapi'
  | 'h264_vulkan'
  | 'h264_videotoolbox'
  | 'h264_mf';

export interface EncoderKind {
  readonly name: EncoderName;
  readonly hardware: boolean;
  /** Pixel format it takes from ordinary memory; undefined where it takes frames in GPU memory only. */
  readonly input: 'yuv420p' | 'nv12' | undefined;
  readonly options: (settings: EncoderSettings) => Readonly<Record<string, string>>;
}

/** In order of preference: the first that opens is used. */
export const ENCODER_KINDS: readonly EncoderKind[] = [
  {
    name: 'h264_nvenc',
    hardware: true,
    input: 'yuv420p',
    options: () => ({
      preset: 'p1',
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
    options: () => ({ profile: 'constrained_baseline', realtime: '1', prio_speed: '1' }),
  },
  {
    name: 'h264_qsv',
    hardware: true,
    input: 'nv12',
    options: () => ({ preset: 'veryfast', profile: 'baseline', async_depth: '1', forced_idr: '1', look_ahead: '0' }),
  },
  {
    name: 'h264_amf',
    hardware: true,
    input: 'nv12',
    options: () => ({ usage: 'ultralowlatency', profile: 'constrained_baseline', rc: 'cbr', forced_idr: '1' }),
  },
  {
    name: 'h264_mf',
    hardware: true,
    input: 'nv12',
    options: () => ({ hw_encoding: '1', scenario: 'live_streaming', rate_control: 'cbr' }),
  },
  { name: 'h264_vaapi', hardware: true, input: undefined, options: () => ({}) },
  { name: 'h264_vulkan', hardware: true, input: undefined, options: () => ({}) },
  { name: 'libx264', hardware: false, input: 'yuv420p', options: x264Options },
];

function x264Options({ width, height }: EncoderSettings): Readonly<Record<string, string>> {
  const pixels = width * height;
  const cores = availableParallelism();
  // Slices shorten one frame's encoding and cost a third more CPU in all: worth it from 1080p up, where one thread
  // would not keep 60 frames a second.
  const threads = pixels > 1280 * 720 && cores > 2 ? Math.min(8, Math.floor(cores / 2)) : 1;
  return {
    preset: pixels > 1280 * 720 && cores < 8 ? 'ultrafast' : 'superfast',
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
export function pictureSides(encoder: EncoderName): PictureSides {
  const hardware = ENCODER_KINDS.some((kind) => kind.name === encoder && kind.hardware);
  return hardware ? { least: 160, most: 4_096 } : { least: 16, most: 8_192 };
}

/** Bits per second that make a three.js picture of this size look right at this rate; congestion control lowers it. */
export function bitrateFor(width: number, height: number, fps: number): number {
  // 0.13 bit a pixel at 30 fps, and frames of a faster stream differ less: the square root of the rate. Small pictures
  // get more, so that the first one, which has no more bits than any other (one-frame VBV), is not soft.
  const bitsPerSecond = width * height * 4 * Math.sqrt(fps / 30);
  return Math.round(Math.min(30e6, Math.max(3e6, bitsPerSecond)));
}
