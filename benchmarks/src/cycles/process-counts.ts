/** Descriptors and memory of the stack's processes, from Linux's /proc; nothing where there is none. */
import { readdir } from 'node:fs/promises';
import type { Stack } from '../harness/stack.ts';
import { memoryOf, readProcesses } from '../soak/processes.ts';

/** @param withSession of the session's own processes as well, which one session keeps through all cycles */
export async function lookAtProcesses({ gateway, host }: Stack, withSession: boolean): Promise<Record<string, number>> {
  const processes = await readProcesses();
  const memory = memoryOf(processes, gateway.pid, host.pid);
  const stream = processes
    .filter(({ parent, command }) => parent === host.pid && command.includes('/stream/main.'))
    .toSorted((a, b) => a.startedAt - b.startedAt)[0];
  const values: Record<string, number> = {
    'gateway, descriptors': await descriptorsOf(gateway.pid),
    'gateway, MB': memory.gateway ?? 0,
    'agent, descriptors': await descriptorsOf(host.pid),
    'agent, MB': memory.agent ?? 0,
    'children of the agent': processes.filter(({ parent }) => parent === host.pid).length,
  };
  if (!withSession || stream === undefined) return values;
  return {
    ...values,
    'stream, descriptors': await descriptorsOf(stream.pid),
    'stream, MB': memory.stream ?? 0,
    'scene, MB': memory.scene ?? 0,
  };
}

async function descriptorsOf(pid: number): Promise<number> {
  return (await readdir(`/proc/${pid}/fd`).catch((): string[] => [])).length;
}
