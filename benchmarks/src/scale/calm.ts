/** Waits for a machine that others use to have time: what is measured beside something else is the something else. */
import { cpus, type CpuInfo } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Millis } from '@remote-view/protocol';

/** Share of the processors' time that must be left. */
const ENOUGH = 0.6;
const LOOK_EVERY: Millis = 2_000;

/** How much of the time between two looks nobody used, 0..1. */
export function idleShare(before: readonly CpuInfo[], after: readonly CpuInfo[]): number {
  const idle = sumOf(after, ({ idle: time }) => time) - sumOf(before, ({ idle: time }) => time);
  const all = sumOf(after, total) - sumOf(before, total);
  return all <= 0 ? 1 : idle / all;
}

/** @returns how long it waited; `patience` at most */
export async function calm(patience: Millis): Promise<Millis> {
  const began = performance.now();
  while (performance.now() - began < patience) {
    const before = cpus();
    await sleep(LOOK_EVERY);
    if (idleShare(before, cpus()) >= ENOUGH) break;
  }
  return performance.now() - began;
}

function total({ user, nice, sys, idle, irq }: CpuInfo['times']): number {
  return user + nice + sys + idle + irq;
}

function sumOf(processors: readonly CpuInfo[], timeOf: (times: CpuInfo['times']) => number): number {
  return processors.reduce((sum, { times }) => sum + timeOf(times), 0);
}
