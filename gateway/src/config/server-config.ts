/** What the settings mean for the process and for the gateway in it. */
import { RemoteViewError } from '@remote-view/protocol';
import type { GatewayOptions } from '../options.ts';
import { readSettings, type Environment } from './read-settings.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface ServerConfig extends Address {
  readonly help: boolean;
  readonly logLevel: string;
  /** Time between the signal to stop and the first socket that is closed. */
  readonly drainSeconds: number;
  /** Where metrics are served, and to whom; undefined: nowhere. */
  readonly metrics: (Address & { readonly key: string | undefined }) | undefined;
  readonly gateway: GatewayOptions;
}

export interface Surroundings {
  readonly env: Environment;
  /** The demo gallery, where there is one. */
  readonly publicDir: string | undefined;
  /** Gives the text of a file, or throws. */
  readonly readFile: (path: string) => string;
}

/**
 * @param argv arguments behind the script's name
 * @throws RemoteViewError `bad-configuration`
 */
export function readConfig(argv: readonly string[], around: Surroundings): ServerConfig {
  const { help, settings } = readSettings(argv, around.env, around.readFile);
  const { host, port, drainSeconds, metricsListen, metricsKey, maxQueue, public: publicDir, ...options } = settings;
  const { logLevel = settings.dev ? 'warn' : 'info', ...gateway } = options;
  return {
    ...{ host, port, help, logLevel, drainSeconds },
    metrics: metricsListen === undefined ? undefined : { ...readAddress(metricsListen), key: metricsKey },
    gateway: {
      ...given(gateway),
      ...given({ publicDir: publicDir ?? around.publicDir }),
      maxQueued: maxQueue,
    },
  };
}

/** `127.0.0.1:9090`, `[::1]:9090`; of a port alone it is this machine's. */
function readAddress(text: string): Address {
  const [, v6, name, digits = ''] = /^(?:(?:\[([0-9a-f:.]+)\]|([^:[\]]+)):)?(\d{1,5})$/i.exec(text) ?? [];
  const port = Number(digits);
  if (digits !== '' && port <= 65_535) return { host: v6 ?? name ?? '127.0.0.1', port };
  const advice = `must look like 127.0.0.1:9090 or [::1]:9090, not '${text}'`;
  throw new RemoteViewError('bad-configuration', `A setting is wrong: --metrics-listen ${advice}.`);
}

type Given<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** Without what nobody has given. */
function given<T extends object>(options: T): Given<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Given<T>;
}
