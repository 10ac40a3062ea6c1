/** What the startup suite is asked to do, from its command line. */
import { RemoteViewError } from '@remote-view/protocol';
import { parseArgs } from 'node:util';
import { STARTUP_CASES, type StartupCaseName } from './result.ts';

export interface StartupOptions {
  /** In the order in which they run. */
  readonly cases: readonly StartupCaseName[];
  /** Of each case. */
  readonly repetitions: number;
  readonly scene: string;
  /** Of the element, pixels. */
  readonly width: number;
  readonly height: number;
}

export const STARTUP_HELP = `startup: from connect() to the first picture, phase by phase

  --quick            8 repetitions of each case, instead of 40
  --repetitions N    of each case, 1..1000
  --cases LIST       of ${STARTUP_CASES.join(', ')} (default all)
  --scene NAME       a scene of benchmarks/scenes (default cube)
  --size WxH         of the element, pixels (default 640x360)
  --json PATH        where to write the result (default benchmarks/results/startup-<time>.local.json)
`;

/** @throws RemoteViewError `bad-configuration` */
export function parseStartupOptions(args: readonly string[]): StartupOptions & { readonly json: string | undefined } {
  const values = read(args);
  const [, width, height] = /^(\d{2,4})x(\d{2,4})$/u.exec(values.size) ?? [];
  if (width === undefined || height === undefined) throw wrong('--size', 'like 1280x720');
  const repetitions = values.repetitions === undefined ? (values.quick ? 8 : 40) : Number(values.repetitions);
  if (!(Number.isInteger(repetitions) && repetitions >= 1 && repetitions <= 1_000)) {
    throw wrong('--repetitions', 'an integer in 1..1000');
  }
  if (!/^[a-z0-9][a-z0-9-]*$/u.test(values.scene)) throw wrong('--scene', 'the name of a scene');
  return {
    cases: cases(values.cases),
    repetitions,
    scene: values.scene,
    width: Number(width),
    height: Number(height),
    json: values.json,
  };
}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean', default: false },
        repetitions: { type: 'string' },
        cases: { type: 'string', default: STARTUP_CASES.join(',') },
        scene: { type: 'string', default: 'cube' },
        size: { type: 'string', default: '640x360' },
        json: { type: 'string' },
      },
    }).values;
  } catch (cause) {
    throw new RemoteViewError('bad-configuration', (cause as Error).message, { cause });
  }
}

function cases(text: string): StartupCaseName[] {
  const asked = new Set(text.split(','));
  const known = STARTUP_CASES.filter((name) => asked.has(name));
  if (known.length === 0 || known.length !== asked.size) throw wrong('--cases', `of ${STARTUP_CASES.join(', ')}`);
  return known;
}

function wrong(flag: string, expected: string): RemoteViewError {
  return new RemoteViewError('bad-configuration', `${flag} must be ${expected}.`);
}
