/** The gateway process: reads its settings, listens, says where, and stops in order. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { RemoteViewError } from '@remote-view/protocol';
import { buildApp } from './app.ts';
import { USAGE, readConfig, type ServerConfig } from './config.ts';

/** A stop that takes longer than this is forced, ms. */
const STOP_WITHIN = 5_000;

try {
  const config = readConfig(process.argv.slice(2), process.env, gallery());
  if (config.help) process.stdout.write(USAGE);
  else await run(config);
} catch (thrown) {
  process.stderr.write(`remote-view gateway: ${readable(thrown)}\n`);
  process.exitCode = 1;
}

async function run(config: ServerConfig): Promise<void> {
  const app = buildApp(config.gateway);
  stopOnSignals(app);
  try {
    const url = await app.listen({ host: config.host, port: config.port });
    process.stdout.write(`remote-view gateway: ${url} (${mode(config)})\n`);
  } catch (thrown) {
    await app.close();
    throw explainListen(thrown, config);
  }
}

function mode({ host, gateway }: ServerConfig): string {
  if (gateway.dev !== true) return 'production: sessions and hosts need keys';
  const isLocal = host === 'localhost' || host === '::1' || host.startsWith('127.');
  return isLocal ? 'dev: no keys needed' : `dev: no keys needed, and whoever reaches ${host} may use it`;
}

/** Hosts and viewers are told to go away, and come back to the next gateway; running streams do not notice. */
function stopOnSignals(app: FastifyInstance): void {
  let isStopping = false;
  const stop = (signal: NodeJS.Signals | 'disconnect'): void => {
    // Who asks twice is in a hurry.
    if (isStopping) process.exit(1);
    isStopping = true;
    app.log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), STOP_WITHIN).unref();
    void app.close().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // Whoever started us with an IPC channel is gone: nobody else would ever stop us.
  process.on('disconnect', () => {
    if (!isStopping) stop('disconnect');
  });
}

function explainListen(thrown: unknown, { host, port }: ServerConfig): unknown {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  const reasons: Record<string, string> = {
    EADDRINUSE: `port ${port} on ${host} is taken; choose another with --port or PORT`,
    EACCES: `port ${port} on ${host} is not ours to open; choose one above 1023 with --port or PORT`,
    EADDRNOTAVAIL: `this machine has no address ${host}; choose another with --host or HOST`,
    ENOTFOUND: `there is no address ${host}; choose another with --host or HOST`,
  };
  const reason = typeof code === 'string' ? reasons[code] : undefined;
  return reason === undefined ? thrown : new RemoteViewError('bad-configuration', reason, { cause: thrown });
}

function readable(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The demo gallery that comes with this package, seen from `src/` and from `dist/src/`. */
function gallery(): string | undefined {
  return ['../public', '../../public'].map((path) => fileURLToPath(new URL(path, import.meta.url))).find(existsSync);
}
