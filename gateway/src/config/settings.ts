/**
 * All that the process can be told, in one table. The help text, docs/configuration.md, and what a flag, a variable or a key of
 * the configuration file may say are made of it.
 */
import { IDENTITY_DEFAULTS } from '../identity/identity-options.ts';
import { DEFAULTS } from '../options.ts';
import { list, onOff, oneOf, secret, text, whole, type Setting } from './setting.ts';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export const GROUPS = {
  Listening: {
    host: text({ placeholder: 'HOST', env: 'HOST', fallback: '127.0.0.1', help: 'address to listen on' }),
    port: whole({
      placeholder: 'PORT',
      env: 'PORT',
      fallback: 8080,
      max: 65_535,
      help: 'port to listen on, 0 for any',
    }),
    trustProxy: list({
      placeholder: 'WHO',
      fallbackText: 'nobody',
      help: 'whose X-Forwarded-For is believed: addresses and networks of proxies in front, or how many there are',
    }),
  },
  Access: {
    dev: onOff({ help: 'no keys, any origin: for your own machine' }),
    apiKeys: list({ flag: 'api-key', placeholder: 'KEY', secret: true, help: 'lets a backend make sessions' }),
    adminKey: secret({ placeholder: 'KEY', help: 'lets operators see and end everything' }),
    apiKeysFile: text({ placeholder: 'FILE', help: 'hashed keys of backends, read again when it changes' }),
    hostKey: secret({ placeholder: 'KEY', help: 'lets renderer hosts dial in' }),
    hostKeysFile: text({ placeholder: 'FILE', help: 'hashed keys of renderer hosts, read again when it changes' }),
    tokenKeys: secret({
      placeholder: 'JWKS',
      fallbackText: 'a key that ends with the process',
      help: "private keys that viewers' tokens are signed with; the same at all gateways",
    }),
    tokenSeconds: whole({
      placeholder: 'SECONDS',
      fallback: IDENTITY_DEFAULTS.tokenSeconds,
      min: 10,
      max: 604_800,
      help: "a viewer's token is good for so long where nobody says",
    }),
    issuers: secret({ placeholder: 'JSON', help: 'others whose tokens let viewers in' }),
    allowedOrigins: list({ flag: 'allowed-origin', placeholder: 'ORIGIN', help: 'pages that may connect' }),
  },
  Rates: {
    tenantRequestsPerMinute: whole({
      placeholder: 'N',
      fallback: IDENTITY_DEFAULTS.tenantRequestsPerMinute,
      min: 1,
      help: 'requests of a tenant, where its keys do not say',
    }),
    addressRequestsPerMinute: whole({
      placeholder: 'N',
      fallback: IDENTITY_DEFAULTS.addressRequestsPerMinute,
      min: 1,
      help: 'requests without a key from one address',
    }),
    addressSocketsPerMinute: whole({
      placeholder: 'N',
      fallback: IDENTITY_DEFAULTS.addressSocketsPerMinute,
      min: 1,
      help: 'WebSockets opened from one address',
    }),
    addressFailuresPerMinute: whole({
      placeholder: 'N',
      fallback: IDENTITY_DEFAULTS.addressFailuresPerMinute,
      min: 1,
      help: 'wrong keys and tokens from one address, which is not listened to beyond it',
    }),
  },
  Pages: {
    viewerBundle: text({ placeholder: 'FILE', help: 'the viewer, served at /remote-view.js' }),
    public: text({ placeholder: 'DIR', fallbackText: 'the demo gallery', help: 'static pages, served at /' }),
    apiDocs: onOff({ fallback: true, help: 'the description of the REST interface at /docs' }),
  },
  Sessions: {
    maxQueue: whole({
      placeholder: 'N',
      fallback: DEFAULTS.maxQueued,
      help: 'sessions that may wait for a slot; 0: none',
    }),
    strategy: oneOf({
      values: ['spread', 'pack'],
      fallback: DEFAULTS.strategy,
      help: 'a new session goes to the host with the smallest share of its slots taken, or the largest',
    }),
    afkAfter: whole({
      placeholder: 'SECONDS',
      fallback: DEFAULTS.afkAfter,
      help: 'a session ends when nobody has used it for so long; 0: never',
    }),
    maxSessionSeconds: whole({
      placeholder: 'SECONDS',
      fallback: DEFAULTS.maxSessionSeconds,
      help: 'a session ends so long after it was given its slot; 0: never',
    }),
  },
  'STUN and TURN': {
    stunUrls: list({ flag: 'stun-url', placeholder: 'URL', help: 'stun:host:3478' }),
    turnUrls: list({
      flag: 'turn-url',
      placeholder: 'URL',
      help: 'turn:host:3478?transport=udp or turns:host:443?transport=tcp',
    }),
    turnSecret: secret({ placeholder: 'SECRET', help: "the TURN servers' static-auth-secret" }),
    turnTtl: whole({
      placeholder: 'SECONDS',
      fallbackText: '600',
      help: "a viewer's TURN credentials are good for so long",
    }),
  },
  'Several gateways': {
    redisUrl: secret({ placeholder: 'URL', help: 'what the gateways share, redis:// or rediss://; alone without' }),
    clusterUrl: text({
      placeholder: 'URL',
      fallbackText: 'none: relayed media may fail',
      help: 'how the other gateways reach this one, http://10.0.0.5:8080: for relayed media',
    }),
    regions: list({
      flag: 'region',
      placeholder: 'NAME=URL',
      help: 'a region of hosts, and an address in it that pages measure the way to',
    }),
  },
  Operation: {
    metricsListen: text({
      placeholder: 'HOST:PORT',
      fallbackText: 'not served',
      help: 'serves /metrics for Prometheus, at an address of its own',
    }),
    metricsKey: secret({ placeholder: 'KEY', help: 'what Prometheus must show as its bearer token' }),
    auditLog: text({ placeholder: 'FILE', help: 'who did what, as JSON lines; it is in the log in any case' }),
    drainSeconds: whole({
      placeholder: 'SECONDS',
      fallback: 0,
      max: 3_600,
      help: 'at SIGTERM, the time in which balancers notice, before sockets are closed',
    }),
    maxEventLoopDelay: whole({
      placeholder: 'MS',
      fallbackText: '1000, with --dev 0',
      help: 'new sessions are refused while the event loop is later than this; 0: never',
    }),
    logLevel: oneOf({
      values: LOG_LEVELS,
      placeholder: 'LEVEL',
      fallbackText: 'info, with --dev warn',
      help: `what is logged: ${LOG_LEVELS.join(', ')}`,
    }),
  },
} as const;

export const SETTINGS = {
  ...GROUPS.Listening,
  ...GROUPS.Access,
  ...GROUPS.Rates,
  ...GROUPS.Pages,
  ...GROUPS.Sessions,
  ...GROUPS['STUN and TURN'],
  ...GROUPS['Several gateways'],
  ...GROUPS.Operation,
} as const;

export type SettingKey = keyof typeof SETTINGS;
export type Settings = { readonly [K in SettingKey]: (typeof SETTINGS)[K]['fallback'] };

/** A setting under the names that it has everywhere. */
export interface NamedSetting {
  readonly key: string;
  readonly flag: string;
  readonly env: string;
  readonly setting: Setting<unknown>;
}

/** Of the configuration file itself, which no file can name. */
export const CONFIG_FILE: NamedSetting = named('config', text({ placeholder: 'FILE', help: 'settings as JSON' }));

export function named(key: string, setting: Setting<unknown>): NamedSetting {
  const words = key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const env = `REMOTE_VIEW_${words.replaceAll('-', '_').toUpperCase()}`;
  return { key, flag: setting.flag ?? words, env: setting.env ?? env, setting };
}

export function namedSettings(): readonly NamedSetting[] {
  return Object.entries<Setting<unknown>>(SETTINGS).map(([key, setting]) => named(key, setting));
}
