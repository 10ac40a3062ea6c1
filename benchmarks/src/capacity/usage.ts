/** CPU and memory of the processes of a run, by role and thread, between two moments. */
import type { Millis } from '@remote-view/protocol';
import { readdir, readFile } from 'node:fs/promises';
import { descendants, parseMemory, parseTaskStat, roleOf, threadKind, type Role, type TaskStat } from './proc-stat.ts';

interface ProcessSnapshot {
  readonly pid: number;
  readonly role: Role;
  readonly resident: number;
  readonly proportional: number;
  readonly threads: readonly TaskStat[];
}

export interface UsageSnapshot {
  readonly at: Millis;
  readonly processes: readonly ProcessSnapshot[];
}

/** Of all processes of a role together. CPU is in cores: 1 is one core all the time. */
export interface RoleUsage {
  readonly role: Role;
  readonly processes: number;
  readonly cores: number;
  readonly residentBytes: number;
  /** Memory that several share counts as a share of it. */
  readonly proportionalBytes: number;
  /** By kind of thread, cores. */
  readonly threads: Readonly<Record<string, number>>;
}

/** @throws Error where there is no /proc */
export async function takeUsage(roots: readonly number[]): Promise<UsageSnapshot> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name));
  const stats = await Promise.all(pids.map((pid) => readStat(`/proc/${pid}/stat`)));
  const all = stats.filter((stat) => stat !== undefined);
  const wanted = new Set(roots.flatMap((root) => [...descendants(root, all)]));
  const processes = await Promise.all([...wanted].map((pid) => takeProcess(pid)));
  return { at: performance.now(), processes: processes.filter((process) => process !== undefined) };
}

/** Processes that were there both times. */
export function usageBetween(before: UsageSnapshot, after: UsageSnapshot): RoleUsage[] {
  const seconds = (after.at - before.at) / 1_000;
  const roles = new Map<Role, ProcessSnapshot[]>();
  for (const process of after.processes) roles.set(process.role, [...(roles.get(process.role) ?? []), process]);
  const spent = new Map(
    before.processes.flatMap(({ pid, threads }) =>
      threads.map((thread) => [`${pid} ${thread.pid}`, thread.cpuSeconds]),
    ),
  );
  return [...roles].map(([role, processes]) => {
    const threads: Record<string, number> = {};
    for (const { pid, threads: tasks } of processes) {
      for (const { pid: id, name, cpuSeconds } of tasks) {
        const cores = (cpuSeconds - (spent.get(`${pid} ${id}`) ?? 0)) / seconds;
        threads[threadKind(name)] = (threads[threadKind(name)] ?? 0) + cores;
      }
    }
    return {
      role,
      processes: processes.length,
      cores: sum(Object.values(threads)),
      residentBytes: sum(processes.map(({ resident }) => resident)),
      proportionalBytes: sum(processes.map(({ proportional }) => proportional)),
      threads,
    };
  });
}

async function takeProcess(pid: number): Promise<ProcessSnapshot | undefined> {
  try {
    const role = roleOf(await readFile(`/proc/${pid}/cmdline`, 'utf8'));
    if (role === undefined) return undefined;
    const memory = parseMemory(await readFile(`/proc/${pid}/smaps_rollup`, 'utf8'));
    const tasks = await readdir(`/proc/${pid}/task`);
    const threads = await Promise.all(tasks.map((task) => readStat(`/proc/${pid}/task/${task}/stat`)));
    return { pid, role, ...memory, threads: threads.filter((thread) => thread !== undefined) };
  } catch {
    // It ended meanwhile.
    return undefined;
  }
}

async function readStat(path: string): Promise<TaskStat | undefined> {
  try {
    return parseTaskStat(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
