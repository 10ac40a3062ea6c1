/**
 * One session on this host: a stream process that the viewers are connected to and a scene process behind it.
 *
 * The shell around session-transition.ts: it takes processes from the pools, watches them and turns what happens into
 * events; what follows from an event is decided there.
 */
import {
  ERRORS,
  isErrorCode,
  RemoteViewError,
  type ErrorCode,
  type Millis,
  type SessionRules,
} from '@remote-view/protocol';
import { isAbsolute } from 'node:path';
import { Admission } from '../access/admission.ts';
import type { TokenVerifier } from '../access/token-verifier.ts';
import type { FromSceneProcess, FromStreamProcess, StreamSettings, ToStream } from './child-messages.ts';
import type { Log } from './log.ts';
import type { CatalogScene } from './scene-catalog.ts';
import { shownToItsAuthor, type SceneFailure } from './scene-failure.ts';
import type { SceneProcess, StreamProcess } from './session-processes.ts';
import { SessionStore } from './session-store.ts';
import {
  initialSession,
  sessionTransition,
  type SessionAction,
  type SessionEvent,
  type SessionState,
} from './session-transition.ts';
import { SourceWatch } from './source-watch.ts';
import { Thumbnails, type Thumbnail } from './thumbnails.ts';
import type { UdpPorts } from './udp-ports.ts';
import type { WarmPool } from './warm-pool.ts';

export interface SessionHandlers {
  /** The stream process takes offers. */
  ready(): void;
  answer(viewer: string, peer: string, sdp: string): void;
  viewerError(viewer: string, peer: string, code: ErrorCode, message: string): void;
  renegotiate(code: ErrorCode, message: string): void;
  /** Viewers that are connected, at every change. */
  viewers(count: number): void;
  /** What this viewer had here is over. */
  viewerGone(viewer: string): void;
  ended(code: ErrorCode, message: string): void;
}

export interface SessionOptions {
  readonly id: string;
  readonly tokens: TokenVerifier;
  readonly scene: CatalogScene;
  readonly stream: Omit<StreamSettings, 'port'>;
  readonly rules: SessionRules;
  /** Set-up and the first frame must be done by then. */
  readonly setupTimeout: Millis;
  /** Given where the scene is being written: takes lines for the terminal of whoever writes it. */
  readonly develop: ((lines: string) => void) | undefined;
  readonly log: Log;
}

export interface SessionPools {
  readonly scenes: WarmPool<SceneProcess>;
  readonly streams: WarmPool<StreamProcess>;
  /** Undefined where any will do. */
  readonly ports: UdpPorts | undefined;
}

/** The gateway ends what nobody claims within 60 s; this is for a gateway that is gone. */
const CLAIM_TIMEOUT: Millis = 90_000;
/** A process that ends loses its link first. */
const LINK_PATIENCE: Millis = 500;
/** Signaling takes a few milliseconds, on a bad path a few hundred. */
const FAREWELL: Millis = 400;
/** A scene gives its last snapshot at once, unless it hangs. */
const SNAPSHOT_WITHIN: Millis = 250;
/** A scene process that is at it answers within a few milliseconds, or with its next frame. */
const THUMBNAIL_WITHIN: Millis = 1_000;
/** Offers that may wait for the stream process. */
const MAX_WAITING_OFFERS = 16;

/** A viewer's wish for media, over a peer connection or relayed. */
export type Offer = Extract<ToStream, { type: 'offer' | 'relay' }>;
type WithoutGrant<T> = T extends unknown ? Omit<T, 'grant'> : never;
/** The same before anybody has looked at its token. */
export type Asked = WithoutGrant<Offer>;

export class Session {
  readonly #options: SessionOptions;
  readonly #handlers: SessionHandlers;
  readonly #scenes: WarmPool<SceneProcess>;
  readonly #streams: WarmPool<StreamProcess>;
  readonly #ports: UdpPorts | undefined;
  readonly #sources: SourceWatch | undefined;
  #state: SessionState;
  #scene: SceneProcess | undefined;
  #stream: StreamProcess | undefined;
  #generation = 0;
  #claimed = false;
  readonly #admission: Admission;
  /** What outlives scene processes. */
  readonly #store = new SessionStore();
  /** The scene process has made a frame. */
  #runs = false;
  /** Somebody waits for the scene's snapshot. */
  #snapshotTaken: (() => void) | undefined;
  readonly #thumbnails = new Thumbnails(() => this.#askThumbnail());
  /** Somebody waits for a thumbnail. */
  #thumbnailMade: ((jpeg: Thumbnail) => void) | undefined;
  /** Viewers that are connected. */
  #watching = 0;
  readonly #waitingOffers: Offer[] = [];
  /** What a new stream process must tell its viewers. */
  #status: Extract<ToStream, { type: 'scene-status' }> | undefined;
  /** The scene process's own account of its failure, which comes just before its end. */
  #failure: SceneFailure | undefined;
  /** A scene process is being taken from the pool; it reads the sources when it starts. */
  #taking = false;
  /** When the sources changed that the next process is to run. */
  #changedAt: Millis | undefined;
  #setupTimer: NodeJS.Timeout | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  #emptyTimer: NodeJS.Timeout | undefined;

  constructor(options: SessionOptions, pools: SessionPools, handlers: SessionHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#admission = new Admission({
      verify: (token) => options.tokens.verify(token, options.id, Date.now()),
      fault: (error) => options.log.warn(`a viewer could not be let in: ${error.stack ?? error.message}`),
    });
    this.#scenes = pools.scenes;
    this.#streams = pools.streams;
    this.#ports = pools.ports;
    const { develop, log } = options;
    this.#state = initialSession({ developing: develop !== undefined });
    if (develop !== undefined) {
      this.#sources = new SourceWatch((file) => {
        develop(`${file} changed`);
        this.#changedAt = performance.now();
        this.#handle({ type: 'sources-changed' });
      }, log);
    }
    this.#viewers(0);
    void this.#takeStream();
  }

  /** @param token of the viewer */
  offer(offer: Asked, token: string): void {
    this.#admission.ask(token, {
      granted: (grant) => this.#admit({ ...offer, grant }),
      refused: (error) => {
        const { code, message } = error;
        this.#options.log.warn(`a viewer was refused: ${message}`, { code, ...this.#options.tokens.refused });
        this.#handlers.viewerError(offer.viewer, offer.peer, code, message);
      },
    });
  }

  /** Ends what this viewer has here. */
  endViewer(viewer: string): void {
    this.#admission.inTurn(() => {
      const waiting = this.#waitingOffers.filter((offer) => offer.viewer !== viewer);
      this.#waitingOffers.splice(0, Infinity, ...waiting);
      this.#stream?.child.send({ type: 'end-viewer', viewer });
    });
  }

  #admit(offer: Offer): void {
    if (this.#stream !== undefined) this.#stream.child.send(offer);
    else if (this.#waitingOffers.length < MAX_WAITING_OFFERS) this.#waitingOffers.push(offer);
    else
      this.#handlers.viewerError(offer.viewer, offer.peer, 'rate-limited', 'Too many viewers wait for this session.');
  }

  /** What it shows, small. */
  thumbnail(): Promise<Thumbnail> {
    return this.#thumbnails.get(performance.now());
  }

  get viewers(): number {
    return this.#watching;
  }

  /** Somebody has been connected to it. */
  get isClaimed(): boolean {
    return this.#claimed;
  }

  end(code: ErrorCode, text: string): void {
    this.#handle({ type: 'end', code, text });
  }

  #handle(event: SessionEvent): void {
    const step = sessionTransition(this.#state, event, performance.now());
    this.#state = step.state;
    for (const action of step.actions) this.#act(action);
  }

  #act(action: SessionAction): void {
    switch (action.type) {
      case 'take-stream':
        void this.#takeStream();
        return;
      case 'take-scene':
        void this.#takeScene();
        return;
      case 'relink-scene':
        this.#linkScene('link');
        return;
      case 'retry-in':
        this.#retryTimer = setTimeout(() => this.#handle({ type: 'retry-due' }), action.delay);
        return;
      case 'tell-viewers': {
        const { state, code, text } = action;
        this.#status = { type: 'scene-status', state, code, text };
        this.#stream?.child.send(this.#status);
        return;
      }
      case 'report-ready':
        this.#handlers.ready();
        return;
      case 'renegotiate':
        this.#handlers.renegotiate('stream-failed', action.text);
        return;
      case 'finish':
        this.#finish(action.code, action.text);
        return;
      default:
        action satisfies never;
    }
  }

  async #takeStream(): Promise<void> {
    const lease = this.#ports?.lease();
    let port: number | undefined;
    let stream: StreamProcess;
    try {
      port = await lease?.port;
      stream = await this.#streams.take();
    } catch (thrown) {
      lease?.release();
      this.end('stream-failed', RemoteViewError.from(thrown).message);
      return;
    }
    void stream.exited.then(() => lease?.release());
    if (this.#state.phase === 'ended') {
      stream.close();
      return;
    }
    stream.child.adopt({
      message: (message) => this.#fromStream(message),
      died: (reason) => {
        this.#stream = undefined;
        this.#viewers(0);
        this.#options.log.warn(`the stream process was lost: ${reason}`);
        this.#handle({ type: 'stream-lost', text: `The stream process was lost: ${reason}.` });
      },
      output: (line) => this.#options.log.info(`stream: ${line}`),
    });
    stream.child.watch();
    const { id, rules } = this.#options;
    stream.child.send({ type: 'start', session: id, settings: { ...this.#options.stream, port }, rules });
    stream.child.send({ type: 'generation', generation: this.#generation });
    if (this.#status !== undefined) stream.child.send(this.#status);
    for (const offer of this.#waitingOffers.splice(0)) stream.child.send(offer);
    this.#stream = stream;
    this.#options.log.info('stream process', { pid: stream.child.pid ?? 0 });
    this.#handle({ type: 'stream-ready' });
  }

  async #takeScene(): Promise<void> {
    if (this.#taking) return;
    this.#taking = true;
    let scene: SceneProcess;
    try {
      await this.#takeSnapshot();
      scene = await this.#scenes.take();
    } catch (thrown) {
      const error = RemoteViewError.from(thrown, 'scene-crashed');
      this.#handle({ type: 'scene-lost', code: error.code, text: error.message });
      return;
    } finally {
      this.#taking = false;
    }
    if (this.#state.phase === 'ended') {
      scene.close();
      return;
    }
    this.#scene?.close();
    this.#runs = false;
    clearTimeout(this.#setupTimer);
    this.#failure = undefined;
    scene.child.adopt({
      message: (message) => this.#fromScene(scene, message),
      died: (reason) => this.#sceneDied(scene, reason),
      output: (line) => this.#options.log.info(`scene: ${line}`),
    });
    this.#scene = scene;
    this.#options.log.info('scene process', { pid: scene.child.pid ?? 0 });
    this.#generation++;
    this.#stream?.child.send({ type: 'generation', generation: this.#generation });
    this.#linkScene('start');
    this.#setupTimer = setTimeout(() => {
      const seconds = this.#options.setupTimeout / 1_000;
      const silent = Math.round(scene.child.silence / 1_000);
      const loop = silent < 1 ? '' : ` It did not respond for the last ${silent} s: is there an endless loop?`;
      this.#failure = {
        code: 'scene-setup-timeout',
        text: `The scene's set-up did not finish within ${seconds} s.${loop}`,
      };
      scene.child.kill('its set-up took too long');
    }, this.#options.setupTimeout);
  }

  /** Of a scene that is about to be replaced. */
  async #takeSnapshot(): Promise<void> {
    const scene = this.#scene;
    if (scene === undefined || !this.#runs) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#snapshotTaken = resolve;
    const timer = setTimeout(resolve, SNAPSHOT_WITHIN);
    scene.child.send({ type: 'take-snapshot' });
    await promise;
    clearTimeout(timer);
  }

  async #askThumbnail(): Promise<Thumbnail> {
    const scene = this.#scene;
    if (scene === undefined) return undefined;
    const { promise, resolve } = Promise.withResolvers<Thumbnail>();
    this.#thumbnailMade = resolve;
    const timer = setTimeout(resolve, THUMBNAIL_WITHIN);
    scene.child.send({ type: 'thumbnail' });
    const jpeg = await promise;
    clearTimeout(timer);
    return jpeg;
  }

  #linkScene(type: 'start' | 'link'): void {
    const stream = this.#stream;
    const scene = this.#scene;
    if (scene === undefined) return;
    // Without a stream process there is nothing to join yet; `relink-scene` follows when there is one.
    const link = { path: stream?.path ?? '', secret: stream?.secret ?? '', generation: this.#generation };
    if (type === 'link') scene.child.send({ type, link });
    else scene.child.send({ type, module: this.#options.scene.module, link, ...this.#store.restore() });
  }

  #fromScene(scene: SceneProcess, message: FromSceneProcess): void {
    if (scene !== this.#scene) return;
    switch (message.type) {
      case 'running':
        clearTimeout(this.#setupTimer);
        this.#runs = true;
        scene.child.watch();
        this.#options.log.info('the scene runs');
        this.#reportReload();
        this.#handle({ type: 'scene-running' });
        return;
      case 'failed':
        this.#failure = {
          code: isErrorCode(message.code) ? message.code : 'scene-crashed',
          text: message.message,
          place: message.place,
          excerpt: message.excerpt,
        };
        if (this.#options.develop === undefined) this.#options.log.warn(`scene: ${message.stack}`);
        return;
      case 'file':
        if (isAbsolute(message.path)) this.#sources?.add(message.path);
        return;
      case 'log':
        this.#options.log.info(`scene: ${message.text}`, { level: message.level });
        return;
      case 'storage':
      case 'snapshot':
        this.#keep(scene, message);
        return;
      case 'thumbnail':
        this.#thumbnailMade?.(message.jpeg);
        return;
      case 'ready':
      case 'heartbeat':
        return;
      default:
        message satisfies never;
    }
  }

  #keep(scene: SceneProcess, message: Extract<FromSceneProcess, { type: 'storage' | 'snapshot' }>): void {
    if (!this.#store.mayTake(message.text, performance.now())) {
      scene.child.kill('it sent more to be kept than it may');
    } else if (message.type === 'storage') {
      scene.child.send(this.#store.answer(message));
    } else {
      if (message.text !== undefined) this.#store.keepSnapshot(message.text);
      this.#snapshotTaken?.();
    }
  }

  #sceneDied(scene: SceneProcess, reason: string): void {
    if (scene !== this.#scene) return;
    this.#scene = undefined;
    this.#snapshotTaken?.();
    this.#thumbnailMade?.(undefined);
    clearTimeout(this.#setupTimer);
    if (this.#store.sceneLost())
      this.#options.log.warn('the snapshot is given up: two scenes in a row were lost on it');
    const code: ErrorCode = /respond/u.test(reason) ? 'scene-unresponsive' : 'scene-crashed';
    const failure: SceneFailure = this.#failure ?? { code, text: `The scene process was lost: ${reason}.` };
    // Another process is about to take its place anyway.
    if (this.#taking) return;
    this.#reportFailure(failure);
    const text = this.#options.develop === undefined ? failure.text : shownToItsAuthor(failure);
    this.#handle({ type: 'scene-lost', code: failure.code, text });
  }

  #reportFailure(failure: SceneFailure): void {
    const { develop, log } = this.#options;
    if (develop === undefined) log.warn(`the scene was lost: ${failure.text}`, { code: failure.code });
    else develop(['', shownToItsAuthor(failure), ...(failure.place ? [`at ${failure.place}`] : []), ''].join('\n'));
  }

  #reportReload(): void {
    const since = this.#changedAt;
    this.#changedAt = undefined;
    if (since !== undefined) this.#options.develop?.(`reloaded in ${Math.round(performance.now() - since)} ms`);
  }

  #fromStream(message: FromStreamProcess): void {
    switch (message.type) {
      case 'answer':
        this.#handlers.answer(message.viewer, message.peer, message.sdp);
        return;
      case 'viewer-error': {
        const code = isErrorCode(message.code) ? message.code : 'peer-failed';
        this.#options.log.warn(`a viewer was refused: ${message.message}`, { code });
        this.#handlers.viewerError(message.viewer, message.peer, code, message.message);
        return;
      }
      case 'viewers':
        this.#viewers(message.count);
        return;
      case 'viewer-gone':
        if (this.#state.phase !== 'ended') this.#handlers.viewerGone(message.viewer);
        return;
      case 'abandoned':
        this.end('session-afk', ERRORS['session-afk'].text);
        return;
      case 'link-lost':
        this.#linkLost(message.generation, message.reason);
        return;
      case 'log':
        this.#options.log.info(`stream: ${message.text}`, { level: message.level });
        return;
      case 'ready':
      case 'heartbeat':
        return;
      default:
        message satisfies never;
    }
  }

  /** Mostly the scene process has ended, which says more; where it has not, it is of no use without its link. */
  #linkLost(generation: number, reason: string): void {
    const scene = this.#scene;
    if (scene === undefined || generation !== this.#generation) return;
    setTimeout(() => {
      if (scene === this.#scene) scene.child.kill(`its link to the stream process broke: ${reason}`);
    }, LINK_PATIENCE);
  }

  #viewers(count: number): void {
    const before = this.#watching;
    this.#watching = count;
    clearTimeout(this.#emptyTimer);
    if (count > 0) this.#claimed = true;
    if (this.#state.phase === 'ended') return;
    if (count !== before) this.#handlers.viewers(count);
    if (count > 0) return;
    this.#emptyTimer = setTimeout(
      () => this.end('session-ended', 'Nobody was connected to the session any more.'),
      this.#claimed ? this.#options.rules.graceSeconds * 1_000 : CLAIM_TIMEOUT,
    );
  }

  #finish(code: ErrorCode, text: string): void {
    clearTimeout(this.#setupTimer);
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#emptyTimer);
    this.#sources?.close();
    this.#options.log.info(`the session ended: ${text}`, { code });
    this.#handlers.ended(code, text);
    this.#scene?.close();
    this.#scene = undefined;
    const stream = this.#stream;
    this.#stream = undefined;
    // The viewers shall hear from the gateway why, before they notice that their connection is gone.
    if (stream !== undefined) setTimeout(() => stream.close(), FAREWELL);
  }
}
