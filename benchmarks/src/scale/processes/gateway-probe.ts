/**
 * Loaded into a gateway's process in front of its own code: says what the process uses when its parent asks. Nothing of it is in
 * a gateway that nobody measures.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { ProcessLook } from './process-look.ts';

/** ms; what the histogram has of an idle loop, too. */
const RESOLUTION = 10;

const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
delay.enable();

process.on('message', (message) => {
  if (message !== 'look') return;
  process.send?.(look());
  delay.reset();
});

function look(): ProcessLook {
  const late = { p99: lateness(delay.percentile(99)), most: lateness(delay.max) };
  // Twice: the first may leave what finalizers hold.
  globalThis.gc?.();
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  return { rss, heap: heapUsed + external, cpu: (user + system) / 1_000, late };
}

function lateness(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e6 - RESOLUTION);
}
