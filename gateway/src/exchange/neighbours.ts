/** A way to the other gateways: what is said there goes through the store. */
import type { Millis } from '@remote-view/protocol';
import type { ClusterStore, GatewayId } from '../cluster/cluster-store.ts';
import type { GatewayMetrics } from '../telemetry/metrics.ts';
import type { GatewayMessage } from './gateway-messages.ts';

export interface NeighboursOptions {
  readonly store: Pick<ClusterStore, 'gateway' | 'send'>;
  readonly metrics: Pick<GatewayMetrics, 'clusterMessage'>;
  readonly now: () => Millis;
}

export class Neighbours {
  readonly #options: NeighboursOptions;

  constructor(options: NeighboursOptions) {
    this.#options = options;
  }

  /** Whether this is another gateway's name. */
  includes(gateway: GatewayId | null | undefined): gateway is GatewayId {
    return gateway !== null && gateway !== undefined && gateway !== this.#options.store.gateway;
  }

  /** @returns whether it is known to have arrived */
  async send(to: GatewayId, message: GatewayMessage): Promise<boolean> {
    return (await this.deliver(to, message)) === true;
  }

  /** @returns false where nobody was there to hear it; undefined where the store is away, and nobody knows */
  async deliver(to: GatewayId, message: GatewayMessage): Promise<boolean | undefined> {
    const { store, metrics, now } = this.#options;
    const started = now();
    const delivered = await store.send(to, JSON.stringify(message)).catch(() => undefined);
    const result = delivered === undefined ? 'failed' : delivered ? 'delivered' : 'nobody';
    metrics.clusterMessage(result, (now() - started) / 1_000);
    return delivered;
  }
}
