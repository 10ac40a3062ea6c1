/** The gateway's options, checked once at construction: a gateway that starts has what it needs. */
import {
  check,
  DEFAULT_RULES,
  mediaRelay,
  RemoteViewError,
  SessionRules,
  signaling,
  type Millis,
} from '@remote-view/protocol';
import type { FastifyServerOptions } from 'fastify';
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { isOrigin } from './auth/origins.ts';
import type { AllocationOptions } from './switchboard/exchange.ts';
import type { SessionTiming } from './switchboard/switchboard.ts';
import type { SocketLimits } from './wire/peer-socket.ts';

export interface GatewayOptions {
  /** No keys are asked for and pages of every origin are let in. For one's own machine. Default false. */
  readonly dev?: boolean;
  /** Keys with which backends create sessions. At least one outside dev mode. */
  readonly apiKeys?: readonly string[];
  /** The key with which renderer hosts dial in. Needed outside dev mode. */
  readonly hostKey?: string;
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
  readonly timing?: Partial<GatewayTiming>;
  readonly limits?: Partial<GatewayLimits>;
  /** As of Fastify. Default: no logs. */
  readonly logger?: NonNullable<FastifyServerOptions['logger']>;
}

export interface GatewayTiming extends SessionTiming {
  /** A socket's first message must be here by then, ms. Default 5,000. */
  readonly joinWithin: Millis;
  /** Ping interval, ms; a peer that leaves two unanswered is cut off. Default 10,000. */
  readonly pingEvery: Millis;
  /** An end of relayed media that leaves too much unread for so long is closed, ms. Default 10,000. */
  readonly relayStalledAfter: Millis;
  /** How often sessions are checked for being over-due, ms. Default 250. */
  readonly tickEvery: Millis;
}

export interface GatewayLimits {
  /** Bytes that a peer may leave unread. Default 1 MiB. */
  readonly maxBuffered: number;
  /** Messages a viewer may send per 10 s. Default 100. */
  readonly viewerMessagesPer10s: number;
  /** Messages a host may send per 10 s, for all of its sessions together. Default 10,000. */
  readonly hostMessagesPer10s: number;
}

export interface GatewayConfig {
  readonly dev: boolean;
  readonly apiKeys: readonly string[];
  readonly hostKeys: readonly string[];
  readonly allowedOrigins: readonly string[] | 'any';
  readonly viewerBundle: string | undefined;
  readonly publicDir: string | undefined;
  readonly timing: SessionTiming & { readonly tickEvery: Millis };
  readonly allocation: AllocationOptions;
  readonly viewerLimits: SocketLimits;
  readonly hostLimits: SocketLimits;
  readonly mediaLimits: SocketLimits;
  /** See `RELAY_LIMITS`. */
  readonly relayStalledAfter: Millis;
}

const TIMING: GatewayTiming = {
  claimWithin: 60_000,
  startWithin: 60_000,
  hostGrace: 15_000,
  queueGrace: 30_000,
  joinWithin: signaling.SIGNALING_LIMITS.joinWithin,
  pingEvery: signaling.SIGNALING_LIMITS.pingEvery,
  relayStalledAfter: mediaRelay.RELAY_LIMITS.stalledAfter,
  tickEvery: 250,
};

const LIMITS: GatewayLimits = {
  maxBuffered: signaling.SIGNALING_LIMITS.maxBuffered,
  viewerMessagesPer10s: signaling.SIGNALING_LIMITS.messagesPer10s,
  hostMessagesPer10s: 10_000,
};

/** Shorter keys could be guessed. */
const MIN_KEY_CHARS = 16;

/**
 * Checks the options and fills in the defaults.
 * @throws RemoteViewError `bad-configuration`
 */
export function resolveOptions(options: GatewayOptions): GatewayConfig {
  const { dev = false, apiKeys = [], hostKey, allowedOrigins = [], viewerBundle, publicDir } = options;
  if (!dev && apiKeys.length === 0) throw missing('an API key', '--api-key or REMOTE_VIEW_API_KEYS');
  if (!dev && hostKey === undefined) throw missing('a host key', '--host-key or REMOTE_VIEW_HOST_KEY');
  const hostKeys = hostKey === undefined ? [] : [hostKey];
  for (const key of [...apiKeys, ...hostKeys]) requireKey(key);
  for (const origin of allowedOrigins) requireOrigin(origin);
  if (publicDir !== undefined) requireFolder(publicDir);
  const timing = { ...TIMING, ...options.timing };
  const limits = { ...LIMITS, ...options.limits };
  requirePositive({ ...timing, ...limits });
  const socket = { joinWithin: timing.joinWithin, pingEvery: timing.pingEvery, maxBuffered: limits.maxBuffered };
  return {
    dev,
    apiKeys,
    hostKeys,
    allowedOrigins: dev ? 'any' : allowedOrigins,
    viewerBundle: viewerBundle === undefined ? undefined : resolve(viewerBundle),
    publicDir: publicDir === undefined ? undefined : resolve(publicDir),
    timing,
    allocation: resolveAllocation(options),
    viewerLimits: { ...socket, messagesPer10s: limits.viewerMessagesPer10s },
    mediaLimits: { ...socket, messagesPer10s: mediaRelay.RELAY_LIMITS.messagesPer10s },
    relayStalledAfter: timing.relayStalledAfter,
    hostLimits: { ...socket, messagesPer10s: limits.hostMessagesPer10s },
  };
}

function resolveAllocation({ maxQueued = 100, afkAfter = 0 }: GatewayOptions): AllocationOptions {
  if (!Number.isInteger(maxQueued) || maxQueued < 0) throw wrong(`'maxQueued' must be a whole number from 0 on.`);
  const rules = { ...DEFAULT_RULES, afkAfterSeconds: afkAfter };
  if (!check(SessionRules, rules)) throw wrong(`'afkAfter' must be whole seconds from 0 to 86400.`);
  return { maxQueued, rules };
}

function missing(what: string, how: string): RemoteViewError {
  return wrong(`The gateway needs ${what} outside dev mode: give it with ${how}, or use --dev on your own machine.`);
}

function requireKey(key: string): void {
  if (key.length < MIN_KEY_CHARS) throw wrong(`A key needs at least ${MIN_KEY_CHARS} characters.`);
  // What RFC 6750 allows in a header; anything else could never be sent.
  if (!/^[A-Za-z0-9._~+/-]+=*$/.test(key)) throw wrong('A key may hold letters, digits and . _ ~ + / - only.');
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
