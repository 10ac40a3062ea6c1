/**
 * What a gateway tells of itself and of the hosts that are linked to it, when it is asked. Each host is linked to one gateway, so
 * the sum over all gateways is the whole fleet; only the line is the same for all of them.
 */
import { admin, type rest } from '@remote-view/protocol';
import type { HostView } from '../cluster/cluster-store.ts';

export type HostFigures = Pick<HostView, 'capacity' | 'taken' | 'report' | 'cordoned' | 'connected' | 'problem'>;

export interface Figures {
  /** Hosts that are linked to this gateway. */
  readonly hosts: readonly HostFigures[];
  /** Sessions of these hosts. */
  readonly sessions: ReadonlyMap<rest.SessionStateName, number>;
  /** Sessions that wait for a slot, in the line that all gateways have in common. */
  readonly queued: number;
}

export const { HOST_STATES } = admin;
export type HostState = admin.HostState;

export function hostState({ connected, problem, cordoned, report }: HostFigures): HostState {
  if (!connected) return 'lost';
  if (problem !== undefined) return 'unusable';
  if (report.draining) return 'draining';
  return cordoned ? 'cordoned' : 'ready';
}

export interface FleetTotals {
  readonly hosts: Readonly<Record<HostState, number>>;
  /** Of hosts that are ready: what a new session may hope for. */
  readonly slots: number;
  readonly slotsTaken: number;
  /** Sessions that could start at once. */
  readonly warm: number;
  /** Busy shares of the cores of hosts, 0..1. */
  readonly cpu: { readonly mean: number; readonly max: number };
}

export function totalsOf(hosts: readonly HostFigures[]): FleetTotals {
  const states = hosts.map(hostState);
  const count = (state: HostState): number => states.filter((other) => other === state).length;
  const ready = hosts.filter((_host, index) => states[index] === 'ready');
  const cpu = hosts.filter(({ connected }) => connected).map(({ report }) => report.cpu);
  return {
    hosts: Object.fromEntries(HOST_STATES.map((state) => [state, count(state)])) as Record<HostState, number>,
    slots: sum(ready.map(({ capacity }) => capacity)),
    slotsTaken: sum(ready.map(({ taken }) => taken)),
    warm: sum(ready.map(({ report }) => report.warm)),
    cpu: { mean: cpu.length === 0 ? 0 : sum(cpu) / cpu.length, max: Math.max(0, ...cpu) },
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
