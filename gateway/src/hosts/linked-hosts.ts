/**
 * The renderer hosts that are linked to this gateway: which link speaks for each, and what runs there. Which process may speak
 * for a host at all, and how many slots it has, is decided in the store that gateways share.
 *
 * A host whose link is cut stays for as long as it has sessions: they wait for it.
 */
import type { HostId, SessionId } from '@remote-view/protocol';
import type { Register } from '../wire/messages.ts';

/** One WebSocket of a host; numbered by the shell. */
export type LinkId = number;

export interface LinkedHost {
  readonly id: HostId;
  /** Null while the link is cut. */
  readonly link: LinkId | null;
  /** What it said of itself last. */
  readonly registration: Register;
  /** Every session allocated here that has not ended. */
  readonly sessions: ReadonlySet<SessionId>;
}

interface HostRecord extends LinkedHost {
  link: LinkId | null;
  registration: Register;
  readonly sessions: Set<SessionId>;
}

export class LinkedHosts {
  readonly #hosts = new Map<HostId, HostRecord>();
  readonly #byLink = new Map<LinkId, HostRecord>();

  /** @returns `replaced`: the link that counted until now, to be closed */
  register(link: LinkId, registration: Register): { readonly host: LinkedHost; readonly replaced: LinkId | null } {
    const id = registration.host as HostId;
    const host = this.#hosts.get(id) ?? { id, link: null, registration, sessions: new Set<SessionId>() };
    const replaced = host.link === link ? null : host.link;
    if (replaced !== null) this.#byLink.delete(replaced);
    host.link = link;
    host.registration = registration;
    this.#hosts.set(id, host);
    this.#byLink.set(link, host);
    return { host, replaced };
  }

  /** The link was cut. Returns the host it spoke for; undefined where it did not count any more. */
  unlink(link: LinkId): LinkedHost | undefined {
    const host = this.#byLink.get(link);
    if (host === undefined) return undefined;
    this.#byLink.delete(link);
    host.link = null;
    this.#forgetIfGone(host);
    return host;
  }

  /** It is another gateway's now. */
  drop(id: HostId): LinkedHost | undefined {
    const host = this.#hosts.get(id);
    if (host === undefined) return undefined;
    if (host.link !== null) this.#byLink.delete(host.link);
    this.#hosts.delete(id);
    return host;
  }

  byLink(link: LinkId): LinkedHost | undefined {
    return this.#byLink.get(link);
  }

  get(id: HostId): LinkedHost | undefined {
    return this.#hosts.get(id);
  }

  linkOf(id: HostId): LinkId | null {
    return this.#hosts.get(id)?.link ?? null;
  }

  /** Those whose link is up, and those that are waited for. */
  all(): Iterable<LinkedHost> {
    return this.#hosts.values();
  }

  takeSlot(id: HostId, session: SessionId): void {
    this.#hosts.get(id)?.sessions.add(session);
  }

  releaseSlot(id: HostId, session: SessionId): void {
    const host = this.#hosts.get(id);
    if (host === undefined) return;
    host.sessions.delete(session);
    this.#forgetIfGone(host);
  }

  /** Without link and sessions there is nothing left to remember: hosts with made-up ids do not pile up. */
  #forgetIfGone(host: HostRecord): void {
    if (host.link === null && host.sessions.size === 0) this.#hosts.delete(host.id);
  }
}
