/** The colours that three.js draws on the headless canvas, on a real device. */
import { ACESFilmicToneMapping, LinearToneMapping } from 'three';
import { describe, expect, it } from 'vitest';
import type { ColoursArgument, ColoursResult, PictureArgument } from '../gpu/testing/draw-jobs.ts';
import { bytesOf, hasSoftwareGpu, runJob, where } from '../gpu/testing/run-job.ts';

const TIMEOUT_MS = 30_000;
const COLOURS = [0x336699, 0x000000, 0xffffff, 0xff0000, 0x00ff00, 0x0000ff, 0x808080, 0x123456, 0xfedcba, 0x010203];

function drawn(argument: Partial<ColoursArgument> = {}): Promise<ColoursResult> {
  return runJob<ColoursResult>('colours', { colours: COLOURS, ...argument });
}

function picture(argument: PictureArgument): Promise<Uint8Array> {
  return runJob<string>('picture', argument).then(bytesOf);
}

function channels(colour: number): number[] {
  return [(colour >> 16) & 255, (colour >> 8) & 255, colour & 255];
}

function expectColours(actual: readonly number[], expected: readonly number[]): void {
  for (const [index, colour] of expected.entries()) {
    const differences = channels(actual[index]!).map((value, channel) => Math.abs(value - channels(colour)[channel]!));
    expect(Math.max(...differences), `bar ${index}: ${actual[index]!.toString(16)}`).toBeLessThanOrEqual(1);
  }
}

/** What is left of an sRGB colour when its light is multiplied (IEC 61966-2-1). */
function exposed(colour: number, factor: number): number {
  const bytes = channels(colour).map((byte) => {
    const encoded = byte / 255;
    const light = factor * (encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4);
    return Math.round(255 * Math.min(1, light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055));
  });
  return (bytes[0]! << 16) | (bytes[1]! << 8) | bytes[2]!;
}

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, byte, index) => sum + Math.abs(byte - b[index]!), 0) / a.length;
}

describe.skipIf(!hasSoftwareGpu)(`colours of a scene (${where})`, { timeout: TIMEOUT_MS }, () => {
  it('are the sRGB bytes that the scene names', async () => {
    expectColours((await drawn()).colours, COLOURS);
  });

  it('are the same when the scene sets renderer.outputColorSpace to sRGB, as many do', async () => {
    const { colours, warnings } = await drawn({ outputColorSpace: 'srgb' });
    expectColours(colours, COLOURS);
    expect(warnings).toEqual([]);
  });

  it('stay sRGB, with a warning, when the scene asks for another colour space', async () => {
    const { colours, warnings } = await drawn({ outputColorSpace: 'display-p3' });
    expectColours(colours, COLOURS);
    expect(warnings).toEqual([expect.stringMatching(/display-p3.*not supported/u)]);
  });

  it('are those of the tone mapping that the scene sets', async () => {
    const { colours } = await drawn({ toneMapping: LinearToneMapping, exposure: 0.5 });
    expectColours(
      colours,
      COLOURS.map((colour) => exposed(colour, 0.5)),
    );
  });
});

describe.skipIf(!hasSoftwareGpu)(`a lit picture (${where})`, { timeout: TIMEOUT_MS }, () => {
  it.each([
    ['without tone mapping', { antialias: false }],
    ['with multisampling', { antialias: true }],
    ['with ACES tone mapping', { antialias: false, toneMapping: ACESFilmicToneMapping, exposure: 1.2 }],
  ])('%s is the one that three.js makes with its own output pass', async (_name, argument) => {
    const [ours, theirs] = [
      await picture({ ...argument, output: 'ours' }),
      await picture({ ...argument, output: 'three' }),
    ];
    expect(meanDifference(ours, theirs)).toBeLessThan(1);
    // Both drew something: the picture is not flat.
    expect(new Set(ours).size).toBeGreaterThan(100);
  });
});

describe.skipIf(!hasSoftwareGpu)(`what three.js would draw wrongly (${where})`, { timeout: TIMEOUT_MS }, () => {
  it('is right where a scene draws parts of the canvas one after the other', async () => {
    expect(await runJob<number[]>('quarters', null)).toEqual([0xff0000, 0x00ff00, 0x0000ff, 0xffffff]);
  });

  it('is an error that names the replacement where a material is written in GLSL', async () => {
    expect(await runJob<string>('refusal', 'glsl')).toMatch(/^scene-unsupported: ShaderMaterial 'waves' .* TSL/u);
  });

  it('is an error where the nodes of a material cannot be built', async () => {
    expect(await runJob<string>('refusal', 'broken node')).toMatch(/^scene-update-failed: .*the colour is missing/u);
  });
});
