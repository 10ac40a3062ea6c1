/** All processes of one case, and their end. */
import { GatewayProcess, makeGatewayKeys } from './gateway-process.ts';
import { LoadProcess } from './load-process.ts';
import { RedisProcess } from './redis-process.ts';

export class Stage {
  readonly keys = makeGatewayKeys();
  readonly #closers: (() => Promise<void>)[] = [];

  async redis(): Promise<RedisProcess> {
    const redis = await RedisProcess.start();
    this.#closers.push(() => redis.close());
    return redis;
  }

  async gateway(options: { readonly redis?: RedisProcess | undefined; readonly maxQueue?: number } = {}) {
    const { redis, maxQueue = 0 } = options;
    const gateway = await GatewayProcess.start({ keys: this.keys, redisUrl: redis?.url, maxQueue });
    this.#closers.push(() => gateway.kill());
    return gateway;
  }

  load(): LoadProcess {
    const load = new LoadProcess();
    this.#closers.push(() => load.close());
    return load;
  }

  async close(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) await close();
  }
}
