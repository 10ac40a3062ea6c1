import type { Millis } from '@remote-view/protocol';

/**
 * Milliseconds of the machine's monotonic clock: the same in every process and thread of a host, so that the stages of
 * a frame can be measured across them. (`performance.now()` counts from each process's own start.)
 */
export function hostNow(): Millis {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1_000 + nanoseconds / 1e6;
}
