/** The whole of the Lua, as the one script that the client knows, with the commands that it takes. */
import { defineScript } from 'redis';
import { MAX_REMEMBERED } from '../../allocation/slot-rate.ts';
import { START_OVERDUE } from '../cluster.ts';
import type { StoreOptions } from '../cluster-store.ts';
import { leaseOf, MAX_FENCED } from '../host-table.ts';
import { AWAY_AFTER, MAX_WANTS } from '../line.ts';
import { KEY_LIVES } from '../session-table.ts';
import { BASICS } from './basics.lua.ts';
import { HOSTS } from './hosts.lua.ts';
import { PICK } from './pick.lua.ts';
import { SESSIONS } from './sessions.lua.ts';

export type CommandName =
  | 'register'
  | 'report'
  | 'unlink'
  | 'cordon'
  | 'hosts'
  | 'allocate'
  | 'session'
  | 'page'
  | 'waiting'
  | 'update'
  | 'end'
  | 'wait'
  | 'beat';

export const CLUSTER_SCRIPT = defineScript({
  SCRIPT: [BASICS, PICK, SESSIONS, HOSTS, 'return commands[ARGV[1]]()'].join('\n'),
  NUMBER_OF_KEYS: 1,
  parseCommand(parser, prefix: string, ...args: string[]) {
    parser.pushKey(prefix);
    parser.push(...args);
  },
  transformReply: (reply: unknown) => reply,
});

/** What stands behind command and clock in every call; the order is that of `basics.lua.ts`. */
export function optionArgs({ timing, maxQueued, strategy }: StoreOptions): readonly string[] {
  const { hostGrace, claimWithin, queueGrace, keepEnded } = timing;
  const times = [leaseOf(timing), hostGrace, claimWithin, queueGrace, keepEnded];
  const bounds = [MAX_FENCED, MAX_REMEMBERED, KEY_LIVES, MAX_WANTS];
  return [...times, maxQueued, strategy, START_OVERDUE, AWAY_AFTER, ...bounds].map(String);
}
