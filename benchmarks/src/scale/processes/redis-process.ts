/** A real Redis, and what it says of its work. */
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { RedisServer } from '@remote-view/gateway/testing/redis-server';
import { readInfo, type RedisFigures } from './redis-info.ts';

/** Why Redis cannot be had here; undefined where it can. */
export function redisProblem(): string | undefined {
  if (!RedisServer.isInstalled) return 'redis-server is not installed';
  return spawnSync('redis-cli', ['--version']).status === 0 ? undefined : 'redis-cli is not installed';
}

export class RedisProcess {
  readonly #server: RedisServer;

  private constructor(server: RedisServer) {
    this.#server = server;
  }

  static async start(): Promise<RedisProcess> {
    const server = await RedisServer.start();
    if (server === undefined) throw new Error('redis-server is not installed.');
    return new RedisProcess(server);
  }

  get url(): string {
    return this.#server.url;
  }

  async look(): Promise<RedisFigures> {
    const words = ['-p', String(this.#server.port), 'info', 'everything'];
    return readInfo((await promisify(execFile)('redis-cli', words, { timeout: 5_000 })).stdout);
  }

  async close(): Promise<void> {
    await this.#server.stop();
  }
}
