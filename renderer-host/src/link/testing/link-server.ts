/** The stream process's end of the link, for tests: remembers what a scene process or an encoder thread says. */
import { createServer, type Server } from 'node:net';
import { FromScene, type FromStream, type VideoConfig, type VideoUnit } from '../messages.ts';
import { LinkSocket } from '../link-socket.ts';
import { temporarySocketPath } from './socket-pair.ts';

export interface ReceivedUnit extends VideoUnit {
  readonly data: Uint8Array;
}

type Role = 'control' | 'video';
type Link = LinkSocket<typeof FromScene, FromStream>;

export class LinkServer {
  readonly units: ReceivedUnit[] = [];
  readonly configs: VideoConfig[] = [];
  /** Who watches which view, and which ended. */
  readonly views: Extract<FromScene, { type: 'watch' | 'view-end' }>[] = [];
  /** Application messages, encoded. */
  readonly messages: Uint8Array[] = [];
  readonly hellos: Extract<FromScene, { type: 'hello' }>[] = [];
  readonly path: string;
  readonly #server: Server;
  readonly #remove: () => void;
  readonly #viewers: number;
  readonly #links = new Map<Role, Link>();
  readonly #waiting = new Set<() => void>();

  /** @param viewers that every scene is told of as soon as its control link is there */
  constructor(viewers = 0) {
    this.#viewers = viewers;
    const { path, remove } = temporarySocketPath();
    this.path = path;
    this.#remove = remove;
    this.#server = createServer((socket) => {
      const link: Link = new LinkSocket(socket, FromScene, {
        message: (message, body) => this.#receive(link, message, body),
        closed: () => this.#forget(link),
      });
    }).listen(path);
  }

  target(generation = 1): { readonly path: string; readonly secret: string; readonly generation: number } {
    return { path: this.path, secret: 'a secret', generation };
  }

  has(role: Role): boolean {
    return this.#links.has(role);
  }

  send(role: Role, message: FromStream, body?: Uint8Array): void {
    if (this.#links.get(role)?.send(message, body) !== true) throw new Error(`there is no ${role} link`);
  }

  /** Resolves as soon as `condition` holds; it is looked at whenever something came or went. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  async untilUnits(count: number): Promise<readonly ReceivedUnit[]> {
    await this.until(() => this.units.length >= count);
    return this.units;
  }

  close(): void {
    this.#server.close();
    for (const link of this.#links.values()) link.close();
    this.#remove();
  }

  #receive(link: Link, message: FromScene, body: Uint8Array): void {
    if (message.type === 'hello') {
      this.hellos.push(message);
      this.#links.set(message.role, link);
      if (message.role === 'control') link.send({ type: 'viewers', count: this.#viewers });
    } else if (message.type === 'video') this.units.push({ ...message, data: body });
    else if (message.type === 'config') this.configs.push(message);
    else if (message.type === 'watch' || message.type === 'view-end') this.views.push(message);
    else this.messages.push(body);
    this.#wake();
  }

  #forget(link: Link): void {
    for (const [role, known] of this.#links) if (known === link) this.#links.delete(role);
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
