/**
 * Whether a host is one that a session may run on, now or later: by what the host is, whatever is taken of it.
 *
 * Hosts that offer the same are alike here, and sessions that want the same wait for the same hosts.
 */
import type { rest } from '@remote-view/protocol';
import type { HostEntry, NewSession } from '../cluster/cluster-store.ts';

/** What of a session says which hosts it can use. */
export type Want = Pick<NewSession, 'scene' | 'version' | 'placement'>;

/** What of a host says which sessions it can take. */
export type Offering = Pick<HostEntry, 'scenes' | 'labels' | 'resources'>;

/** Taken of a host beside the slot. */
export interface Needs {
  /** MiB. */
  readonly gpuMemory: number;
  /** Thousandths of a core. */
  readonly cpu: number;
}

/** Why a host can never take a session; what comes later in this list says more about the session that was asked for. */
export const MISFITS = ['unknown-scene', 'other-version', 'other-labels', 'too-small'] as const;
export type Misfit = (typeof MISFITS)[number];

export function fit(offering: Offering, want: Want): Needs | Misfit {
  const named = offering.scenes.filter(({ name }) => name === want.scene);
  if (named.length === 0) return 'unknown-scene';
  const scene = named.find(({ version }) => want.version === undefined || version === want.version);
  if (scene === undefined) return 'other-version';
  const labels = offering.labels ?? [];
  if (!(want.placement.labels ?? []).every((label) => labels.includes(label))) return 'other-labels';
  const needs = needsOf(scene);
  return hasRoom(offering.resources, NOTHING, needs) ? needs : 'too-small';
}

export const NOTHING: Needs = { gpuMemory: 0, cpu: 0 };

/** What a host does not say how much it has of is not limited. */
export function hasRoom(resources: Offering['resources'], used: Needs, needs: Needs): boolean {
  const { gpuMemory = Infinity, cpu = Infinity } = resources ?? {};
  return used.gpuMemory + needs.gpuMemory <= gpuMemory && used.cpu + needs.cpu <= cpu;
}

/** Equal for sessions that can use the same hosts. */
export function wantKey({ scene, version = '', placement }: Want): string {
  return [scene, version, ...new Set((placement.labels ?? []).toSorted())].join(' ');
}

export function needsOf({ needs }: rest.SceneInfo): Needs {
  return { gpuMemory: needs?.gpuMemory ?? 0, cpu: needs?.cpu ?? 0 };
}
