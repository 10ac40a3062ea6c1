/** How the fleet is, and the gateway that says so. */
import { rest, type admin } from '@remote-view/protocol';
import type { HostView } from '../cluster/cluster-store.ts';
import { totalsOf } from '../telemetry/figures.ts';

export interface OverviewParts extends Pick<
  admin.Overview,
  'gateway' | 'version' | 'startedAt' | 'queued' | 'eventLoopDelay' | 'draining' | 'latency'
> {
  /** All that are listed. */
  readonly hosts: readonly HostView[];
  /** Of the hosts that are linked here. */
  readonly sessions: ReadonlyMap<rest.SessionStateName, number>;
  readonly rejections: ReadonlyMap<string, number>;
}

export function overviewOf(parts: OverviewParts): admin.Overview {
  const { hosts, sessions, rejections, latency, ...own } = parts;
  const { hosts: states, cpu, ...totals } = totalsOf(hosts);
  const byState = Object.fromEntries(rest.SESSION_STATES.map((state) => [state, sessions.get(state) ?? 0]));
  return {
    ...own,
    ...totals,
    gateways: new Set([own.gateway, ...hosts.map(({ gateway }) => gateway)]).size,
    hosts: states,
    cpu,
    running: hosts.reduce((sum, { taken }) => sum + taken, 0),
    sessions: byState as Record<rest.SessionStateName, number>,
    ...(latency === undefined ? {} : { latency }),
    rejections: [...rejections].map(([reason, count]) => ({ reason, count })).toSorted((a, b) => b.count - a.count),
  };
}
