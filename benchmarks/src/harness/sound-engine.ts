/** Whether the host of this machine can make sound: its audio engine needs ALSA's library on Linux. */
import { createRequire } from 'node:module';

/** Undefined where it can. */
export function soundProblem(): string | undefined {
  try {
    createRequire(import.meta.url)('node-web-audio-api');
    return undefined;
  } catch (thrown) {
    return `no audio engine: ${(thrown as Error).message}`;
  }
}
