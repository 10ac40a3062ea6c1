import type { Millis } from '@remote-view/protocol';

/** How often, and after which pauses, a viewer tries again by itself: data, so that it can be read and reasoned about. */
export interface ReconnectPolicy {
  /** Pauses before the second, third, ... attempt of a first connection, ms; behind the last one it gives up. */
  readonly connecting: readonly number[];
  /** The same for a connection that was live: longer, because there is something to lose. */
  readonly reconnecting: readonly number[];
  /** Part of a pause that is left to chance, so that a thousand viewers do not come back in the same instant. */
  readonly jitter: number;
  /** Those that a gateway has sent away, all at once, come back over so long a time, ms. */
  readonly spread: number;
  /** A gateway that asks for a longer pause than this is not waited for, ms. */
  readonly longestPause: number;
  /** A connection that lived this long starts counting from the first pause again, ms. */
  readonly settledAfter: number;
  /** From the answer to an offer until the host can be talked to, where there is another transport to try, ms. */
  readonly directTimeout: number;
  /** The same where servers are known that the offer was made without. */
  readonly bareTimeout: number;
  /** From the start of an attempt until its data channels must be open, ms. */
  readonly attemptTimeout: number;
}

export const RECONNECT_POLICY: ReconnectPolicy = {
  connecting: [250, 500, 1_000, 2_000, 4_000],
  reconnecting: [250, 500, 1_000, 2_000, 4_000, 4_000, 8_000, 8_000],
  jitter: 0.3,
  spread: 1_000,
  longestPause: 60_000,
  settledAfter: 5_000,
  directTimeout: 4_000,
  bareTimeout: 1_500,
  attemptTimeout: 10_000,
};

/**
 * The pause after failed attempt number `attempt` (1 is the first), ms, or null where it is time to give up.
 * @param random 0..1
 * @param asked the pause that the gateway asks for, ms
 */
export function retryDelay(
  policy: ReconnectPolicy,
  phase: 'connecting' | 'reconnecting',
  attempt: number,
  random: number,
  asked?: Millis,
): Millis | null {
  const delay = attempt === 0 ? 0 : policy[phase][attempt - 1];
  if (delay === undefined) return null;
  const pause = delay * (1 - policy.jitter * random);
  return Math.round(asked === undefined ? pause : pause + asked + policy.spread * random);
}

/** RFC 6455 section 7.4.1 and its registry: the service is restarted. */
const SERVICE_RESTART = 1012;

/** A gateway that is restarted sends all its viewers away at once: they come back one after the other. In seconds, for an error. */
export function pauseAskedBy(code: number): { readonly retryAfter?: number } {
  return code === SERVICE_RESTART ? { retryAfter: 0 } : {};
}
