/**
 * What the page asks of the gateway that it came from. The key is kept here, and in the session storage of this tab alone: it is in
 * no address, no cookie and no other tab.
 */
import type { admin, rest } from '@remote-view/protocol';

/** The gateway's answer, where it is a refusal. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.status = status;
    this.code = code;
  }

  /** The key is none, or not good for this. */
  get isAboutKey(): boolean {
    return this.status === 401 || this.status === 403;
  }
}

/** The gateway looks at 2,000 sessions for each. */
const MAX_PAGES = 5;

/** ms; beyond it the gateway counts as away. */
const ANSWER_WITHIN = 8_000;

export class GatewayApi {
  /** Of the gateway, with a `/` at its end. */
  readonly base: URL;
  readonly #key: string | undefined;
  /** How far the gateway's clock is ahead of ours, ms, to the second. */
  #ahead = 0;

  /** @param key undefined: in dev mode none is asked for */
  constructor(base: URL, key: string | undefined) {
    this.base = base;
    this.#key = key;
  }

  /** By the gateway's clock, ms since 1970. */
  get now(): number {
    return Date.now() + this.#ahead;
  }

  async me(): Promise<admin.Operator> {
    return this.#json('GET', 'v1/admin/me');
  }

  async overview(): Promise<admin.Overview> {
    return this.#json('GET', 'v1/admin/overview');
  }

  async hosts(): Promise<readonly admin.HostInfo[]> {
    return (await this.#json<admin.HostList>('GET', 'v1/admin/hosts')).hosts;
  }

  /** From an input to its picture, ms, of sessions of whom it is known. */
  async latencies(): Promise<ReadonlyMap<string, number>> {
    const { sessions } = await this.#json<admin.LatencyList>('GET', 'v1/admin/latencies');
    return new Map(sessions.map(({ id, p50 }) => [id, p50]));
  }

  /** As many as the query's limit, where {@link MAX_PAGES} have them. */
  async sessions(query: URLSearchParams): Promise<readonly rest.SessionInfo[]> {
    const found: rest.SessionInfo[] = [];
    const asked = new URLSearchParams(query);
    for (let pages = 0; pages < MAX_PAGES; pages++) {
      const { sessions, next } = await this.#json<rest.SessionList>('GET', `v1/sessions?${asked}`);
      found.push(...sessions);
      if (next === undefined || found.length >= Number(query.get('limit'))) break;
      asked.set('after', next);
    }
    return found;
  }

  async cordon(host: string, cordoned: boolean): Promise<void> {
    await this.#ask('POST', `v1/admin/hosts/${encodeURIComponent(host)}/${cordoned ? 'cordon' : 'uncordon'}`);
  }

  async drain(host: string, seconds: number): Promise<void> {
    await this.#ask('POST', `v1/admin/hosts/${encodeURIComponent(host)}/drain`, { seconds });
  }

  async end(session: string): Promise<void> {
    await this.#ask('DELETE', `v1/sessions/${encodeURIComponent(session)}`);
  }

  /** A token that lets its bearer look on, and do nothing else. */
  async watch(session: string): Promise<string> {
    const wish: rest.TokenWish = { role: 'spectator', rights: [], seconds: 3_600 };
    const path = `v1/sessions/${encodeURIComponent(session)}/tokens`;
    return (await this.#json<rest.GrantedToken>('POST', path, wish)).token;
  }

  async thumbnail(session: string): Promise<Blob> {
    return (await this.#ask('GET', `v1/sessions/${encodeURIComponent(session)}/thumbnail`)).blob();
  }

  async #json<T>(method: string, path: string, body?: object): Promise<T> {
    return (await (await this.#ask(method, path, body)).json()) as T;
  }

  /** @throws Refusal; TypeError or DOMException where the gateway cannot be reached */
  async #ask(method: string, path: string, body?: object): Promise<Response> {
    const headers = new Headers();
    if (this.#key !== undefined) headers.set('authorization', `Bearer ${this.#key}`);
    if (body !== undefined) headers.set('content-type', 'application/json');
    const response = await fetch(new URL(path, this.base), {
      ...{ method, headers, credentials: 'omit', cache: 'no-store' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER_WITHIN),
    });
    const date = Date.parse(response.headers.get('date') ?? '');
    if (!Number.isNaN(date)) this.#ahead = date - Math.floor(Date.now() / 1_000) * 1_000;
    if (response.ok) return response;
    throw await refusalOf(response);
  }
}

async function refusalOf(response: Response): Promise<Refusal> {
  const { status } = response;
  // What stands in front of the gateway answers in words of its own.
  const problem = (await response.json().catch(() => ({}))) as Partial<rest.Problem>;
  return new Refusal(status, problem.code ?? 'internal', problem.detail ?? `The answer was ${status}.`);
}
