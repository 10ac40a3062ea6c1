/** What the capacity suite is asked to do, from its command line. */
import { integerFlag, readFlags } from '../flags.ts';
import type { Millis } from '@remote-view/protocol';
import { DEFAULT_PRESET, parseMatrixOptions } from '../latency/matrix-options.ts';

export interface CapacityCase {
  readonly scene: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  /** Of the encoder; missing where the host chooses. */
  readonly preset?: string;
}

export interface CapacityOptions {
  readonly cases: readonly CapacityCase[];
  /** Sessions to stop at, whatever the machine could hold. */
  readonly maxSessions: number;
  /** Viewers of one session at most, in the part that doubles them; 1 leaves that part out. */
  readonly maxViewers: number;
  /** From the last viewer's first picture until it is measured: key frames, just-in-time compilers, choice of the size. */
  readonly settle: Millis;
  /** How long each step is measured. */
  readonly window: Millis;
  readonly json: string | undefined;
}

export const CAPACITY_HELP = `capacity: how many sessions a machine holds, and what each and each viewer costs

  --quick          one case, windows of 4 s, 8 viewers; instead of three cases, 10 s, 16 viewers
  --scene NAMES    scenes of benchmarks/scenes (default synthetic,barcode,medium; with --quick synthetic)
  --size SIZES     pictures asked for (default 1280x720)
  --fps RATES      frame rates asked for (default 30)
  --preset NAMES   presets of the encoder (default: the host's choice)
  --sessions N     stop at so many, 1..64 (default 16)
  --viewers N      viewers of one session, 1..64, reached by doubling; 1 leaves that part out
  --json PATH      where to write the result (default benchmarks/results/capacity-<time>.local.json)

Lists are written a,b; every scene is measured with every size at every rate and preset.
`;

const FULL = { scene: 'synthetic,barcode,medium', settle: 3_000, window: 10_000, viewers: '16' };
const QUICK = { scene: 'synthetic', settle: 2_000, window: 4_000, viewers: '8' };

/** @throws RemoteViewError `bad-configuration` */
export function parseCapacityOptions(args: readonly string[]): CapacityOptions {
  const values = read(args);
  const defaults = values.quick ? QUICK : FULL;
  const { scene = defaults.scene } = values;
  const axes = ['--scene', scene, '--size', values.size, '--fps', values.fps, '--preset', values.preset];
  const { cells } = parseMatrixOptions(['--quick', ...axes]);
  return {
    cases: cells.map(({ scene, width, height, fps, preset }) => ({
      ...{ scene, width, height, fps },
      ...(preset === DEFAULT_PRESET ? {} : { preset }),
    })),
    maxSessions: integerFlag('--sessions', values.sessions, 1, 64),
    maxViewers: integerFlag('--viewers', values.viewers ?? defaults.viewers, 1, 64),
    settle: defaults.settle,
    window: defaults.window,
    json: values.json,
  };
}

function read(args: readonly string[]) {
  return readFlags(args, {
    quick: { type: 'boolean', default: false },
    scene: { type: 'string' },
    size: { type: 'string', default: '1280x720' },
    fps: { type: 'string', default: '30' },
    preset: { type: 'string', default: DEFAULT_PRESET },
    sessions: { type: 'string', default: '16' },
    viewers: { type: 'string' },
    json: { type: 'string' },
  });
}
