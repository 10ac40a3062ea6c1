/** A host as operators see it. */
import type { admin, Millis } from '@remote-view/protocol';
import type { HostView } from '../cluster/cluster-store.ts';
import { hostState } from '../telemetry/figures.ts';

/** @param endsAt when what runs there is ended, ms since 1970 */
export function hostInfo(host: HostView, endsAt: Millis | undefined): admin.HostInfo {
  const { id, gateway, incarnation, cordoned, capacity, taken, report, machine, scenes, problem } = host;
  const { warm, cpu, freeMemory } = report;
  return {
    ...{ id, gateway, incarnation, state: hostState(host), cordoned, capacity, taken, warm, cpu, freeMemory },
    ...(endsAt === undefined ? {} : { endsAt: new Date(endsAt).toISOString() }),
    labels: [...(host.labels ?? [])],
    ...(host.resources === undefined ? {} : { resources: host.resources }),
    machine,
    scenes: [...scenes],
    ...(problem === undefined ? {} : { problem }),
  };
}
