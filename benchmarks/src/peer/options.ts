/** What the peer suite is asked to do, from its command line. */
import { evenFlag, integerFlag, readFlags } from '../flags.ts';
import type { Millis } from '@remote-view/protocol';

export interface PeerOptions {
  /** Of the canvas, the element and the picture; pixels. */
  readonly width: number;
  readonly height: number;
  /** Frames per second asked of both. */
  readonly fps: number;
  /** Measured inputs of each round. */
  readonly inputs: number;
  /** Rounds of ours and the peer's, one after the other, each in a session of its own. */
  readonly pairs: number;
  readonly seed: number;
  /** Inputs before it are not counted: connection, caches, just-in-time compilers and the choice of the picture size. */
  readonly warmUp: Millis;
}

export const PEER_HELP = `peer: the same scene and inputs through Remote View, and through a canvas captured in a second browser

  --quick        2 pairs of 150 inputs, instead of 5 pairs of 600
  --size WxH     picture asked for, pixels (default 640x360)
  --fps N        frame rate asked for (default 30)
  --inputs N     inputs of a round, 10..3000
  --pairs N      rounds of each, 1..50
  --seed N       of the times at which inputs happen (default 1)
  --json PATH    where to write the result (default benchmarks/results/peer-<time>.local.json)
`;

/** As in the latency suite. */
const WARM_UP: Millis = 4_000;
/** Without a GPU our host starts at 640x360 and goes up two steps to 720p, each after three seconds of calm. */
const WARM_UP_OF_LARGE: Millis = 12_000;
const START_PIXELS = 640 * 360;
const FULL = { inputs: 600, pairs: 5 };
const QUICK = { inputs: 150, pairs: 2 };

/** @throws RemoteViewError `bad-configuration` */
export function parsePeerOptions(args: readonly string[]): PeerOptions & { readonly json: string | undefined } {
  const values = read(args);
  const preset = values.quick ? QUICK : FULL;
  const size = /^(\d{1,4})x(\d{1,4})$/u.exec(values.size);
  // The barcode needs 288 x 32, and 4:2:0 even sizes.
  const width = evenFlag('--size', size?.[1], 320);
  const height = evenFlag('--size', size?.[2], 180);
  return {
    width,
    height,
    fps: integerFlag('--fps', values.fps, 1, 60),
    inputs: values.inputs === undefined ? preset.inputs : integerFlag('--inputs', values.inputs, 10, 3_000),
    pairs: values.pairs === undefined ? preset.pairs : integerFlag('--pairs', values.pairs, 1, 50),
    seed: integerFlag('--seed', values.seed, 0, 2 ** 32 - 1),
    warmUp: width * height > START_PIXELS ? WARM_UP_OF_LARGE : WARM_UP,
    json: values.json,
  };
}

function read(args: readonly string[]) {
  return readFlags(args, {
    quick: { type: 'boolean', default: false },
    size: { type: 'string', default: '640x360' },
    fps: { type: 'string', default: '30' },
    inputs: { type: 'string' },
    pairs: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'string' },
  });
}
