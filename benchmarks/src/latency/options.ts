/** What the latency suite is asked to do, from its command line. */
import { evenFlag, integerFlag, readFlags } from '../flags.ts';

export interface LatencyOptions {
  readonly scene: string;
  /** Of the element and, where the host can hold it, of the picture; pixels. */
  readonly width: number;
  readonly height: number;
  /** Frames per second asked of the scene. */
  readonly fps: number;
  /** Measured inputs of all repetitions together. */
  readonly inputs: number;
  /** Each in a session of its own. */
  readonly repetitions: number;
  readonly seed: number;
}

export const LATENCY_HELP = `latency: from an input to the picture that shows it, stage by stage

  --quick        300 inputs in one go, instead of 3000 in three sessions
  --size WxH     picture asked for, pixels (default 640x360)
  --fps N        frame rate asked for (default 60; three.js without a GPU makes 30 at most)
  --scene NAME   a scene of benchmarks/scenes that shows the barcode: barcode (default), medium, heavy,
                 or synthetic, which needs no rasteriser
  --inputs N     inputs to measure, 10..60000
  --seed N       of the times at which inputs happen (default 1)
  --json PATH    where to write the result (default benchmarks/results/latency-<time>.local.json)
  --matrix       every scene with every size at every rate with every preset of the encoder, a line each: 48 cells of
                 300 inputs, or with --quick 16 of 100; --scene, --size, --fps and --preset take lists (a,b). Without a
                 GPU, cells that the host would cut down are left out.
`;

const FULL = { inputs: 3_000, repetitions: 3 };
const QUICK = { inputs: 300, repetitions: 1 };

/** @throws RemoteViewError `bad-configuration` */
export function parseLatencyOptions(args: readonly string[]): LatencyOptions & { readonly json: string | undefined } {
  const values = read(args);
  const preset = values.quick ? QUICK : FULL;
  const size = /^(\d{1,4})x(\d{1,4})$/u.exec(values.size);
  const inputs = values.inputs === undefined ? preset.inputs : integerFlag('--inputs', values.inputs, 10, 60_000);
  return {
    scene: values.scene,
    // The barcode needs 288 x 32, and 4:2:0 even sizes.
    width: evenFlag('--size', size?.[1], 320),
    height: evenFlag('--size', size?.[2], 180),
    fps: integerFlag('--fps', values.fps, 1, 240),
    inputs,
    repetitions: preset.repetitions,
    seed: integerFlag('--seed', values.seed, 0, 2 ** 32 - 1),
    json: values.json,
  };
}

function read(args: readonly string[]) {
  return readFlags(args, {
    quick: { type: 'boolean', default: false },
    size: { type: 'string', default: '640x360' },
    fps: { type: 'string', default: '60' },
    scene: { type: 'string', default: 'barcode' },
    inputs: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'string' },
  });
}
