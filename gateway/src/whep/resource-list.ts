/** The WHEP resources of this gateway by id, and how many there may be: in all, and of one session. */
import type { SessionId } from '@remote-view/protocol';
import type { WhepResource } from './whep-resource.ts';

/** Fewer than a session has room for, so that players leave some to others. */
const MAX_PER_SESSION = 16;
const MAX = 2_000;

export class ResourceList {
  readonly #resources = new Map<string, WhepResource>();

  get size(): number {
    return this.#resources.size;
  }

  /** What keeps a session from another one: `session` is for it to wait, `gateway` for everybody. */
  fullFor(session: SessionId): 'session' | 'gateway' | undefined {
    if (this.#resources.size >= MAX) return 'gateway';
    const ofSession = [...this.#resources.values()].filter((resource) => resource.session === session);
    return ofSession.length >= MAX_PER_SESSION ? 'session' : undefined;
  }

  add(resource: WhepResource): void {
    this.#resources.set(resource.id, resource);
  }

  remove(resource: WhepResource): void {
    this.#resources.delete(resource.id);
  }

  /** Undefined where it is over, never was, or is one of another session. */
  find(session: string, id: string): WhepResource | undefined {
    const found = this.#resources.get(id);
    return found?.session === session ? found : undefined;
  }

  /** The gateway stops: requests that wait are refused. Who plays goes on, as every viewer does without its gateway. */
  close(): void {
    for (const resource of [...this.#resources.values()]) if (!resource.isPlaying) resource.close();
  }
}
