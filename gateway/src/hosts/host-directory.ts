/**
 * The renderer hosts that this gateway knows: which process speaks for each, over which link, and what runs there.
 *
 * Invariant: of one host id at most one link counts, that of the newest registration. An incarnation that was
 * replaced never counts again: two processes with one id must not take turns in throwing each other out.
 */
import type { HostId, SessionId, rest } from '@remote-view/protocol';
import type { Candidate } from '../allocation/pick-host.ts';
import type { HostProblem, Register } from '../wire/messages.ts';

/** One WebSocket of a host; numbered by the shell. */
export type LinkId = number;

/** Replaced incarnations remembered per host; the oldest is forgotten first. */
const MAX_FENCED = 16;

export interface Host extends Candidate {
  readonly incarnation: string;
  /** Null while the link is cut. */
  readonly link: LinkId | null;
  readonly sceneList: readonly rest.SceneInfo[];
  /** Slots taken: every session allocated here that has not ended. */
  readonly sessions: ReadonlySet<SessionId>;
}

export type Admission =
  | { readonly refused: true }
  /** `replaced`: the link that counted until now and must be closed. `restarted`: it is another process than before. */
  | { readonly refused: false; readonly host: Host; readonly replaced: LinkId | null; readonly restarted: boolean };

class HostRecord implements Host {
  readonly id: HostId;
  readonly sessions = new Set<SessionId>();
  incarnation = '';
  link: LinkId | null = null;
  capacity = 0;
  scenes: ReadonlySet<string> = new Set();
  sceneList: readonly rest.SceneInfo[] = [];
  problem: HostProblem | undefined = undefined;
  fenced: readonly string[] = [];

  constructor(id: HostId) {
    this.id = id;
  }

  get taken(): number {
    return this.sessions.size;
  }
}

export class HostDirectory {
  readonly #hosts = new Map<HostId, HostRecord>();
  readonly #byLink = new Map<LinkId, HostRecord>();

  /** Lists a host, or refuses a process that was replaced by a newer one. */
  register(link: LinkId, message: Register): Admission {
    const id = message.host as HostId;
    const host = this.#hosts.get(id) ?? new HostRecord(id);
    if (host.fenced.includes(message.incarnation)) return { refused: true };
    const restarted = host.incarnation !== '' && host.incarnation !== message.incarnation;
    if (restarted) host.fenced = [...host.fenced, host.incarnation].slice(-MAX_FENCED);
    const replaced = host.link;
    if (replaced !== null) this.#byLink.delete(replaced);
    host.incarnation = message.incarnation;
    host.link = link;
    host.capacity = message.capacity;
    host.scenes = new Set(message.scenes.map((scene) => scene.name));
    host.sceneList = message.scenes;
    host.problem = message.problem;
    this.#hosts.set(id, host);
    this.#byLink.set(link, host);
    return { refused: false, host, replaced, restarted };
  }

  /** The link was cut. Returns the host it spoke for; undefined where it did not count any more. */
  unlink(link: LinkId): Host | undefined {
    const host = this.#byLink.get(link);
    if (host === undefined) return undefined;
    this.#byLink.delete(link);
    host.link = null;
    this.#forgetIfGone(host);
    return host;
  }

  byLink(link: LinkId): Host | undefined {
    return this.#byLink.get(link);
  }

  linkOf(id: HostId | null): LinkId | null {
    return (id === null ? undefined : this.#hosts.get(id))?.link ?? null;
  }

  scenesOf(id: HostId): ReadonlySet<string> {
    return this.#hosts.get(id)?.scenes ?? new Set();
  }

  /** Whether a connected host offers both. */
  offersBoth(scene: string, other: string): boolean {
    return [...this.#byLink.values()].some(({ scenes }) => scenes.has(scene) && scenes.has(other));
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

  /** Hosts whose link is up. */
  connected(): Iterable<Host> {
    return this.#byLink.values();
  }

  get connectedCount(): number {
    return this.#byLink.size;
  }

  /** Connected hosts that take sessions. */
  get usableCount(): number {
    return [...this.#byLink.values()].filter(({ problem }) => problem === undefined).length;
  }

  /** What all connected hosts offer, by name; the first to register describes a scene that several offer. */
  scenes(): rest.SceneInfo[] {
    const byName = new Map<string, rest.SceneInfo>();
    for (const host of this.#byLink.values()) {
      for (const scene of host.sceneList) if (!byName.has(scene.name)) byName.set(scene.name, scene);
    }
    return [...byName.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  /** Without link and sessions there is nothing left to remember: hosts with made-up ids do not pile up. */
  #forgetIfGone(host: HostRecord): void {
    if (host.link === null && host.sessions.size === 0) this.#hosts.delete(host.id);
  }
}
