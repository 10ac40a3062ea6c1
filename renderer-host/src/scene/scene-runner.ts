/**
 * Runs one scene or source: paces its frames, feeds it the viewers' input and hands what it draws to the encoder.
 *
 * One frame: apply a new size, dispatch the waiting inputs as DOM events, let the source make its frame, hand it to the
 * view (`views/view.ts`), which has it read back and encoded.
 */
import { decodeViewerData, encodeHostData, RemoteViewError } from '@remote-view/protocol';
import type { RenderSettings } from '../agent/child-messages.ts';
import type { LinkTarget } from '../encode/encoder-messages.ts';
import { EncoderThread } from '../encode/encoder-thread.ts';
import type { OpenDevice } from '../gpu/device.ts';
import { hostNow } from '../host-clock.ts';
import type { FromScene } from '../link/messages.ts';
import { installDom } from './dom/globals.ts';
import { SceneSound } from './audio/scene-sound.ts';
import { DrawnSource } from './drawn-source.ts';
import type { FrameSource } from './frame-source.ts';
import { RenderedSource } from './rendered-source.ts';
import type { PlayerIdentity, SceneDefinition, SceneFrame, SourceDefinition } from './sdk/index.ts';
import type { Player } from './sdk/input.ts';
import { SceneServices, type SceneStart, type ServicesOptions } from './services/services.ts';
import { OwnViews } from './views/own-views.ts';
import { View } from './views/view.ts';
import { InputHealing } from './input-healing.ts';
import { WaitingInputs } from './waiting-inputs.ts';

export interface SceneRunnerHandlers {
  tellStream(message: FromScene, body?: Uint8Array): void;
  /** A message for the pages, or for that of one viewer, encoded. */
  send(bytes: Uint8Array, viewer?: number): void;
  tellAgent: ServicesOptions['tell'];
  /** Set-up is done and the first frame was made. */
  running(): void;
  /** The scene or something under it failed; nothing more will come from this runner. */
  failed(error: RemoteViewError): void;
  log(level: 'info' | 'warn', text: string): void;
}

/** What a source is held to, by what makes its pictures. One that draws by itself gets the size that is asked for. */
const HOSTS = {
  gpu: { fps: 60, maxFps: Infinity, startPixels: 1920 * 1080, governed: true },
  software: { fps: 30, maxFps: 30, startPixels: 640 * 360, governed: true },
  drawn: { fps: 60, maxFps: Infinity, startPixels: 3840 * 2160, governed: false },
} as const;

/**
 * Share of its interval by which a view is drawn ahead in another's frame. Views that share a frame share what the world
 * costs: with half of it those of one rate come together, whenever they began. A frame that an input brings is for one view.
 */
const AHEAD = { scheduled: 0.5, early: 0.25 } as const;

export class SceneRunner {
  readonly #settings: RenderSettings;
  readonly #handlers: SceneRunnerHandlers;
  readonly #encoders: EncoderThread;
  /** What all viewers share; nobody sees it where each has one of their own. */
  readonly #view: View;
  readonly #own: OwnViews;
  /** Those that are seen. */
  #views: () => readonly View[];
  /** Between the scene's audio context and the stream process. */
  readonly sound: SceneSound;
  /** Warm, and of no use where the definition is of a source that draws by itself. */
  readonly #rendered: RenderedSource;
  readonly #host: (typeof HOSTS)[keyof typeof HOSTS];
  /** What the scene has beside its renderer. */
  readonly services: SceneServices;
  readonly #inputs = new WaitingInputs();
  readonly #healing = new InputHealing();
  #source: FrameSource | undefined;
  #timer: NodeJS.Timeout | undefined;
  #ticking = false;
  #stopped = false;
  #watched = false;
  #ready = false;
  /** Counts the pictures: made by the scene, or the one before once more. */
  #turn = 0;
  /** Counts the scene's frames. */
  #frame = 0;
  /** The scene makes frames only for views that are invalid. */
  #onDemand = false;
  #firstFrameAt: number | undefined;
  #lastFrameAt = 0;

  constructor(open: OpenDevice, settings: RenderSettings, handlers: SceneRunnerHandlers) {
    this.#settings = settings;
    this.#handlers = handlers;
    this.#host = settings.software ? HOSTS.software : HOSTS.gpu;
    this.#encoders = new EncoderThread((error) => this.#fail(error));
    const view = { encoders: this.#encoders, settings, adapter: open.adapter, limits: this.#host };
    const changes = { changed: () => this.#schedule(), failed: (error: RemoteViewError) => this.#fail(error) };
    this.#view = new View({ ...view, id: 0 }, changes);
    const shared = [this.#view];
    this.#views = () => shared;
    this.#own = new OwnViews({
      view,
      handlers: changes,
      send: (viewer, bytes) => handlers.send(bytes, viewer),
      copied: (viewer, text) => this.services.copied(viewer, text),
      watch: (viewer, id) => handlers.tellStream({ type: 'watch', viewer, view: id }),
    });
    const { canvas, dispatcher } = this.#view;
    installDom({ canvas, gamepads: dispatcher.gamepads });
    canvas.ownerDocument.lock.tell = (request, viewer) => handlers.send(encodeHostData(request), viewer);
    dispatcher.gamepads.tell = (rumble, viewer) => handlers.send(encodeHostData(rumble), viewer);
    this.#rendered = new RenderedSource(open, canvas, settings.software);
    this.sound = new SceneSound(handlers);
    this.services = new SceneServices({
      canvas,
      dispatcher,
      audio: this.sound.audio,
      adapter: open.adapter,
      send: (bytes, viewer) => handlers.send(bytes, viewer),
      tell: (message) => handlers.tellAgent(message),
      tellStream: (message) => handlers.tellStream(message),
      invalidate: () => this.#invalidate(),
    });
  }

  /** Everything that does not depend on the scene: what a warm process has done before it is needed. */
  async warmUp(): Promise<void> {
    await this.#view.warmUp();
    if (this.#settings.warm) await this.#rendered.warmUp();
  }

  /** Joins a stream process: access units go there from the next IDR on. */
  link(target: LinkTarget): void {
    // Another stream process numbers its viewers anew, and the old one cannot say any more that they are gone.
    this.#inputs.clear();
    this.#healing.clear();
    this.services.allGone();
    this.#attempt(() => this.#own.allGone());
    this.#encoders.link(target);
    this.#view.repeat();
    this.sound.linked();
  }

  /** Sets the scene up and starts its frames. @throws RemoteViewError `scene-setup-failed` */
  async start(
    definition: SceneDefinition | SourceDefinition,
    before: Pick<SceneStart, 'replaces' | 'restored'>,
  ): Promise<void> {
    this.#onDemand = definition.frames === 'demand';
    this.sound.install();
    const rendered = !('kind' in definition);
    const host = rendered ? this.#host : HOSTS.drawn;
    const limits = { ...host, fps: Math.min(host.maxFps, definition.fps ?? host.fps) };
    this.#view.run(limits);
    if (rendered) {
      await this.#rendered.open(definition, (text) => this.#handlers.log('warn', text));
      this.#source = this.#view.source = this.#rendered;
      this.#view.takeSize();
    } else {
      this.#view.takeSize();
      this.#source = this.#view.source = new DrawnSource(definition, this.#view.canvas);
    }
    try {
      const { developing } = this.#settings;
      await this.#source.setUp(this.services.begin({ ...before, developing }));
      if (rendered && definition.views === 'each') {
        this.#views = () => this.#own.list;
        this.#own.begin({ ...this.#rendered.views(definition), limits });
      }
    } catch (thrown) {
      throw RemoteViewError.from(thrown, 'scene-setup-failed');
    }
    this.services.setUpDone(this.#source.snapshot);
    this.#ready = true;
    this.#schedule();
  }

  /** Takes one validated message of a viewer, as it came from the stream process. */
  input(viewer: number, bytes: Uint8Array, channel: 'motion' | 'events', receivedAt: number): void {
    const data = decodeViewerData(bytes, channel);
    if (this.services.heard(viewer)) {
      this.sound.joined(viewer);
      this.#invalidate();
    }
    if (data.type === 'ping') return;
    if (data.type === 'rumbled') {
      this.services.rumbled(viewer, data);
      this.#own.rumbled(viewer, data);
      return;
    }
    if (data.type === 'preferences') {
      this.#attempt(() => this.services.prefers(viewer, data));
    } else if (data.type === 'resize') {
      this.#view.show(data);
      this.#own.show(viewer, data);
    } else {
      const inputs = this.#healing.take(viewer, data);
      if (inputs.length === 0) return;
      for (const input of inputs) this.#inputs.push({ viewer, input, receivedAt });
    }
    this.#own.heard(viewer);
    this.#view.frameWanted();
    this.#invalidate();
  }

  /** A viewer has come; nothing may ever be heard of it. */
  viewerJoined(viewer: number, identity: PlayerIdentity): void {
    this.#attempt(() => {
      this.services.joined(viewer, identity);
      this.#own.joined(viewer);
    });
    this.#invalidate();
  }

  /** What a viewer may do is something else now: who only looks on holds nothing any more. */
  viewerRole(viewer: number, role: Player['role']): void {
    if (role === 'spectator') {
      this.#inputs.forget(viewer);
      this.#healing.forget(viewer);
    }
    this.#attempt(() => {
      this.services.setRole(viewer, role);
      if (role === 'spectator') this.#own.release(viewer);
    });
    this.#invalidate();
  }

  /** A viewer is gone: what it holds down is let go. */
  viewerGone(viewer: number): void {
    this.#inputs.forget(viewer);
    this.#healing.forget(viewer);
    this.#attempt(() => {
      this.services.gone(viewer);
      this.#own.gone(viewer);
    });
    this.#invalidate();
  }

  /** A small JPEG of the newest picture, where each viewer has a view of its own of the one that is there longest. */
  async thumbnail(): Promise<Uint8Array | undefined> {
    try {
      return await (this.#own.list[0] ?? this.#view).thumbnail();
    } catch (thrown) {
      this.#handlers.log('warn', `No thumbnail was made: ${RemoteViewError.from(thrown).message}`);
      return undefined;
    }
  }

  /** Nobody looks: after its first frame a scene stands still and costs nothing. */
  setWatched(watched: boolean): void {
    this.#watched = watched;
    this.sound.setWatched(watched);
    if (watched) this.#schedule();
    else {
      this.#healing.clear();
      this.services.allGone();
    }
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.services.close();
    try {
      this.#own.close();
      this.#source?.dispose();
    } finally {
      this.#encoders.close();
      this.sound.close();
    }
  }

  /** The scene is to make a frame, after this turn's other messages: all that came together is in one. */
  #invalidate(): void {
    for (const view of this.#views()) view.invalid = true;
    queueMicrotask(() => this.#schedule());
  }

  #schedule(): void {
    if (this.#stopped || this.#ticking || !this.#ready) return;
    if (!this.#watched && this.#turn > 0) return;
    clearTimeout(this.#timer);
    const due = this.#due.map((view) => view.wakesAt(this.#onDemand));
    const wait = Math.min(...due) - hostNow();
    if (wait === Infinity) return;
    // Node's timers have whole milliseconds and fire late, never early.
    if (wait >= 1) this.#timer = setTimeout(() => this.#schedule(), Math.floor(wait));
    else this.#tick();
  }

  #tick(): void {
    const source = this.#source;
    if (source === undefined) return;
    const startedAt = hostNow();
    this.#ticking = true;
    const due = this.#due;
    const ahead = due.some((view) => view.isScheduled(startedAt)) ? AHEAD.scheduled : AHEAD.early;
    const views = due.filter((view) => view.joins(startedAt, this.#onDemand, ahead));
    let drawn: readonly View[];
    try {
      for (const view of views) view.begin(startedAt);
      const inputs = this.#inputs.take();
      this.services.dispatch(inputs);
      this.#own.dispatch(inputs);
      this.services.frameBegins((this.#own.list[0] ?? this.#view).hints);
      drawn = this.#draw(source, startedAt, views);
      this.services.frameEnds();
      this.#own.frameEnds();
    } catch (thrown) {
      this.#fail(RemoteViewError.from(thrown, 'scene-update-failed'));
      return;
    } finally {
      this.#ticking = false;
    }
    if (++this.#turn === 1) this.#handlers.running();
    const frame = { number: this.#turn, startedAt, inputs: this.#inputs.shown };
    for (const view of views) view.end(frame, drawn.includes(view));
    if (drawn.length > 0) this.services.frameSent();
    this.#schedule();
  }

  /** Views that may get a picture. A scene has its first frame even if there is none yet. */
  get #due(): readonly View[] {
    const views = this.#views();
    return this.#turn === 0 && views.length === 0 ? [this.#view] : views;
  }

  /** @returns the views of which there is another picture now */
  #draw(source: FrameSource, startedAt: number, views: readonly View[]): readonly View[] {
    const wanted = views.filter(({ invalid }) => invalid || !this.#onDemand);
    if (wanted.length === 0) return [];
    for (const view of wanted) view.invalid = false;
    const frame = this.#nextFrame(startedAt);
    const drawn = source.advance(frame);
    return wanted.filter((view) => view.source?.draw?.(frame) ?? drawn);
  }

  #nextFrame(startedAt: number): SceneFrame {
    this.#firstFrameAt ??= startedAt;
    const time = (startedAt - this.#firstFrameAt) / 1_000;
    const delta = this.#frame === 0 ? 0 : Math.min(0.25, (startedAt - this.#lastFrameAt) / 1_000);
    this.#lastFrameAt = startedAt;
    return { time, delta, frame: this.#frame++ };
  }

  /** Does what may run the scene's code; a throw there is one of a frame. */
  #attempt(work: () => void): void {
    try {
      work();
    } catch (thrown) {
      this.#fail(RemoteViewError.from(thrown, 'scene-update-failed'));
    }
  }

  #fail(error: RemoteViewError): void {
    if (this.#stopped) return;
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#handlers.failed(error);
  }
}
