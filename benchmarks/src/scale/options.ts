/** What the scale suite is asked to do, from its command line. */
import type { Millis } from '@remote-view/protocol';
import { integerFlag, readFlags, wrongFlag } from '../flags.ts';
import { CASES } from './cases/all.ts';
import type { Case } from './cases/case.ts';
import { FULL, QUICK, type ScaleSize } from './sizes.ts';

export interface ScaleOptions {
  readonly quick: boolean;
  readonly cases: readonly Case[];
  readonly size: ScaleSize;
  /** Waits so long, in all, for others to leave the machine alone. */
  readonly patience: Millis;
  readonly json: string | undefined;
}

export const SCALE_HELP = `scale: gateways under the load of simulated hosts and viewers, over sockets on loopback

  --quick         fewer of everything
  --only LIST     of ${CASES.map(({ name }) => name).join(', ')} (default all)
  --viewers N     idle sockets of viewers at most, 500..60000 (default ${FULL.viewerSockets.at(-1)})
  --waiting N     sessions that wait for a slot, 1..10000 (default ${FULL.waiting})
  --storm N       viewers of the gateway that is killed, 1..20000 (default ${FULL.storm})
  --calm N        waits up to N minutes in all for others to leave the machine alone, 0..120 (default 0)
  --json PATH     where to write the result (default benchmarks/results/scale-<time>.local.json)

The gateways are processes in production mode; their rates by address are raised, since all clients have one. Cases with Redis
start their own redis-server, and are left out where there is none.
`;

/** @throws RemoteViewError `bad-configuration` */
export function parseScaleOptions(args: readonly string[]): ScaleOptions {
  const values = readFlags(args, {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    viewers: { type: 'string' },
    waiting: { type: 'string' },
    storm: { type: 'string' },
    calm: { type: 'string', default: '0' },
    json: { type: 'string' },
  });
  const preset = values.quick ? QUICK : FULL;
  const { viewers, waiting, storm } = values;
  const size: ScaleSize = {
    ...preset,
    ...(viewers === undefined ? {} : { viewerSockets: steps(integerFlag('--viewers', viewers, 500, 60_000)) }),
    ...(waiting === undefined ? {} : { waiting: integerFlag('--waiting', waiting, 1, 10_000) }),
    ...(storm === undefined ? {} : { storm: integerFlag('--storm', storm, 1, 20_000) }),
  };
  const patience = integerFlag('--calm', values.calm, 0, 120) * 60_000;
  return { quick: values.quick, cases: chosen(values.only), size, patience, json: values.json };
}

function chosen(list: string | undefined): readonly Case[] {
  if (list === undefined) return CASES;
  const names = list.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !CASES.some((one) => one.name === name));
  if (unknown !== undefined) throw wrongFlag('--only', `some of ${CASES.map(({ name }) => name).join(', ')}`);
  return CASES.filter(({ name }) => names.includes(name));
}

/** A line needs points. */
function steps(most: number): readonly number[] {
  return [0.2, 0.4, 0.6, 0.8, 1].map((share) => Math.round(most * share));
}
