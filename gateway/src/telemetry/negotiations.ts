/**
 * How long viewers wait for the answer to their offer, as a metric and as a span.
 *
 * A viewer has one offer that counts, the newest. Bound: one entry for each viewer that has one under way; it goes with its answer, its
 * refusal or its viewer.
 */
import type { Millis, SessionId, ViewerId } from '@remote-view/protocol';
import type { ToViewer } from '../wire/messages.ts';
import type { GatewayMetrics } from './metrics.ts';
import { OpenSpan } from './tracing.ts';

interface Negotiation {
  readonly peer: string;
  readonly since: Millis;
  readonly span: OpenSpan;
}

export class Negotiations {
  readonly #metrics: Pick<GatewayMetrics, 'answered'>;
  readonly #open = new Map<ViewerId, Negotiation>();

  constructor(metrics: Pick<GatewayMetrics, 'answered'>) {
    this.#metrics = metrics;
  }

  /** Offers that wait for their answer. */
  get size(): number {
    return this.#open.size;
  }

  offered(viewer: ViewerId, session: SessionId, peer: string, now: Millis): void {
    this.gone(viewer);
    const span = new OpenSpan('viewer.negotiate', { 'session.id': session });
    this.#open.set(viewer, { peer, since: now, span });
  }

  /** Something is said to a viewer; it may be what it waits for. */
  told(viewer: ViewerId, message: ToViewer, now: Millis): void {
    const negotiation = this.#open.get(viewer);
    if (negotiation === undefined || !('peer' in message) || message.peer !== negotiation.peer) return;
    this.#open.delete(viewer);
    if (message.type === 'error') return negotiation.span.end(message.code);
    this.#metrics.answered((now - negotiation.since) / 1_000);
    negotiation.span.end();
  }

  /** The viewer waits no longer. */
  gone(viewer: ViewerId): void {
    this.#open.get(viewer)?.span.end('peer-failed');
    this.#open.delete(viewer);
  }
}
