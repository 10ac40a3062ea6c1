/** The gateway's options, checked once at construction: a gateway that starts has what it needs. */
import {
  check,
  DEFAULT_RULES,
  mediaRelay,
  RemoteViewError,
  rest,
  SessionRules,
  signaling,
  type Millis,
} from '@remote-view/protocol';
import type { FastifyServerOptions } from 'fastify';
import { existsSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { resolveIdentity, type IdentityConfig, type IdentityOptions } from './identity/identity-options.ts';
import { isOrigin } from './identity/origins.ts';
import { resolveIce, type IceOptions } from './ice/ice-options.ts';
import type { IceSettings } from './ice/ice-servers.ts';
import type { SessionTiming } from './switchboard/switchboard.ts';
import type { SocketLimits } from './wire/peer-socket.ts';

export interface GatewayOptions extends IceOptions, IdentityOptions {
  /** No keys are asked for and pages of every origin are let in. For one's own machine. Default false. */
  readonly dev?: boolean;
  /** Origins of the pages that may connect, such as `https://shop.example`; the gateway's own always may. */
  readonly allowedOrigins?: readonly string[];
  /** File of the viewer as one module, served at `/remote-view.js`; it may be built later. */
  readonly viewerBundle?: string;
  /** Folder of static pages, served at `/`. */
  readonly publicDir?: string;
  /** Sessions that may wait for a slot when all are taken; 0: they are refused. Default 100. */
  readonly maxQueued?: number;
  /** A session ends when nobody has used it for so long, seconds; 0: never. Default 0. Who makes one may say otherwise. */
  readonly afkAfter?: number;
  /** A session ends so long after it was given its slot, seconds; 0: never. Default 0. Who makes one may say otherwise. */
  readonly maxSessionSeconds?: number;
  /** A new session goes to the host with the smallest share of its slots taken, or the largest that has room. Default `spread`. */
  readonly strategy?: 'spread' | 'pack';
  /** What several gateways share: `redis://…` or `rediss://…`. Default: this one is alone. */
  readonly redisUrl?: string;
  /** How the other gateways reach this one: `http://10.0.0.5:8080`. Default: they do not, and relayed media may fail. */
  readonly clusterUrl?: string;
  /** `NAME=URL`: regions of hosts, and an address in each that pages measure the way to. Default: none. */
  readonly regions?: readonly string[];
  /** Proxies whose `X-Forwarded-For` is believed: addresses, networks; or one number, how many there are. Default: none. */
  readonly trustProxy?: readonly string[];
  /** File that audit events are written to as JSON lines, beside the log. Default: none. */
  readonly auditLog?: string;
  /** Mean delay of the event loop over a second, ms, above which new sessions are refused; 0: none. Default 1,000, in dev mode 0. */
  readonly maxEventLoopDelay?: Millis;
  /** Serve `/openapi.json` and, for people, `/docs`. Default true. */
  readonly apiDocs?: boolean;
  readonly timing?: Partial<GatewayTiming>;
  readonly limits?: Partial<GatewayLimits>;
  /** As of Fastify. Default: no logs. */
  readonly logger?: NonNullable<FastifyServerOptions['logger']>;
}

export interface GatewayTiming extends SessionTiming {
  /** An HTTP request must be here in full by then, ms; upgraded sockets have limits of their own. Default 10,000. */
  readonly requestWithin: Millis;
  /** A socket's first message must be here by then, ms. Default 5,000. */
  readonly joinWithin: Millis;
  /** Ping interval, ms; a peer that leaves two unanswered is cut off. Default 10,000. */
  readonly pingEvery: Millis;
  /** An end of relayed media that leaves too much unread for so long is closed, ms. Default 10,000. */
  readonly relayStalledAfter: Millis;
  /** A host's answer to the offer of a WHEP player must be here by then, ms. Default 10,000. */
  readonly whepAnswerWithin: Millis;
  /** How often sessions are checked for being over-due, ms. Default 250. */
  readonly tickEvery: Millis;
  /** How often what gateways share hears that this one lives, and the line is served, ms. Default 1,000. */
  readonly beatEvery: Millis;
  /** What has ended can be asked for this long, ms. Default 600,000. */
  readonly keepEnded: Millis;
}

export interface GatewayLimits {
  /** Bytes that a peer may leave unread. Default 1 MiB. */
  readonly maxBuffered: number;
  /** Messages a viewer may send per 10 s. Default 100. */
  readonly viewerMessagesPer10s: number;
  /** Messages a host may send per 10 s, for all of its sessions together. Default 10,000. */
  readonly hostMessagesPer10s: number;
}

export interface AllocationOptions {
  /** Sessions that may wait for a slot; 0: none does. */
  readonly maxQueued: number;
  /** Of a session whose maker says nothing else. */
  readonly rules: SessionRules;
}

export interface GatewayConfig {
  readonly dev: boolean;
  readonly identity: IdentityConfig;
  readonly allowedOrigins: readonly string[] | 'any';
  readonly viewerBundle: string | undefined;
  readonly publicDir: string | undefined;
  readonly timing: SessionTiming & Pick<GatewayTiming, 'beatEvery' | 'keepEnded' | 'requestWithin' | 'tickEvery'>;
  readonly allocation: AllocationOptions;
  readonly strategy: 'spread' | 'pack';
  readonly redisUrl: string | undefined;
  /** As `URL.origin` writes it. */
  readonly clusterUrl: string | undefined;
  readonly regions: readonly RegionProbe[];
  /** As of Fastify. */
  readonly trustProxy: NonNullable<FastifyServerOptions['trustProxy']>;
  readonly auditLog: string | undefined;
  readonly maxEventLoopDelay: Millis;
  readonly apiDocs: boolean;
  readonly ice: IceSettings;
  readonly viewerLimits: SocketLimits;
  readonly hostLimits: SocketLimits;
  readonly mediaLimits: SocketLimits;
  /** See `RELAY_LIMITS`. */
  readonly relayStalledAfter: Millis;
  readonly whepAnswerWithin: Millis;
}

export interface RegionProbe {
  readonly name: string;
  readonly url: string;
}

/** What holds where nobody says otherwise; the help and docs/configuration.md show it. */
export const DEFAULTS = { maxQueued: 100, afkAfter: 0, maxSessionSeconds: 0, strategy: 'spread' } as const;

/** A loop that is this late makes each step of a dozen messages of signaling this late. */
const MAX_EVENT_LOOP_DELAY: Millis = 1_000;

const TIMING: GatewayTiming = {
  requestWithin: 10_000,
  claimWithin: 60_000,
  startWithin: 60_000,
  hostGrace: 15_000,
  queueGrace: 30_000,
  joinWithin: signaling.SIGNALING_LIMITS.joinWithin,
  pingEvery: signaling.SIGNALING_LIMITS.pingEvery,
  relayStalledAfter: mediaRelay.RELAY_LIMITS.stalledAfter,
  whepAnswerWithin: 10_000,
  tickEvery: 250,
  beatEvery: 1_000,
  keepEnded: 600_000,
};

const LIMITS: GatewayLimits = {
  maxBuffered: signaling.SIGNALING_LIMITS.maxBuffered,
  viewerMessagesPer10s: signaling.SIGNALING_LIMITS.messagesPer10s,
  hostMessagesPer10s: 10_000,
};

/**
 * Checks the options and fills in the defaults.
 * @throws RemoteViewError `bad-configuration`
 */
export function resolveOptions(options: GatewayOptions): GatewayConfig {
  const { dev = false, allowedOrigins = [], viewerBundle, publicDir } = options;
  const identity = resolveIdentity(options, dev);
  for (const origin of allowedOrigins) requireOrigin(origin);
  if (publicDir !== undefined) requireFolder(publicDir);
  const { hostGrace = TIMING.hostGrace } = options.timing ?? {};
  // A lease must be renewed several times while it runs.
  const beatEvery = Math.min(TIMING.beatEvery, hostGrace / 5);
  const timing = { ...TIMING, beatEvery, ...options.timing };
  const limits = { ...LIMITS, ...options.limits };
  requirePositive({ ...timing, ...limits });
  const socket = { joinWithin: timing.joinWithin, pingEvery: timing.pingEvery, maxBuffered: limits.maxBuffered };
  return {
    dev,
    identity,
    allowedOrigins: dev ? 'any' : allowedOrigins,
    viewerBundle: viewerBundle === undefined ? undefined : resolve(viewerBundle),
    publicDir: publicDir === undefined ? undefined : resolve(publicDir),
    timing,
    allocation: resolveAllocation(options),
    strategy: options.strategy ?? DEFAULTS.strategy,
    redisUrl: resolveRedisUrl(options.redisUrl),
    clusterUrl: resolveClusterUrl(options.clusterUrl),
    regions: (options.regions ?? []).map(readRegion),
    trustProxy: readProxies(options.trustProxy ?? []),
    auditLog: options.auditLog === undefined ? undefined : resolve(options.auditLog),
    maxEventLoopDelay: resolveEventLoopDelay(options.maxEventLoopDelay ?? (dev ? 0 : MAX_EVENT_LOOP_DELAY)),
    apiDocs: options.apiDocs ?? true,
    ice: resolveIce(options),
    viewerLimits: { ...socket, messagesPer10s: limits.viewerMessagesPer10s },
    mediaLimits: { ...socket, messagesPer10s: mediaRelay.RELAY_LIMITS.messagesPer10s },
    relayStalledAfter: timing.relayStalledAfter,
    whepAnswerWithin: timing.whepAnswerWithin,
    hostLimits: { ...socket, messagesPer10s: limits.hostMessagesPer10s },
  };
}

/** What is allowed, and probably not meant. */
export function clusterWarnings({ redisUrl, clusterUrl }: Pick<GatewayConfig, 'clusterUrl' | 'redisUrl'>): string[] {
  if (redisUrl === undefined || clusterUrl !== undefined) return [];
  return ['no cluster URL: relayed media that a load balancer brings to another gateway cannot get here'];
}

function resolveAllocation(options: GatewayOptions): AllocationOptions {
  const { maxQueued, afkAfter, maxSessionSeconds } = { ...DEFAULTS, ...options };
  if (!Number.isInteger(maxQueued) || maxQueued < 0) throw wrong(`'maxQueued' must be a whole number from 0 on.`);
  const rules = { ...DEFAULT_RULES, afkAfterSeconds: afkAfter, maxSeconds: maxSessionSeconds };
  if (!check(SessionRules.properties.afkAfterSeconds, afkAfter)) {
    throw wrong(`'afkAfter' must be whole seconds from 0 to 86400.`);
  }
  if (!check(SessionRules, rules)) throw wrong(`'maxSessionSeconds' must be whole seconds from 0 to 604800.`);
  return { maxQueued, rules };
}

function resolveEventLoopDelay(delay: Millis): Millis {
  if (Number.isFinite(delay) && delay >= 0) return delay;
  throw wrong(`'maxEventLoopDelay' must be milliseconds from 0 on.`);
}

function resolveRedisUrl(url: string | undefined): string | undefined {
  // The URL may hold a password: it is not shown.
  if (url === undefined || /^rediss?:$/.test(protocolOf(url) ?? '')) return url;
  throw wrong(`'redisUrl' must look like redis://host:6379 or rediss://user:password@host:6379.`);
}

function resolveClusterUrl(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.parse(text);
  // Nothing of a URL but its origin is used, so whoever gives more means something else.
  if (url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin;
  throw wrong(`'clusterUrl' must look like http://10.0.0.5:8080, with neither a path nor a password.`);
}

function readRegion(text: string): RegionProbe {
  const [, name, url] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  const isUsable = check(rest.Region, name) && /^https?:$/.test(protocolOf(url ?? '') ?? '');
  if (!isUsable || url === undefined)
    throw wrong(`'${text}' is no region; it must look like eu-1=https://eu-1.example/livez.`);
  return { name, url };
}

/** What Fastify knows by name, beside addresses and networks. */
const PROXY_NAMES = new Set(['loopback', 'linklocal', 'uniquelocal']);

function readProxies(proxies: readonly string[]): GatewayConfig['trustProxy'] {
  const [only] = proxies;
  if (only === undefined) return false;
  if (proxies.length === 1 && /^[1-9]$/.test(only)) return (_address, hop) => hop < Number(only);
  for (const proxy of proxies) {
    const [address, bits = '0', more] = proxy.split('/');
    const width = { 0: -1, 4: 32, 6: 128 }[isIP(address ?? '')] ?? -1;
    if (PROXY_NAMES.has(proxy) || (more === undefined && /^\d{1,3}$/.test(bits) && Number(bits) <= width)) continue;
    throw wrong(
      `'${proxy}' is no proxy; give addresses such as 10.0.0.7, networks such as 10.0.0.0/8, or a number of hops.`,
    );
  }
  return [...proxies];
}

function protocolOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).protocol : undefined;
}

function requireOrigin(origin: string): void {
  if (isOrigin(origin)) return;
  throw wrong(`'${origin}' is no origin; it must look like https://shop.example, with nothing behind.`);
}

function requireFolder(path: string): void {
  if (existsSync(path) && statSync(path).isDirectory()) return;
  throw wrong(`The folder of public pages does not exist: ${path}.`);
}

function requirePositive(numbers: object): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (!(typeof value === 'number' && Number.isFinite(value) && value > 0)) throw wrong(`'${name}' must be positive.`);
  }
}

function wrong(detail: string): RemoteViewError {
  return new RemoteViewError('bad-configuration', detail);
}
