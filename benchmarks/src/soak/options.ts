/** What the soak is asked to do, from its command line. */
import { integerFlag, readFlags, wrongFlag } from '../flags.ts';

export interface SoakOptions {
  readonly minutes: number;
  /** Of the element, pixels. */
  readonly width: number;
  readonly height: number;
  readonly seed: number;
}

export const SOAK_HELP = `soak: one session under input, and which way latency and memory go

  --minutes N     1..60 (default 10)
  --quick         1 minute, which is too short for a verdict
  --size WxH      of the element, pixels, from 320x180 (default 640x360)
  --seed N        of the times at which inputs happen (default 1)
  --json PATH     where to write the result (default benchmarks/results/soak-<time>.local.json)
`;

/** @throws RemoteViewError `bad-configuration` */
export function parseSoakOptions(args: readonly string[]): SoakOptions & { readonly json: string | undefined } {
  const values = read(args);
  const [, width, height] = /^(\d{3,4})x(\d{3,4})$/u.exec(values.size) ?? [];
  // The barcode needs 288 x 32.
  if (!(Number(width) >= 320 && Number(height) >= 180)) throw wrongFlag('--size', 'like 1280x720, from 320x180');
  return {
    minutes: integerFlag('--minutes', values.minutes ?? (values.quick ? '1' : '10'), 1, 60),
    width: Number(width),
    height: Number(height),
    seed: integerFlag('--seed', values.seed, 0, 2 ** 32 - 1),
    json: values.json,
  };
}

function read(args: readonly string[]) {
  return readFlags(args, {
    minutes: { type: 'string' },
    quick: { type: 'boolean', default: false },
    size: { type: 'string', default: '640x360' },
    seed: { type: 'string', default: '1' },
    json: { type: 'string' },
  });
}
