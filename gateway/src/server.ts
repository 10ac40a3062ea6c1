/** The gateway process: reads its settings, listens, says where, and stops in order. */
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import type { Millis } from '@remote-view/protocol';
import { buildApp, type GatewayOptions } from './app.ts';
import { usage } from './config/help.ts';
import { readConfig, type ServerConfig } from './config/server-config.ts';
import { explainListen } from './explain-listen.ts';
import { devTokenKeys, devTokenKeysFile } from './identity/dev-token-keys.ts';
import { generateKeys } from './identity/generate-keys.ts';
import { metricsListener } from './plugins/metrics-listener.ts';
import { stopInOrder } from './stop-in-order.ts';

/** A stop that takes longer than this is forced, ms; the time for balancers comes on top. */
const STOP_WITHIN = 5_000;

const SETTINGS = { host: '--host or HOST', port: '--port or PORT' };

try {
  const [command, ...rest] = process.argv.slice(2);
  if (command === 'generate-keys') process.stdout.write(generateKeys(rest, stamp(new Date())));
  else await serve(process.argv.slice(2));
} catch (thrown) {
  process.stderr.write(`remote-view gateway: ${readable(thrown)}\n`);
  process.exitCode = 1;
}

async function serve(argv: readonly string[]): Promise<void> {
  const config = readConfig(argv, {
    env: process.env,
    publicDir: gallery(),
    readFile: (path) => readFileSync(path, 'utf8'),
  });
  if (config.help) process.stdout.write(usage());
  else await run(config);
}

async function run(config: ServerConfig): Promise<void> {
  // Whoever read what we say may go; viewers stay. A log of Node's own streams takes that, pino's waits at the end for who is gone.
  process.stdout.on('error', () => undefined);
  const logger = { level: config.logLevel, stream: process.stdout };
  const app = buildApp({ ...withDevKeys(config.gateway), logger });
  if (config.metrics !== undefined) app.register(metricsListener, config.metrics);
  stopOnSignals(app, config.drainSeconds * 1_000);
  const { apiKeysFile, hostKeysFile } = config.gateway;
  // Without files of keys it means what it does anywhere: the terminal is gone.
  if ((apiKeysFile ?? hostKeysFile) !== undefined) process.on('SIGHUP', () => app.identity.reload());
  try {
    const { host, port } = config;
    const url = await app.listen({ host, port }).catch(explainListen(config, SETTINGS));
    process.stdout.write(`remote-view gateway: ${url} (${mode(config)})\n`);
  } catch (thrown) {
    await app.close();
    throw thrown;
  }
}

/** In dev mode a restart is nothing special, and no page loses its session by it. */
function withDevKeys(options: GatewayOptions): GatewayOptions {
  if (options.dev !== true || options.tokenKeys !== undefined) return options;
  const tokenKeys = devTokenKeys(devTokenKeysFile(process.env));
  return tokenKeys === undefined ? options : { ...options, tokenKeys };
}

function mode({ host, gateway }: ServerConfig): string {
  if (gateway.dev !== true) return 'production: sessions and hosts need keys';
  const isLocal = host === 'localhost' || host === '::1' || host.startsWith('127.');
  return isLocal ? 'dev: no keys needed' : `dev: no keys needed, and whoever reaches ${host} may use it`;
}

/** Hosts and viewers are told to go away, and come back to the next gateway; running streams do not notice. */
function stopOnSignals(app: FastifyInstance, drainFor: Millis): void {
  let isStopping = false;
  const stop = (signal: NodeJS.Signals | 'disconnect'): void => {
    // Who asks twice is in a hurry.
    if (isStopping) process.exit(1);
    isStopping = true;
    // Only an orchestrator's signal has balancers behind it; a person at a terminal waits for us.
    const waiting = signal === 'SIGTERM' ? drainFor : 0;
    app.log.info({ signal, waiting }, 'stopping');
    setTimeout(() => process.exit(1), waiting + STOP_WITHIN).unref();
    void stopInOrder(app, waiting, after).then(
      () => process.exit(0),
      // It never came so far: what it waited for at the start is told by whoever started it.
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // Whoever started us with an IPC channel is gone: nobody else would ever stop us.
  process.on('disconnect', () => {
    if (!isStopping) stop('disconnect');
  });
}

/** To the second: keys that replace others stand beside them for a while, and no two have one name. */
function stamp(now: Date): string {
  return now.toISOString().slice(0, 19).replaceAll(/[T:]/gu, '-');
}

function readable(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The demo gallery that comes with this package, seen from `src/` and from `dist/src/`. */
function gallery(): string | undefined {
  return ['../public', '../../public'].map((path) => fileURLToPath(new URL(path, import.meta.url))).find(existsSync);
}
