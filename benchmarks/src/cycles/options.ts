/** What the connection cycles are asked to do, from their command line. */
import { integerFlag, readFlags } from '../flags.ts';

export interface CyclesOptions {
  readonly cycles: number;
  /** Looks at everything; the first is behind a warm-up of a tenth of the cycles. */
  readonly looks: number;
  /** Each cycle makes a session of its own, and so ends two processes of the host. */
  readonly own: boolean;
}

export const CYCLES_HELP = `cycles: one element after the other connects, shows a picture and is removed; what is left of them

  --cycles N      10..10000 (default 1000)
  --looks N       how often everything is counted, 4..100 (default 20)
  --own           each makes a session of its own: slower, since each ends two processes of the host
`;

/** @throws RemoteViewError `bad-configuration` */
export function parseCyclesOptions(args: readonly string[]): CyclesOptions {
  const values = readFlags(args, {
    cycles: { type: 'string', default: '1000' },
    looks: { type: 'string', default: '20' },
    own: { type: 'boolean', default: false },
  });
  return {
    cycles: integerFlag('--cycles', values.cycles, 10, 10_000),
    looks: integerFlag('--looks', values.looks, 4, 100),
    own: values.own,
  };
}
