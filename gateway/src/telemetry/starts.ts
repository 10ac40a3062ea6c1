/**
 * How long sessions take from their slot to being ready. One entry for each session that starts at this gateway's hosts; it goes
 * when the session is ready, or over. Those that another gateway took over are known by nothing here: beyond {@link MAX_STARTS} the
 * oldest goes.
 */
import type { Millis, rest, SessionId } from '@remote-view/protocol';
import type { GatewayMetrics } from './metrics.ts';

const MAX_STARTS = 1_000;

export class Starts {
  readonly #metrics: Pick<GatewayMetrics, 'started'>;
  readonly #since = new Map<SessionId, Millis>();

  constructor(metrics: Pick<GatewayMetrics, 'started'>) {
    this.#metrics = metrics;
  }

  /** Sessions that start. */
  get size(): number {
    return this.#since.size;
  }

  became(session: SessionId, state: rest.SessionStateName, now: Millis): void {
    const since = this.#since.get(session);
    if (state === 'starting') {
      if (since === undefined) this.#add(session, now);
      return;
    }
    this.#since.delete(session);
    if (since !== undefined && state !== 'ended') this.#metrics.started((now - since) / 1_000);
  }

  #add(session: SessionId, now: Millis): void {
    this.#since.set(session, now);
    const [oldest] = this.#since.keys();
    if (this.#since.size > MAX_STARTS && oldest !== undefined) this.#since.delete(oldest);
  }
}
