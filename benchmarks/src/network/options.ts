/** What the network suite is asked to do, from its command line. */
import { integerFlag, readFlags, wrongFlag } from '../flags.ts';
import { CASES, quickCase, type NetworkCase } from './cases.ts';
import { CONTROLLERS, type ControllerName } from './result.ts';

export interface NetworkOptions {
  readonly cases: readonly NetworkCase[];
  readonly controllers: readonly ControllerName[];
  readonly acks: boolean;
  readonly quick: boolean;
  readonly seed: number;
}

export const NETWORK_HELP = `network: congestion control, pacing and repair over modelled paths, in virtual time

  --quick             phases of a third
  --case LIST         of ${CASES.map(({ name }) => name).join(', ')} (default all)
  --controller LIST   of ${CONTROLLERS.join(', ')} (default all)
  --acks on|off       whether the viewer acks frames (default on)
  --seed N            of losses, jitter, traces and frame sizes (default 1)
  --json PATH         where to write the result (default benchmarks/results/network-<time>.local.json)
`;

/** @throws RemoteViewError `bad-configuration` */
export function parseNetworkOptions(args: readonly string[]): NetworkOptions & { readonly json: string | undefined } {
  const { quick, json, ...values } = readFlags(args, {
    quick: { type: 'boolean', default: false },
    case: { type: 'string' },
    controller: { type: 'string', default: CONTROLLERS.join(',') },
    acks: { type: 'string', default: 'on' },
    seed: { type: 'string', default: '1' },
    json: { type: 'string' },
  });
  if (values.acks !== 'on' && values.acks !== 'off') throw wrongFlag('--acks', 'on or off');
  const names = CASES.map(({ name }) => name);
  const asked = chosen('--case', names, values.case ?? names.join(','));
  const cases = CASES.filter(({ name }) => asked.includes(name));
  return {
    cases: quick ? cases.map(quickCase) : cases,
    controllers: chosen('--controller', CONTROLLERS, values.controller),
    acks: values.acks === 'on',
    seed: integerFlag('--seed', values.seed, 0, 2 ** 27),
    ...{ quick, json },
  };
}

/** In the order of `known`. */
function chosen<T extends string>(flag: string, known: readonly T[], text: string): T[] {
  const asked = new Set(text.split(','));
  const found = known.filter((name) => asked.has(name));
  if (found.length === 0 || found.length !== asked.size) throw wrongFlag(flag, `of ${known.join(', ')}`);
  return found;
}
