/** Two real gateways with a real Redis between them, which is empty for each test. */
import type { GatewayOptions } from '../options.ts';
import { Harness } from './harness.ts';
import { RedisServer } from './redis-server.ts';

/** Leases that are long enough for a busy machine, and short enough to be waited for. */
const TIMING = { hostGrace: 3_000, beatEvery: 100, tickEvery: 50 };

export class TwoGateways {
  readonly #options: GatewayOptions;
  readonly #running: Harness[] = [];
  #redis: RedisServer | undefined;

  constructor(options: GatewayOptions = {}) {
    this.#options = { timing: TIMING, ...options };
  }

  get redis(): RedisServer {
    if (this.#redis === undefined) throw new Error('Redis is started by begin().');
    return this.#redis;
  }

  /** Before a test. */
  async begin(): Promise<[Harness, Harness]> {
    if (this.#redis === undefined) this.#redis = await RedisServer.start();
    else await this.#redis.restart();
    return [await this.start(), await this.start()];
  }

  /** Another one, in the place of one that was stopped. */
  async start(): Promise<Harness> {
    const harness = await Harness.start({ ...this.#options, redisUrl: this.redis.url });
    this.#running.push(harness);
    return harness;
  }

  /** After a test. */
  async end(): Promise<void> {
    await Promise.all(this.#running.splice(0).map(async (harness) => harness.stop()));
  }

  /** After all of them. */
  async close(): Promise<void> {
    await this.#redis?.stop();
  }
}
