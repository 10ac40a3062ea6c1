/** Which cells `latency --matrix` measures: every size at every frame rate with every scene, as far as it makes sense. */
import { readFlags } from '../flags.ts';
import { parseLatencyOptions, type LatencyOptions } from './options.ts';

export interface MatrixOptions {
  /** In the order in which they are measured. */
  readonly cells: readonly LatencyOptions[];
  readonly json: string | undefined;
}

/** The scene that needs no rasteriser. First, because it is the one that tells what the machine is on any of them. */
export const SYNTHETIC = 'synthetic';
const SCENES = `${SYNTHETIC},barcode,medium,heavy`;
const FULL = { size: '640x360,1280x720,1920x1080', fps: '30,60', inputs: '300' };
const QUICK = { size: '640x360,1280x720', fps: '30,60', inputs: '100' };

/** @throws RemoteViewError `bad-configuration` */
export function parseMatrixOptions(args: readonly string[]): MatrixOptions {
  const values = read(args);
  const preset = values.quick ? QUICK : FULL;
  const { scene = SCENES, size = preset.size, fps = preset.fps, inputs = preset.inputs, seed } = values;
  const cells = scene.split(',').flatMap((scene) =>
    size.split(',').flatMap((size) =>
      fps.split(',').map((fps) => {
        const cell = { scene, size, fps, inputs, seed };
        const flags = Object.entries(cell).flatMap(([flag, value]) => [`--${flag}`, value]);
        const { json: _json, ...options } = parseLatencyOptions(['--quick', ...flags]);
        return options;
      }),
    ),
  );
  return { cells, json: values.json };
}

/** A host without a GPU takes three.js's rate to 30 and its size below 720p: such a cell would repeat another. */
export function makesSense({ scene, width, height, fps }: LatencyOptions, software: boolean): boolean {
  return !software || scene === SYNTHETIC || (fps <= 30 && width * height <= 1280 * 720);
}

function read(args: readonly string[]) {
  return readFlags(args, {
    matrix: { type: 'boolean', default: true },
    quick: { type: 'boolean', default: false },
    scene: { type: 'string' },
    size: { type: 'string' },
    fps: { type: 'string' },
    inputs: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'string' },
  });
}
