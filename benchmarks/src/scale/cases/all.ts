/** In the order in which they are measured. */
import { allocationCase } from './allocation.ts';
import type { Case } from './case.ts';
import { catalogue } from './catalogue.ts';
import { decisions } from './decisions.ts';
import { queueCase } from './queue.ts';
import { relay } from './relay.ts';
import { sessionsCase } from './sessions.ts';
import { socketsCase } from './sockets.ts';
import { stormCase, stormOfHosts } from './storm.ts';

export const CASES: readonly Case[] = [
  socketsCase(false),
  socketsCase(true),
  allocationCase(1, false),
  allocationCase(1, true),
  allocationCase(2, true),
  decisions,
  sessionsCase(1, false),
  sessionsCase(1, true),
  sessionsCase(2, true),
  relay,
  stormCase('same'),
  stormCase('other'),
  stormOfHosts,
  queueCase(false),
  queueCase(true),
  catalogue,
];
