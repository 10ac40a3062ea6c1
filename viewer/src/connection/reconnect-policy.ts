/** How often, and after which pauses, a viewer tries again by itself: data, so that it can be read and reasoned about. */
export interface ReconnectPolicy {
  /** Pauses before the second, third, ... attempt of a first connection, ms; behind the last one it gives up. */
  readonly connecting: readonly number[];
  /** The same for a connection that was live: longer, because there is something to lose. */
  readonly reconnecting: readonly number[];
  /** Part of a pause that is left to chance, so that a thousand viewers do not come back in the same instant. */
  readonly jitter: number;
  /** A connection that lived this long starts counting from the first pause again, ms. */
  readonly settledAfter: number;
  /** From the answer to an offer until the host can be talked to, where there is another transport to try, ms. */
  readonly directTimeout: number;
  /** From the start of an attempt until its data channels must be open, ms. */
  readonly attemptTimeout: number;
}

export const RECONNECT_POLICY: ReconnectPolicy = {
  connecting: [250, 500, 1_000, 2_000, 4_000],
  reconnecting: [250, 500, 1_000, 2_000, 4_000, 4_000, 8_000, 8_000],
  jitter: 0.3,
  settledAfter: 5_000,
  directTimeout: 4_000,
  attemptTimeout: 10_000,
};

/**
 * The pause after failed attempt number `attempt` (1 is the first), ms, or null where it is time to give up.
 * @param random 0..1
 */
export function retryDelay(
  policy: ReconnectPolicy,
  phase: 'connecting' | 'reconnecting',
  attempt: number,
  random: number,
): number | null {
  const delay = policy[phase][attempt - 1];
  return delay === undefined ? null : Math.round(delay * (1 - policy.jitter * random));
}
