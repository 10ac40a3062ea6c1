/** Waits for an HTTP server that another process is starting, and says that it waits. */
import { setTimeout as delay } from 'node:timers/promises';

/** First word after this long, then again after each {@link TELL_EVERY}, ms. */
const TELL_AFTER = 2_000;
const TELL_EVERY = 5_000;
const ASK_EVERY = 100;

/**
 * Resolves once `url` answers 200. Waits for as long as it takes: software rendering warms up slowly, and the person
 * who started this sees each line and may stop it.
 *
 * @param tell called with the seconds waited so far
 */
export async function waitUntilOk(url: string, signal: AbortSignal, tell: (seconds: number) => void): Promise<void> {
  const started = performance.now();
  let tellAt = TELL_AFTER;
  while (!(await answersOk(url, signal))) {
    await delay(ASK_EVERY, undefined, { signal });
    const waited = performance.now() - started;
    if (waited < tellAt) continue;
    tell(Math.round(waited / 1_000));
    tellAt += TELL_EVERY;
  }
}

async function answersOk(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(2_000)]) });
    await response.body?.cancel();
    return response.status === 200;
  } catch (error) {
    if (signal.aborted) throw error;
    return false;
  }
}
