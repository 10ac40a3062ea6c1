/**
 * Resident memory of the stack's processes, from Linux's /proc. The scene and stream processes are children of the agent;
 * of each kind the oldest is the session's, since a pool gives away what it had first, and the others wait.
 */
import { readdir, readFile } from 'node:fs/promises';

export interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  /** Clock ticks since the machine started. */
  readonly startedAt: number;
  readonly command: string;
  readonly residentBytes: number;
}

export const ROLES = ['gateway', 'agent', 'scene', 'stream'] as const;
export type Role = (typeof ROLES)[number];
/** MB (10^6 bytes) of each that there is. */
export type Memory = Partial<Record<Role, number>>;

export interface MemorySample {
  /** Seconds since the end of the warm-up. */
  readonly at: number;
  readonly memory: Memory;
}

/** Who is who. */
export function memoryOf(processes: readonly ProcessInfo[], gateway: number, agent: number): Memory {
  const children = processes
    .filter(({ parent }) => parent === agent)
    .toSorted((a, b) => a.startedAt - b.startedAt || a.pid - b.pid);
  const found: Record<Role, ProcessInfo | undefined> = {
    gateway: processes.find(({ pid }) => pid === gateway),
    agent: processes.find(({ pid }) => pid === agent),
    scene: children.find(({ command }) => command.includes('/scene/main.')),
    stream: children.find(({ command }) => command.includes('/stream/main.')),
  };
  return Object.fromEntries(
    Object.entries(found).flatMap(([role, info]) => (info === undefined ? [] : [[role, info.residentBytes / 1e6]])),
  );
}

/** The files of one process as text: `stat`, `cmdline`, `status`. */
export function parseProcess(stat: string, command: string, status: string): ProcessInfo | undefined {
  // The name in parentheses may hold spaces and parentheses itself: proc(5).
  const end = stat.lastIndexOf(')');
  const fields = stat.slice(end + 2).split(' ');
  const resident = /^VmRSS:\s*(\d+) kB$/mu.exec(status)?.[1];
  // A process that has ended and was not waited for has no memory.
  if (end === -1 || resident === undefined) return undefined;
  return {
    pid: Number.parseInt(stat, 10),
    parent: Number(fields[1]),
    startedAt: Number(fields[19]),
    command: command.replaceAll('\0', ' '),
    residentBytes: Number(resident) * 1_024,
  };
}

/** All that this machine tells of; nothing where there is no /proc. */
export async function readProcesses(): Promise<ProcessInfo[]> {
  const entries = await readdir('/proc').catch((): string[] => []);
  const found = await Promise.all(entries.filter((name) => /^\d+$/u.test(name)).map(readProcess));
  return found.filter((info) => info !== undefined);
}

async function readProcess(pid: string): Promise<ProcessInfo | undefined> {
  try {
    const read = (name: string): Promise<string> => readFile(`/proc/${pid}/${name}`, 'utf8');
    return parseProcess(...(await Promise.all([read('stat'), read('cmdline'), read('status')])));
  } catch {
    // It ended between the listing and the reading.
    return undefined;
  }
}
