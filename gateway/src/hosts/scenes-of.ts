/** What all connected hosts offer together. */
import type { rest } from '@remote-view/protocol';
import type { HostView } from '../cluster/cluster-store.ts';

/** By name; the first host describes a scene that several offer. */
export function scenesOf(hosts: readonly HostView[]): rest.SceneInfo[] {
  const byName = new Map<string, rest.SceneInfo>();
  for (const { connected, scenes } of hosts) {
    if (!connected) continue;
    for (const scene of scenes) if (!byName.has(scene.name)) byName.set(scene.name, scene);
  }
  return [...byName.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
}
