/** What the startup suite is asked to do, from its command line. */
import { integerFlag, readFlags, wrongFlag } from '../flags.ts';
import { STARTUP_CASES, type StartupCaseName } from './result.ts';

export interface StartupOptions {
  /** In the order in which they run. */
  readonly cases: readonly StartupCaseName[];
  /** Whether to measure hot reload as well. */
  readonly reload: boolean;
  /** Of each case. */
  readonly repetitions: number;
  readonly scene: string;
  /** Of the element, pixels. */
  readonly width: number;
  readonly height: number;
}

/** Hot reload is measured in another way, and has no phases. */
const ALL = [...STARTUP_CASES, 'reload'] as const;

export const STARTUP_HELP = `startup: from connect() to the first picture, phase by phase

  --quick            8 repetitions of each case, instead of 40
  --repetitions N    of each case, 1..1000
  --cases LIST       of ${ALL.join(', ')} (default all)
  --scene NAME       a scene of benchmarks/scenes (default cube)
  --size WxH         of the element, pixels (default 640x360)
  --json PATH        where to write the result (default benchmarks/results/startup-<time>.local.json)
`;

/** @throws RemoteViewError `bad-configuration` */
export function parseStartupOptions(args: readonly string[]): StartupOptions & { readonly json: string | undefined } {
  const values = read(args);
  const [, width, height] = /^(\d{2,4})x(\d{2,4})$/u.exec(values.size) ?? [];
  if (width === undefined || height === undefined) throw wrongFlag('--size', 'like 1280x720');
  const repetitions = integerFlag('--repetitions', values.repetitions ?? (values.quick ? '8' : '40'), 1, 1_000);
  if (!/^[a-z0-9][a-z0-9-]*$/u.test(values.scene)) throw wrongFlag('--scene', 'the name of a scene');
  return {
    ...cases(values.cases),
    repetitions,
    scene: values.scene,
    width: Number(width),
    height: Number(height),
    json: values.json,
  };
}

function read(args: readonly string[]) {
  return readFlags(args, {
    quick: { type: 'boolean', default: false },
    repetitions: { type: 'string' },
    cases: { type: 'string', default: ALL.join(',') },
    scene: { type: 'string', default: 'cube' },
    size: { type: 'string', default: '640x360' },
    json: { type: 'string' },
  });
}

function cases(text: string): Pick<StartupOptions, 'cases' | 'reload'> {
  const asked = new Set(text.split(','));
  const known = ALL.filter((name) => asked.has(name));
  if (known.length === 0 || known.length !== asked.size) throw wrongFlag('--cases', `of ${ALL.join(', ')}`);
  return { cases: STARTUP_CASES.filter((name) => asked.has(name)), reload: asked.has('reload') };
}
