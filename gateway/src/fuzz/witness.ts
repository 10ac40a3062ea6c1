/**
 * A gateway in production mode for tests of bad input, and a session on it that nobody attacks: whatever is sent to others, the
 * witness must not notice.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { expect } from 'vitest';
import type { rest } from '@remote-view/protocol';
import { buildApp } from '../app.ts';
import type { GatewayOptions } from '../options.ts';
import { hashKey } from '../identity/key-text.ts';
import { type Client, Harness, type HostFields } from '../testing/harness.ts';

export const KEYS = {
  api: 'api-key-of-the-fuzzed-backend',
  admin: 'admin-key-of-the-fuzzed-operator',
  /** Of hosts whose names begin with `host-`. */
  host: 'host-key-of-the-fuzzed-hosts',
  /** Of hosts whose names begin with `liar-`. */
  liar: 'host-key-of-those-who-lie',
  witness: 'host-key-of-the-witness',
} as const;

/** Nothing is refused for how often it comes: each request is to be looked at. */
const ANY_RATE = 1e9;

export interface Production {
  readonly gateway: Harness;
  readonly witness: Witness;
  stop(): Promise<void>;
}

/** @param prepare sees the app before it is ready */
export async function startProduction(
  options: GatewayOptions = {},
  prepare: (app: FastifyInstance) => void = () => undefined,
): Promise<Production> {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-fuzz-'));
  const hostKeysFile = join(folder, 'host-keys.json');
  const keys = [
    { name: 'fuzzed', hash: hashKey(KEYS.host), hosts: ['host-*'] },
    { name: 'liars', hash: hashKey(KEYS.liar), hosts: ['liar-*'] },
    { name: 'witness', hash: hashKey(KEYS.witness), hosts: ['witness'] },
  ];
  writeFileSync(hostKeysFile, JSON.stringify({ keys }));
  const app = buildApp({
    ...{ dev: false, apiKeys: [KEYS.api], adminKey: KEYS.admin, hostKeysFile },
    ...{ tenantRequestsPerMinute: ANY_RATE, addressRequestsPerMinute: ANY_RATE },
    ...{ addressSocketsPerMinute: ANY_RATE, addressFailuresPerMinute: ANY_RATE },
    maxEventLoopDelay: 0,
    ...options,
  });
  prepare(app);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const gateway = new Harness(app, (app.server.address() as AddressInfo).port);
  const witness = await Witness.start(gateway);
  const stop = async (): Promise<void> => {
    await gateway.stop();
    rmSync(folder, { recursive: true });
  };
  return { gateway, witness, stop };
}

export async function makeSession(gateway: Harness, scene: string): Promise<rest.CreatedSession> {
  const response = await gateway.post({ scene }, { authorization: `Bearer ${KEYS.api}` });
  expect(response.statusCode, response.body).toBe(201);
  return response.json<rest.CreatedSession>();
}

/** A host that is registered with a key of the fuzzed ones, or the one given. */
export async function registeredHost(gateway: Harness, fields: HostFields, key: string = KEYS.host): Promise<Client> {
  return gateway.host(fields, { headers: { authorization: `Bearer ${key}` } });
}

export class Witness {
  readonly session: rest.CreatedSession;
  /** As its host knows it. */
  readonly viewerId: string;
  readonly #host: Client;
  readonly #viewer: Client;
  #offers = 1;

  private constructor(session: rest.CreatedSession, host: Client, viewer: Client, viewerId: string) {
    this.session = session;
    this.#host = host;
    this.#viewer = viewer;
    this.viewerId = viewerId;
  }

  /** @param at where its host is, if that is another gateway */
  static async start(gateway: Harness, at: Harness = gateway): Promise<Witness> {
    const host = await registeredHost(at, { host: 'witness', scenes: ['witness'], capacity: 1 }, KEYS.witness);
    const session = await makeSession(gateway, 'witness');
    expect(await host.next()).toMatchObject({ type: 'start', session: session.id });
    host.send({ type: 'session-ready', session: session.id });
    const viewer = await gateway.joined(session);
    viewer.send(offer('1'));
    const first = await host.next();
    return new Witness(session, host, viewer, String(first['viewer']));
  }

  /** An offer gets to the host, its answer gets back, and nothing else has come to either. */
  async works(): Promise<void> {
    const cut = Promise.race([this.#host.closed, this.#viewer.closed]).then((code) => {
      throw new Error(`A socket of the witness was closed with ${code}.`);
    });
    await Promise.race([this.#exchange(), cut]);
  }

  async #exchange(): Promise<void> {
    const peer = String((this.#offers += 1));
    this.#viewer.send(offer(peer));
    const { type, session, viewer, peer: offered } = await this.#host.next();
    expect({ type, session, viewer, offered }).toEqual({
      ...{ type: 'offer', session: this.session.id, viewer: this.viewerId, offered: peer },
    });
    this.#host.send({ type: 'answer', session, viewer, peer, sdp: 'v=0' });
    expect(await this.#viewer.next()).toEqual({ type: 'answer', peer, sdp: 'v=0' });
  }
}

function offer(peer: string) {
  return { type: 'offer', peer, sdp: 'v=0' } as const;
}
