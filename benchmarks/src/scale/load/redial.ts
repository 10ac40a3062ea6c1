/**
 * When a client whose socket was lost tries again, as data: what `renderer-host/src/agent/gateways.ts` and
 * `viewer/src/connection/signaling.ts` do. A storm of others would measure something that never happens.
 */
import type { Millis } from '@remote-view/protocol';

export interface Redial {
  /** Before the second, third, … attempt; the last one repeats. */
  readonly pauses: readonly Millis[];
  /** Share of a pause that is left to chance. */
  readonly jitter: number;
  /** Attempts that fail one after the other to each gateway of the list before the next pause counts. */
  readonly roundsOf: 'list' | 'one';
}

export const HOST_REDIAL: Redial = { pauses: [200, 500, 1_000, 2_000, 4_000, 8_000], jitter: 1, roundsOf: 'list' };
export const VIEWER_REDIAL: Redial = { pauses: [250, 500, 1_000, 2_000, 4_000, 8_000], jitter: 0.3, roundsOf: 'one' };

/**
 * @param attempt 0 for the first after the loss
 * @param gateways how many addresses the client goes through
 * @param chance 0..1
 */
export function pauseBefore(redial: Redial, attempt: number, gateways: number, chance: number): Millis {
  const { pauses, jitter, roundsOf } = redial;
  const round = roundsOf === 'list' ? Math.floor(attempt / gateways) : attempt;
  return pauses[Math.min(round, pauses.length - 1)]! * (1 - jitter * chance);
}
