/**
 * Reads what an H.264 encoder emits: NAL units out of Annex B, and the sequence parameter set (ITU-T H.264 7.3.2.1.1).
 *
 * The session description must name the profile and level that the stream really has (a mismatch plays in Chromium and
 * stays black in Safari), and colours are only right where the SPS says so; both are read here from the encoder's own
 * bytes instead of from the options it was given.
 */
import { RemoteViewError } from '@remote-view/protocol';

/** The nal_unit_type values that we tell apart (ITU-T H.264 table 7-1). */
export const NAL = { slice: 1, idr: 5, sei: 6, sps: 7, pps: 8, aud: 9, filler: 12 } as const;

export function nalType(nal: Uint8Array): number {
  return nal[0]! & 0x1f;
}

/** Whether a decoder can start at these NAL units. */
export function isKeyFrame(nals: readonly Uint8Array[]): boolean {
  return nals.some((nal) => nalType(nal) === NAL.idr);
}

/** Splits an Annex B byte stream into NAL units without copying. What stands before the first start code is dropped. */
export function splitAnnexB(bytes: Uint8Array): Uint8Array[] {
  const nals: Uint8Array[] = [];
  let code = nextStartCode(bytes, 0);
  while (code < bytes.length) {
    const start = code + 3;
    code = nextStartCode(bytes, start);
    // A NAL unit never ends in a zero (7.4.1): zeros here are trailing_zero_8bits or belong to a 4-byte start code.
    let end = code;
    while (end > start && bytes[end - 1] === 0) end -= 1;
    if (end > start) nals.push(bytes.subarray(start, end));
  }
  return nals;
}

/** Offset of the next 00 00 01 at or after `from`; the length of `bytes` where there is none. */
function nextStartCode(bytes: Uint8Array, from: number): number {
  let at = from + 2;
  while (at < bytes.length) {
    const byte = bytes[at]!;
    if (byte > 1) at += 3;
    else if (byte === 0) at += 1;
    else if (bytes[at - 1] === 0 && bytes[at - 2] === 0) return at - 2;
    else at += 3;
  }
  return bytes.length;
}

/** What the SPS says about colour; the numbers are those of ITU-T H.273. */
export interface SpsColour {
  readonly fullRange: boolean;
  /** 2 is "unspecified", here and below. BT.709 is 1. */
  readonly primaries: number;
  readonly transfer: number;
  readonly matrix: number;
}

export interface Sps {
  readonly profileIdc: number;
  /** The byte between profile_idc and level_idc: constraint_set0_flag is its highest bit. */
  readonly constraintFlags: number;
  /** Ten times the level; 31 is level 3.1. */
  readonly levelIdc: number;
  /** Width of the picture after cropping, pixels. */
  readonly width: number;
  /** Height of the picture after cropping, pixels. */
  readonly height: number;
  readonly colour: SpsColour | undefined;
  /** Frames a decoder may hold back to reorder; undefined where the SPS leaves it to the level. */
  readonly maxNumReorderFrames: number | undefined;
}

/** Six hex digits as `profile-level-id` of RFC 6184 section 8.1 wants them. */
export function profileLevelId(sps: Sps): string {
  const value = (sps.profileIdc << 16) | (sps.constraintFlags << 8) | sps.levelIdc;
  return value.toString(16).padStart(6, '0');
}

/**
 * Parses a sequence parameter set.
 * @throws RemoteViewError `encoder-failed` for what is no SPS or ends too early
 */
export function parseSps(nal: Uint8Array): Sps {
  if (nal.length < 4 || nalType(nal) !== NAL.sps) throw wrongSps('it is none');
  const bits = new BitReader(withoutEmulationPrevention(nal.subarray(1)));
  const profileIdc = bits.u(8);
  const constraintFlags = bits.u(8);
  const levelIdc = bits.u(8);
  bits.ue(); // seq_parameter_set_id
  const chroma = HAS_CHROMA_FORMAT.has(profileIdc) ? readChroma(bits) : { unitX: 2, unitY: 2 };
  bits.ue(); // log2_max_frame_num_minus4
  skipPictureOrder(bits);
  bits.ue(); // max_num_ref_frames
  bits.u(1); // gaps_in_frame_num_value_allowed_flag
  const widthInMbs = bits.ue() + 1;
  const heightInMapUnits = bits.ue() + 1;
  const frameMbsOnly = bits.u(1);
  if (frameMbsOnly === 0) bits.u(1); // mb_adaptive_frame_field_flag
  bits.u(1); // direct_8x8_inference_flag
  const [left, right, top, bottom] = bits.u(1) === 1 ? [bits.ue(), bits.ue(), bits.ue(), bits.ue()] : [0, 0, 0, 0];
  const fieldFactor = 2 - frameMbsOnly;
  const vui = bits.u(1) === 1 ? readVui(bits) : { colour: undefined, maxNumReorderFrames: undefined };
  return {
    profileIdc,
    constraintFlags,
    levelIdc,
    width: widthInMbs * 16 - (left + right) * chroma.unitX,
    height: heightInMapUnits * 16 * fieldFactor - (top + bottom) * chroma.unitY * fieldFactor,
    ...vui,
  };
}

/** The profiles whose SPS carries chroma_format_idc. */
const HAS_CHROMA_FORMAT = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

/** Pixels that one step of cropping removes. */
function readChroma(bits: BitReader): { unitX: number; unitY: number } {
  const format = bits.ue();
  const separatePlanes = format === 3 && bits.u(1) === 1;
  bits.ue(); // bit_depth_luma_minus8
  bits.ue(); // bit_depth_chroma_minus8
  bits.u(1); // qpprime_y_zero_transform_bypass_flag
  if (bits.u(1) === 1) {
    for (let list = 0; list < (format === 3 ? 12 : 8); list += 1) {
      if (bits.u(1) === 1) skipScalingList(bits, list < 6 ? 16 : 64);
    }
  }
  if (separatePlanes || format === 0 || format === 3) return { unitX: 1, unitY: 1 };
  return { unitX: 2, unitY: format === 1 ? 2 : 1 };
}

function skipScalingList(bits: BitReader, size: number): void {
  let last = 8;
  let next = 8;
  for (let index = 0; index < size; index += 1) {
    if (next !== 0) next = (last + bits.se() + 256) % 256;
    if (next !== 0) last = next;
  }
}

function skipPictureOrder(bits: BitReader): void {
  const type = bits.ue();
  if (type === 0) bits.ue(); // log2_max_pic_order_cnt_lsb_minus4
  if (type !== 1) return;
  bits.u(1); // delta_pic_order_always_zero_flag
  bits.se(); // offset_for_non_ref_pic
  bits.se(); // offset_for_top_to_bottom_field
  for (let count = bits.ue(); count > 0; count -= 1) bits.se();
}

/** Annex E.1.1, as far as bitstream_restriction. */
function readVui(bits: BitReader): Pick<Sps, 'colour' | 'maxNumReorderFrames'> {
  const extendedSar = 255;
  if (bits.u(1) === 1 && bits.u(8) === extendedSar) bits.u(32);
  if (bits.u(1) === 1) bits.u(1); // overscan
  const colour = bits.u(1) === 1 ? readColour(bits) : undefined;
  if (bits.u(1) === 1) {
    bits.ue(); // chroma_sample_loc_type_top_field
    bits.ue(); // chroma_sample_loc_type_bottom_field
  }
  if (bits.u(1) === 1) bits.skip(32 + 32 + 1); // timing
  const nalHrd = bits.u(1) === 1;
  if (nalHrd) skipHrd(bits);
  const vclHrd = bits.u(1) === 1;
  if (vclHrd) skipHrd(bits);
  if (nalHrd || vclHrd) bits.u(1); // low_delay_hrd_flag
  bits.u(1); // pic_struct_present_flag
  return { colour, maxNumReorderFrames: bits.u(1) === 1 ? readReorder(bits) : undefined };
}

function readColour(bits: BitReader): SpsColour {
  bits.u(3); // video_format
  const fullRange = bits.u(1) === 1;
  const described = bits.u(1) === 1;
  const unspecified = 2;
  return {
    fullRange,
    primaries: described ? bits.u(8) : unspecified,
    transfer: described ? bits.u(8) : unspecified,
    matrix: described ? bits.u(8) : unspecified,
  };
}

function skipHrd(bits: BitReader): void {
  const count = bits.ue() + 1;
  bits.skip(8); // bit_rate_scale, cpb_size_scale
  for (let index = 0; index < count; index += 1) {
    bits.ue();
    bits.ue();
    bits.u(1);
  }
  bits.skip(20);
}

function readReorder(bits: BitReader): number {
  bits.u(1); // motion_vectors_over_pic_boundaries_flag
  for (let field = 0; field < 4; field += 1) bits.ue();
  return bits.ue();
}

/** Undoes 7.3.1: the 03 in 00 00 03 was put there so that no start code appears inside. */
function withoutEmulationPrevention(bytes: Uint8Array): Uint8Array {
  const plain = new Uint8Array(bytes.length);
  let length = 0;
  let zeros = 0;
  for (const byte of bytes) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    plain[length] = byte;
    length += 1;
  }
  return plain.subarray(0, length);
}

function wrongSps(problem: string): RemoteViewError {
  return new RemoteViewError('encoder-failed', `The encoder's parameter set cannot be read: ${problem}.`);
}

class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Unsigned, of `count` bits (at most 32). */
  u(count: number): number {
    let value = 0;
    for (let bit = 0; bit < count; bit += 1) {
      const byte = this.#bytes[this.#at >> 3];
      if (byte === undefined) throw wrongSps('it ends too early');
      value = value * 2 + ((byte >> (7 - (this.#at & 7))) & 1);
      this.#at += 1;
    }
    return value;
  }

  skip(count: number): void {
    for (let left = count; left > 0; left -= 32) this.u(Math.min(left, 32));
  }

  /** Unsigned Exp-Golomb (9.1). */
  ue(): number {
    let zeros = 0;
    while (this.u(1) === 0) {
      zeros += 1;
      if (zeros > 31) throw wrongSps('a number is too long');
    }
    return 2 ** zeros - 1 + this.u(zeros);
  }

  /** Signed Exp-Golomb (9.1.1). */
  se(): number {
    const code = this.ue();
    return code % 2 === 1 ? (code + 1) / 2 : -code / 2;
  }
}
