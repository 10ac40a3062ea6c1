import { RemoteViewError } from '@remote-view/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isKeyFrame, nalType, parseSps, profileLevelId, splitAnnexB } from './h264.ts';

function bytes(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
}

describe('splitting Annex B', () => {
  test('takes 3-byte and 4-byte start codes and ignores zeros behind a NAL unit', () => {
    const nals = splitAnnexB(bytes('00000001 6742 000001 68ce 0000 00000001 65aa0000 03bb 000000'));
    expect(nals.map((nal) => Buffer.from(nal).toString('hex'))).toEqual(['6742', '68ce', '65aa000003bb']);
  });

  test('copies nothing', () => {
    const stream = bytes('000001 6142');
    expect(splitAnnexB(stream)[0]!.buffer).toBe(stream.buffer);
  });

  test('drops what stands before the first start code, and empty NAL units', () => {
    expect(splitAnnexB(bytes('4142 000001 000001 6142'))).toEqual([bytes('6142')]);
    expect(splitAnnexB(bytes(''))).toEqual([]);
    expect(splitAnnexB(bytes('0000'))).toEqual([]);
    expect(splitAnnexB(bytes('000001'))).toEqual([]);
  });

  test('gives back any NAL units, whatever start codes stand between them', () => {
    // Without 0 and 1 no start code can appear inside, and no NAL unit ends in a zero.
    const nal = fc.uint8Array({ minLength: 1, maxLength: 50 }).map((data) => data.map((byte) => Math.max(byte, 2)));
    const framed = fc.array(fc.tuple(fc.constantFrom([0, 0, 1], [0, 0, 0, 1], [0, 0, 0, 0, 0, 1]), nal));
    fc.assert(
      fc.property(framed, (units) => {
        const stream = Uint8Array.from(units.flatMap(([code, unit]) => [...code, ...unit]));
        expect(splitAnnexB(stream)).toEqual(units.map(([, unit]) => unit));
      }),
    );
  });

  test('finds in any bytes no more than is there, and no start code inside a NAL unit', () => {
    const zeros = fc
      .array(fc.constantFrom(0, 0, 0, 1, 3, 0x65), { maxLength: 200 })
      .map((data) => Uint8Array.from(data));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), zeros), (stream) => {
        const nals = splitAnnexB(stream);
        expect(nals.reduce((sum, { length }) => sum + 3 + length, 0)).toBeLessThanOrEqual(stream.length);
        for (const nal of nals) {
          expect(nal.length).toBeGreaterThan(0);
          expect(Buffer.from(nal).indexOf(Buffer.of(0, 0, 1))).toBe(-1);
        }
      }),
    );
  });

  test('knows a key frame by its IDR slice', () => {
    expect(isKeyFrame([bytes('6742'), bytes('65aa')])).toBe(true);
    expect(isKeyFrame([bytes('41aa')])).toBe(false);
    expect(nalType(bytes('65aa'))).toBe(5);
  });
});

describe('the parameter set', () => {
  test('of libx264 at 720p60 is read, VUI and timing included', () => {
    const sps = parseSps(bytes('6742c020da014016e9a808080a000003000200000300f11e306540'));
    expect(sps).toEqual({
      profileIdc: 66,
      constraintFlags: 0xc0,
      levelIdc: 32,
      width: 1280,
      height: 720,
      colour: { fullRange: false, primaries: 1, transfer: 1, matrix: 1 },
      maxNumReorderFrames: 0,
    });
    expect(profileLevelId(sps)).toBe('42c020');
  });

  test.each([
    ['6742c02ada01e0089f966a02020280000003008000003c478c1950', 1920, 1080, '42c02a'],
    ['6742c015da05421ea49a808080a0000003002000000791e2c5d4', 334, 250, '42c015'],
  ])('of libx264 names the cropped size (%s)', (hex, width, height, id) => {
    const sps = parseSps(bytes(hex));
    expect(sps).toMatchObject({ width, height });
    expect(profileLevelId(sps)).toBe(id);
  });

  test('without VUI leaves colour and reordering open', () => {
    const sps = parseSps(sequence(new Bits().u(8, 66).u(8, 0xe0).u(8, 31), { vui: undefined }));
    expect(sps).toMatchObject({ width: 64, height: 48, colour: undefined, maxNumReorderFrames: undefined });
  });

  test('of High profile has its chroma format, scaling lists and interlaced height read', () => {
    const head = new Bits().u(8, 100).u(8, 0).u(8, 40);
    // 4:2:2, 8 bits, scaling matrix with one list that ends at once.
    const chroma = new Bits().ue(2).ue(0).ue(0).u(1, 0).u(1, 1).u(1, 1).se(-8).u(7, 0);
    const sps = parseSps(sequence(head, { chroma, interlaced: true, crop: [1, 2, 0, 3], vui: undefined }));
    expect(sps).toMatchObject({ profileIdc: 100, width: 64 - 3 * 2, height: 96 - 3 * 2 });
  });

  test('has its HRD and aspect ratio skipped to reach the reordering', () => {
    const hrd = (bits: Bits): Bits => bits.ue(0).u(8, 0).ue(1).ue(1).u(1, 1).u(20, 0);
    const vui = new Bits().u(1, 1).u(8, 255).u(16, 1).u(16, 1); // extended aspect ratio
    vui.u(1, 1).u(1, 0); // overscan
    vui.u(1, 1).u(3, 5).u(1, 1).u(1, 0); // full range, no colour description
    vui.u(1, 1).ue(0).ue(0); // chroma position
    vui.u(1, 0); // no timing
    hrd(vui.u(1, 1));
    hrd(vui.u(1, 1)).u(1, 0);
    vui.u(1, 0); // pic_struct
    vui.u(1, 1).u(1, 1).ue(0).ue(0).ue(10).ue(10).ue(2).ue(4);
    expect(parseSps(sequence(new Bits().u(8, 77).u(8, 0).u(8, 31), { vui }))).toMatchObject({
      colour: { fullRange: true, primaries: 2, transfer: 2, matrix: 2 },
      maxNumReorderFrames: 2,
    });
  });

  test('that is truncated, or none, ends in encoder-failed', () => {
    const whole = bytes('6742c020da014016e9a808080a000003000200000300f11e306540');
    for (let length = 0; length < 12; length += 1) {
      expect(() => parseSps(whole.subarray(0, length))).toThrow(RemoteViewError);
    }
    expect(() => parseSps(bytes('68ce3c80'))).toThrow(/it is none/);
  });

  test('of any bytes is read in full or ends in encoder-failed', () => {
    const whole = bytes('6742c020da014016e9a808080a000003000200000300f11e306540');
    const changed = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }).map((changes) => {
      const data = whole.slice();
      for (const [at, value] of changes) data[1 + (at % (data.length - 1))] = value;
      return data;
    });
    const noise = fc.uint8Array({ maxLength: 60 }).map((data) => Uint8Array.of(0x67, ...data));
    fc.assert(
      fc.property(fc.oneof(noise, changed), (data) => {
        try {
          expect(profileLevelId(parseSps(data))).toMatch(/^[0-9a-f]{6}$/);
        } catch (error) {
          expect(error).toMatchObject({ code: 'encoder-failed' });
        }
      }),
    );
  });
});

/** Writes the fields of ITU-T H.264 7.3.2.1.1 for the sets that no encoder at hand makes. */
function sequence(
  head: Bits,
  options: {
    readonly chroma?: Bits;
    readonly interlaced?: boolean;
    readonly crop?: readonly [number, number, number, number];
    readonly vui: Bits | undefined;
  },
): Uint8Array {
  const bits = head.ue(0);
  if (options.chroma) bits.append(options.chroma);
  bits.ue(0).ue(1).u(1, 0).se(0).se(-1).ue(1).se(3); // picture order count type 1
  bits.ue(1).u(1, 0).ue(3).ue(2);
  if (options.interlaced) bits.u(1, 0).u(1, 0);
  else bits.u(1, 1);
  bits.u(1, 1);
  bits.u(1, options.crop ? 1 : 0);
  for (const edge of options.crop ?? []) bits.ue(edge);
  bits.u(1, options.vui ? 1 : 0);
  if (options.vui) bits.append(options.vui);
  return Uint8Array.of(0x67, ...withEmulationPrevention(bits.u(1, 1).bytes()));
}

function withEmulationPrevention(plain: readonly number[]): number[] {
  const escaped: number[] = [];
  for (const byte of plain) {
    if (byte <= 3 && escaped.at(-1) === 0 && escaped.at(-2) === 0) escaped.push(3);
    escaped.push(byte);
  }
  return escaped;
}

class Bits {
  readonly #bits: number[] = [];

  u(count: number, value: number): this {
    for (let bit = count - 1; bit >= 0; bit -= 1) this.#bits.push((value >> bit) & 1);
    return this;
  }

  ue(value: number): this {
    const length = Math.floor(Math.log2(value + 1));
    return this.u(length, 0).u(length + 1, value + 1);
  }

  se(value: number): this {
    return this.ue(value > 0 ? value * 2 - 1 : -value * 2);
  }

  append(other: Bits): this {
    this.#bits.push(...other.#bits);
    return this;
  }

  bytes(): number[] {
    const padded = [...this.#bits];
    while (padded.length % 8 !== 0) padded.push(0);
    return Array.from({ length: padded.length / 8 }, (_, index) =>
      padded.slice(index * 8, index * 8 + 8).reduce((byte, bit) => byte * 2 + bit, 0),
    );
  }
}
