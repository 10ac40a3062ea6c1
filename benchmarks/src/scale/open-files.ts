/** How many sockets a process may have: the system's limit of open files, as Linux writes it in `/proc/self/limits`. */
import { readFile } from 'node:fs/promises';

/** Of the same process: its libraries, pipes, the connection to Redis. */
const OTHERS = 200;

/** @returns the hard limit, to which Node raises its own; Infinity where there is none */
export function readOpenFiles(limits: string): number {
  const hard = /^Max open files\s+\S+\s+(\S+)/mu.exec(limits)?.[1];
  return hard === undefined || hard === 'unlimited' ? Infinity : Number(hard);
}

/** Sockets that a process can have here. */
export async function socketLimit(): Promise<number> {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  return readOpenFiles(limits) - OTHERS;
}
