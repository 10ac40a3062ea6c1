/**
 * The stream process: node-datachannel, RTP and input; never user code.
 *
 * Started ahead of time by the agent; it listens for its session's scene process on a socket of its own and waits to be
 * told which session it is.
 */
import { RemoteViewError } from '@remote-view/protocol';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nodeDataChannel from 'node-datachannel';
import { EXIT, type FromStreamProcess, type ToStream } from '../agent/child-messages.ts';
import { LinkSocket } from '../link/link-socket.ts';
import { FromScene } from '../link/messages.ts';
import { holdPort } from './media-port.ts';
import { SessionStream, type SceneLink } from './session-stream.ts';
import { warmUp } from './warm-up.ts';

const HEARTBEAT_MS = 250;
/** A scene process has two connections; a few more may overlap while one is replaced. */
const MAX_LINKS = 8;
/** How long a scene process may be ahead of the agent's word that it is expected. */
const HELLO_PATIENCE = 2_000;

function tell(message: FromStreamProcess): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}

/** A folder that only this user can enter, or a pipe's name on Windows. */
function linkPath(): { readonly path: string; remove(): void } {
  if (process.platform === 'win32') {
    return { path: `\\\\.\\pipe\\remote-view-${randomBytes(16).toString('hex')}`, remove: () => {} };
  }
  const folder = mkdtempSync(join(tmpdir(), 'remote-view-'));
  return { path: join(folder, 'link'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

interface SceneHello {
  readonly role: string;
  readonly secret: string;
  readonly generation: number;
}

class StreamProcess {
  readonly #secret: string;
  readonly #end: () => void;
  #stream: SessionStream | undefined;
  /** 0 before its hello was taken. */
  readonly #generations = new Map<SceneLink, number>();
  /** Hellos of a generation that the other channel has not announced yet: the two are not in step. */
  readonly #early = new Map<SceneLink, SceneHello>();

  constructor(secret: string, end: () => void) {
    this.#secret = secret;
    this.#end = end;
  }

  handle(message: ToStream): void {
    switch (message.type) {
      case 'start': {
        const { port, bindAddress } = message.settings;
        // A throw ends the process; the next one gets another port.
        if (port !== undefined) holdPort(port, bindAddress);
        this.#stream = new SessionStream({ settings: message.settings, rules: message.rules, tell });
        return;
      }
      case 'generation':
        this.#stream?.setGeneration(message.generation);
        for (const [link, hello] of this.#early) this.#hello(link, hello);
        return;
      case 'scene-status':
        this.#stream?.setStatus(message);
        return;
      case 'offer':
        this.#stream?.offer(message);
        return;
      case 'relay':
        this.#stream?.relay(message);
        return;
      case 'end-viewer':
        this.#stream?.endViewer(message.viewer);
        return;
      case 'stop':
        this.#stream?.close();
        this.#end();
        return;
      default:
        message satisfies never;
    }
  }

  accept(socket: Socket): void {
    if (this.#generations.size >= MAX_LINKS) {
      socket.destroy();
      return;
    }
    const link: SceneLink = new LinkSocket(socket, FromScene, {
      message: (message, body) => {
        const generation = this.#generations.get(link);
        if (message.type === 'hello') this.#hello(link, message);
        else if (generation !== undefined && generation > 0 && generation === this.#stream?.generation) {
          this.#stream.receive(message, body);
        }
      },
      closed: (reason) => this.#linkClosed(link, reason),
    });
    this.#generations.set(link, 0);
  }

  #linkClosed(link: SceneLink, reason: string): void {
    const generation = this.#generations.get(link);
    this.#generations.delete(link);
    this.#early.delete(link);
    // What a link of ours ends with: its scene process ended, or sent what nobody understands. The agent knows which.
    if (generation === this.#stream?.generation) tell({ type: 'link-lost', generation: generation ?? 0, reason });
  }

  #hello(link: SceneLink, hello: SceneHello): void {
    const current = this.#stream?.generation ?? 0;
    if (hello.secret !== this.#secret || hello.generation < current) {
      link.close();
      return;
    }
    if (hello.generation > current) {
      this.#early.set(link, hello);
      setTimeout(() => {
        if (this.#early.has(link)) link.close();
      }, HELLO_PATIENCE);
      return;
    }
    this.#early.delete(link);
    this.#generations.set(link, hello.generation);
    if (hello.role === 'control') this.#stream?.attachControl(link);
    else this.#stream?.attachVideo(link);
  }
}

function main(): void {
  nodeDataChannel.initLogger('Error', (level, text) =>
    tell({ type: 'log', level: 'warn', text: `${level}: ${text}`.slice(0, 2_000) }),
  );
  const { path, remove } = linkPath();
  const secret = randomBytes(16).toString('hex');
  const end = (): void => {
    remove();
    process.exit(EXIT.normal);
  };
  const stream = new StreamProcess(secret, end);
  process.on('message', (message: ToStream) => stream.handle(message));
  process.on('disconnect', end);
  // A terminal's Ctrl-C goes to the whole process group; the agent ends its children in order.
  process.on('SIGINT', () => {});
  process.on('exit', remove);
  process.on('uncaughtException', (error) => {
    tell({ type: 'log', level: 'warn', text: RemoteViewError.from(error).stack ?? error.message });
    process.exit(1);
  });
  setInterval(() => tell({ type: 'heartbeat', residentBytes: process.memoryUsage.rss() }), HEARTBEAT_MS);
  createServer((socket) => stream.accept(socket)).listen(path, () => {
    const ready = (): void => tell({ type: 'ready', path, secret });
    if (process.env['REMOTE_VIEW_WARM'] === undefined) ready();
    else void warmUp().then(ready);
  });
}

main();
