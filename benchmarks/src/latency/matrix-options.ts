/** Which cells `latency --matrix` measures: every scene in every size, rate and preset, as far as it makes sense. */
import { readFlags, wrongFlag } from '../flags.ts';
import { parseLatencyOptions, type LatencyOptions } from './options.ts';

export interface CellOptions extends LatencyOptions {
  /** Of the encoder; `default` is the host's own choice. */
  readonly preset: string;
}

export interface MatrixOptions {
  /** In the order in which they are measured. */
  readonly cells: readonly CellOptions[];
  readonly json: string | undefined;
}

/** What a cell's machine turned out to be. */
export interface CellMachine {
  readonly software: boolean;
  readonly encoder: string;
}

/** The scene that needs no rasteriser. First, because it is the one that tells what the machine is on any of them. */
export const SYNTHETIC = 'synthetic';
const SCENES = `${SYNTHETIC},barcode,medium,heavy`;
export const DEFAULT_PRESET = 'default';
/** What the full run tries beside the host's own choice. */
const OTHER_PRESET = 'ultrafast';
const FULL = {
  size: '640x360,1280x720,1920x1080',
  fps: '30,60',
  preset: `${DEFAULT_PRESET},${OTHER_PRESET}`,
  inputs: '300',
};
const QUICK = { size: '640x360,1280x720', fps: '30,60', preset: DEFAULT_PRESET, inputs: '100' };

/** @throws RemoteViewError `bad-configuration` */
export function parseMatrixOptions(args: readonly string[]): MatrixOptions {
  const values = read(args);
  const defaults = values.quick ? QUICK : FULL;
  const { scene = SCENES, size = defaults.size, fps = defaults.fps, inputs = defaults.inputs, seed } = values;
  const presets = list('--preset', values.preset ?? defaults.preset);
  const cells = scene.split(',').flatMap((scene) =>
    size.split(',').flatMap((size) =>
      fps.split(',').flatMap((fps) => {
        const cell = { scene, size, fps, inputs, seed };
        const flags = Object.entries(cell).flatMap(([flag, value]) => [`--${flag}`, value]);
        const { json: _json, ...options } = parseLatencyOptions(['--quick', ...flags]);
        return presets.map((preset) => ({ ...options, preset }));
      }),
    ),
  );
  return { cells, json: values.json };
}

/**
 * A host without a GPU takes three.js's rate to 30 and its size below 720p: such a cell would repeat another. One with an
 * encoder in hardware has other presets than the full run tries.
 */
export function makesSense({ scene, width, height, fps, preset }: CellOptions, machine: CellMachine): boolean {
  if (preset === OTHER_PRESET && !machine.encoder.startsWith('libx264')) return false;
  return !machine.software || scene === SYNTHETIC || (fps <= 30 && width * height <= 1280 * 720);
}

/** The host knows which of them its encoder has. */
function list(flag: string, text: string): string[] {
  const names = text.split(',');
  if (names.every((name) => /^[a-z0-9]+$/u.test(name))) return names;
  throw wrongFlag(flag, 'names of presets, or default');
}

function read(args: readonly string[]) {
  return readFlags(args, {
    matrix: { type: 'boolean', default: true },
    quick: { type: 'boolean', default: false },
    scene: { type: 'string' },
    size: { type: 'string' },
    fps: { type: 'string' },
    preset: { type: 'string' },
    inputs: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'string' },
  });
}
