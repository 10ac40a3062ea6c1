/** Reads what Linux says of processes and threads (proc(5)); pure, the texts are given. */

/** Clock ticks a second; Linux has shown 100 to programs on every architecture since 2.6. */
export const TICKS_PER_SECOND = 100;

export interface TaskStat {
  readonly pid: number;
  /** Of a process its program's, of a thread its own; at most 15 characters. */
  readonly name: string;
  readonly parent: number;
  /** In user and kernel mode so far, seconds. */
  readonly cpuSeconds: number;
}

/** @returns undefined for what is no line of `/proc/<pid>/stat` */
export function parseTaskStat(text: string): TaskStat | undefined {
  // The name stands in parentheses and may itself hold blanks and parentheses.
  const [, pid, name, rest] = /^(\d+) \((.*)\) \S (.*)$/su.exec(text) ?? [];
  const fields = rest?.trim().split(' ').map(Number) ?? [];
  const [parent, userTicks, kernelTicks] = [fields[0], fields[10], fields[11]];
  if (pid === undefined || name === undefined) return undefined;
  if (parent === undefined || userTicks === undefined || kernelTicks === undefined) return undefined;
  return { pid: Number(pid), name, parent, cpuSeconds: (userTicks + kernelTicks) / TICKS_PER_SECOND };
}

/** A process and all that come from it. */
export function descendants(root: number, all: readonly Pick<TaskStat, 'pid' | 'parent'>[]): ReadonlySet<number> {
  const found = new Set([root]);
  for (let before = 0; before < found.size;) {
    before = found.size;
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid);
  }
  return found;
}

/** Resident and proportional bytes out of `/proc/<pid>/smaps_rollup`. */
export function parseMemory(text: string): { readonly resident: number; readonly proportional: number } {
  const bytes = (field: string): number => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'mu').exec(text)?.[1]) * 1_024;
  return { resident: bytes('Rss') || 0, proportional: bytes('Pss') || 0 };
}

export const ROLES = ['scene', 'stream', 'agent', 'gateway', 'receivers'] as const;
export type Role = (typeof ROLES)[number];

/** What a process of the stack is, by the module in its command line. */
export function roleOf(commandLine: string): Role | undefined {
  if (commandLine.includes('src/scene/main.')) return 'scene';
  if (commandLine.includes('src/stream/main.')) return 'stream';
  if (commandLine.includes('src/agent/main.')) return 'agent';
  if (commandLine.includes('gateway/src/server.')) return 'gateway';
  if (commandLine.includes('src/capacity/testing/main.')) return 'receivers';
  return undefined;
}

/** Threads of a kind count together: `x264-3` and `x264-7` are one line. */
export function threadKind(name: string): string {
  return name.replace(/[-<:_]*\d+>?$/u, '') || name;
}
