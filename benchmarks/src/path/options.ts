/** What the path suite is asked to do, from its command line. */
import { integerFlag, readFlags, wrongFlag } from '../flags.ts';
import { CASES, type PathCase } from './cases.ts';
import { parseSchedule, stretched } from './schedule.ts';

export interface PathOptions {
  /** In the order in which they run. */
  readonly cases: readonly PathCase[];
  /** Rounds of ours and the peer's, one after the other, for each case. */
  readonly pairs: number;
  /** Of losses, jitter and traces. */
  readonly seed: number;
  /** Of the lengths that the cases have. */
  readonly stretch: number;
}

const NAMES = CASES.map(({ name }) => name);
/** Shorter than this, a phase is over before a controller has found out about it. */
const QUICK_STRETCH = 0.4;
const DEFAULT_RTT = '20';

export const PATH_HELP = `path: ours against Chromium's own sender over the same emulated link, alternating

  --quick          1 pair of each case, phases of 0.4 times their length, instead of 2 whole ones
  --cases LIST     of ${NAMES.join(', ')} (default all)
  --schedule TEXT  a path of your own in place of the cases, like '10s 10M, 1s 0M, 10s 5M' (0M: an outage)
  --rtt MS         its round-trip time, 0..2000 (default ${DEFAULT_RTT})
  --loss PERCENT   its random loss, 0..100 (default 0)
  --pairs N        rounds of each side and case, 1..50
  --seed N         of losses, jitter and traces (default 1)
  --json PATH      where to write the result (default benchmarks/results/path-<time>.local.json)
`;

/** @throws RemoteViewError `bad-configuration` */
export function parsePathOptions(args: readonly string[]): PathOptions & { readonly json: string | undefined } {
  const values = readFlags(args, {
    quick: { type: 'boolean', default: false },
    cases: { type: 'string' },
    schedule: { type: 'string' },
    rtt: { type: 'string' },
    loss: { type: 'string' },
    pairs: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'string' },
  });
  if (values.schedule === undefined) {
    if (values.rtt !== undefined) throw wrongFlag('--rtt', 'beside --schedule: the cases have one of their own');
    if (values.loss !== undefined) throw wrongFlag('--loss', 'beside --schedule: the cases have one of their own');
  } else if (values.cases !== undefined) throw wrongFlag('--schedule', 'in place of --cases');
  const stretch = values.quick ? QUICK_STRETCH : 1;
  const cases = values.schedule === undefined ? namedCases(values.cases) : [ownCase(values.schedule, values)];
  return {
    cases: cases.map((path) => ({ ...path, phases: stretched(path.phases, stretch) })),
    pairs: integerFlag('--pairs', values.pairs ?? (values.quick ? '1' : '2'), 1, 50),
    seed: integerFlag('--seed', values.seed, 0, 2 ** 32 - 1),
    stretch,
    json: values.json,
  };
}

function namedCases(text: string | undefined): readonly PathCase[] {
  if (text === undefined) return CASES;
  const asked = new Set(text.split(','));
  const known = CASES.filter(({ name }) => asked.has(name));
  if (known.length !== asked.size) throw wrongFlag('--cases', `of ${NAMES.join(', ')}`);
  return known;
}

function ownCase(schedule: string, flags: { readonly rtt?: string; readonly loss?: string }): PathCase {
  const rtt = integerFlag('--rtt', flags.rtt ?? DEFAULT_RTT, 0, 2_000);
  const percent = Number(flags.loss ?? 0);
  if (!(percent >= 0 && percent <= 100)) throw wrongFlag('--loss', 'a number in 0..100');
  return {
    name: 'own',
    rtt,
    phases: parseSchedule(schedule),
    loss: percent === 0 ? undefined : { type: 'random', share: percent / 100 },
  };
}
