/** What the process was told, by flags and by the environment; a flag wins over a variable. */
import { parseArgs } from 'node:util';
import { RemoteViewError } from '@remote-view/protocol';
import type { GatewayOptions } from './options.ts';

export const USAGE = `Usage: node server.ts [options]

  --host HOST              address to listen on (HOST; default 127.0.0.1)
  --port PORT              port to listen on, 0 for any (PORT; default 8080)
  --dev                    no keys, any origin: for your own machine
  --api-key KEY            lets a backend create sessions; repeatable (REMOTE_VIEW_API_KEYS, comma separated)
  --host-key KEY           lets renderer hosts dial in (REMOTE_VIEW_HOST_KEY)
  --allowed-origin ORIGIN  pages that may connect; repeatable (REMOTE_VIEW_ALLOWED_ORIGINS, comma separated)
  --viewer-bundle FILE     the viewer, served at /remote-view.js
  --public DIR             static pages, served at / (default: the demo gallery)
  --max-queue N            sessions that may wait for a slot (default 100; 0: none)
  --afk-after SECONDS      a session ends when nobody has used it for so long (default 0: never)
  --log-level LEVEL        trace, debug, info, warn, error, fatal, silent (default: info, with --dev warn)
  --help                   this text
`;

export interface ServerConfig {
  readonly host: string;
  readonly port: number;
  readonly help: boolean;
  readonly logLevel: string;
  readonly gateway: GatewayOptions;
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * @param argv arguments behind the script's name
 * @param defaultPublicDir the demo gallery, where there is one
 * @throws RemoteViewError `bad-configuration`
 */
export function readConfig(argv: readonly string[], env: Environment, defaultPublicDir?: string): ServerConfig {
  const flags = readFlags(argv);
  const dev = flags.dev ?? false;
  const hostKey = flags['host-key'] ?? nonEmpty(env['REMOTE_VIEW_HOST_KEY']);
  const publicDir = flags.public ?? defaultPublicDir;
  const viewerBundle = flags['viewer-bundle'];
  const maxQueued = flags['max-queue'];
  const afkAfter = flags['afk-after'];
  const logLevel = flags['log-level'] ?? (dev ? 'warn' : 'info');
  if (!LOG_LEVELS.includes(logLevel)) throw wrong(`--log-level must be one of ${LOG_LEVELS.join(', ')}`);
  return {
    host: flags.host ?? nonEmpty(env['HOST']) ?? '127.0.0.1',
    port: readPort(flags.port ?? nonEmpty(env['PORT']) ?? '8080'),
    help: flags.help ?? false,
    logLevel,
    gateway: {
      dev,
      apiKeys: flags['api-key'] ?? list(env['REMOTE_VIEW_API_KEYS']),
      allowedOrigins: flags['allowed-origin'] ?? list(env['REMOTE_VIEW_ALLOWED_ORIGINS']),
      ...(hostKey === undefined ? {} : { hostKey }),
      ...(publicDir === undefined ? {} : { publicDir }),
      ...(viewerBundle === undefined ? {} : { viewerBundle }),
      ...(maxQueued === undefined ? {} : { maxQueued: readWhole('--max-queue', maxQueued) }),
      ...(afkAfter === undefined ? {} : { afkAfter: readWhole('--afk-after', afkAfter) }),
      logger: { level: logLevel },
    },
  };
}

function readFlags(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        host: { type: 'string' },
        port: { type: 'string' },
        dev: { type: 'boolean' },
        'api-key': { type: 'string', multiple: true },
        'host-key': { type: 'string' },
        'allowed-origin': { type: 'string', multiple: true },
        'viewer-bundle': { type: 'string' },
        public: { type: 'string' },
        'max-queue': { type: 'string' },
        'afk-after': { type: 'string' },
        'log-level': { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (cause) {
    throw RemoteViewError.from(cause, 'bad-configuration');
  }
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw wrong(`the port must be a number from 0 to 65535, not '${text}'`);
  return port;
}

function readWhole(flag: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw wrong(`${flag} must be a whole number, not '${text}'`);
  return Number(text);
}

/** An empty variable is one that is not set: compose files write them so. */
function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

function list(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

function wrong(problem: string): RemoteViewError {
  return new RemoteViewError('bad-configuration', `A setting is wrong: ${problem}.`);
}
