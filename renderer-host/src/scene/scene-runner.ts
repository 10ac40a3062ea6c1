/**
 * Runs one scene: loads its module, pumps its frames, feeds it the viewers' input and hands what it draws to the
 * encoder.
 *
 * One frame: apply a new size, dispatch the waiting inputs as DOM events, pump `requestAnimationFrame`, call `update`,
 * read back what was drawn. Reading back and encoding run beside the next frame, and never more than `inFlight` of them:
 * a host that cannot keep up makes fewer frames, it never queues them.
 */
import {
  decodeViewerData,
  encodeHostData,
  RemoteViewError,
  type Input,
  type PlainValue,
  type Resize,
} from '@remote-view/protocol';
import type { RenderSettings } from '../agent/child-messages.ts';
import { bitrateFor } from '../encode/h264-options.ts';
import { EncoderThread } from '../encode/encoder-thread.ts';
import type { LinkTarget } from '../encode/encoder-messages.ts';
import type { OpenDevice } from '../gpu/device.ts';
import { FrameReader } from '../gpu/frame-reader.ts';
import { hostNow } from '../host-clock.ts';
import { AnimationFrames } from './animation-frames.ts';
import { HeadlessCanvas } from './dom/canvas.ts';
import { InputDispatcher } from './dom/input-dispatcher.ts';
import { FrameClock } from './frame-clock.ts';
import {
  createHeadlessRenderer,
  installBrowserGlobals,
  resizeRenderer,
  type HeadlessRenderer,
} from './headless-renderer.ts';
import { encodedSize, fitSize } from './picture-size.ts';
import { QualityGovernor } from './quality-governor.ts';
import type { SceneContext, SceneDefinition, SceneHandlers } from './sdk/index.ts';

export interface SceneRunnerHandlers {
  /** An application message for the pages, encoded. */
  send(bytes: Uint8Array): void;
  /** Set-up is done and the first frame was made. */
  running(): void;
  /** The scene or something under it failed; nothing more will come from this runner. */
  failed(error: RemoteViewError): void;
  log(level: 'info' | 'warn', text: string): void;
}

interface WaitingInput {
  readonly viewer: number;
  readonly input: Input;
  readonly receivedAt: number;
}

/** Inputs that wait for the next frame. Beyond it the oldest move goes, which a newer one replaces; a key's up never. */
const MAX_WAITING = 1_024;
/** Unchanged pictures sent after a scene stops drawing, so that the still picture gets sharp. */
const STILL_REPEATS = 8;
const DEFAULT_SIZE: Resize = { type: 'resize', width: 1280, height: 720, devicePixelRatio: 1 };

export class SceneRunner {
  readonly #open: OpenDevice;
  readonly #settings: RenderSettings;
  readonly #handlers: SceneRunnerHandlers;
  readonly #frames = new AnimationFrames();
  readonly #encoder: EncoderThread;
  readonly #reader: FrameReader;
  readonly #governor: QualityGovernor;
  readonly #inFlight: number;
  readonly #abort = new AbortController();
  readonly #messageListeners = new Set<(payload: PlainValue) => void>();
  readonly #newestInputs = new Map<number, readonly [seq: number, receivedAt: number]>();

  readonly #canvas = new HeadlessCanvas({ width: 1280, height: 720, pixelRatio: 1 });
  readonly #dispatcher = new InputDispatcher(this.#canvas);
  #clock: FrameClock;
  #fps: number;
  #headless: HeadlessRenderer | undefined;
  #sceneHandlers: SceneHandlers = {};
  #waiting: WaitingInput[] = [];
  #resize: Resize | undefined = DEFAULT_SIZE;
  #wanted: Resize = DEFAULT_SIZE;
  #timer: NodeJS.Timeout | undefined;
  #reading = 0;
  #ticking = false;
  #stopped = false;
  #watched = false;
  #ready = false;
  #frame = 0;
  #firstFrameAt: number | undefined;
  #lastFrameAt = 0;
  #repeats = 0;
  #lastTexture: GPUTexture | undefined;

  constructor(open: OpenDevice, settings: RenderSettings, handlers: SceneRunnerHandlers) {
    this.#open = open;
    this.#settings = settings;
    this.#handlers = handlers;
    this.#fps = settings.software ? 30 : 60;
    this.#clock = new FrameClock(this.#fps);
    this.#inFlight = settings.software ? 1 : 2;
    this.#governor = new QualityGovernor(settings.software ? 640 * 360 : 1920 * 1080);
    this.#reader = new FrameReader(open.device, settings.software ? 'bgra' : 'i420');
    this.#encoder = new EncoderThread({
      done: () => this.#schedule(),
      repeat: () => {
        this.#repeats = Math.max(1, this.#repeats);
        this.#schedule();
      },
      failed: (error) => this.#fail(error),
    });
    installBrowserGlobals(this.#frames);
  }

  /** Everything that does not depend on the scene: what a warm process has done before it is needed. */
  async warmUp(): Promise<void> {
    this.#applySize();
    await this.#configureEncoder();
  }

  /** Joins a stream process: access units go there from the next IDR on. */
  link(target: LinkTarget): void {
    this.#encoder.link(target);
    this.#repeats = STILL_REPEATS;
    this.#schedule();
  }

  /** Sets the scene up and starts its frames. @throws RemoteViewError `scene-setup-failed` */
  async start(definition: SceneDefinition): Promise<void> {
    if (definition.fps !== undefined) {
      this.#fps = this.#settings.software ? Math.min(30, definition.fps) : definition.fps;
      this.#clock = new FrameClock(this.#fps);
      await this.#configureEncoder();
    }
    this.#headless = await createHeadlessRenderer(this.#open.device, this.#canvas, {
      antialias: definition.antialias ?? !this.#settings.software,
      warn: (text) => this.#handlers.log('warn', text),
    });
    this.#takeSize();
    resizeRenderer(this.#headless.renderer, this.#canvas);
    try {
      this.#sceneHandlers = (await definition.setup(this.#context(this.#headless))) ?? {};
    } catch (thrown) {
      throw RemoteViewError.from(thrown, 'scene-setup-failed');
    }
    this.#ready = true;
    this.#schedule();
  }

  /** Takes one validated message of a viewer, as it came from the stream process. */
  input(viewer: number, bytes: Uint8Array, channel: 'motion' | 'events', receivedAt: number): void {
    const data = decodeViewerData(bytes, channel);
    if (data.type === 'ping') return;
    if (data.type === 'resize') {
      this.#wanted = data;
      this.#resize = data;
    } else {
      this.#waiting.push({ viewer, input: data, receivedAt });
      if (this.#waiting.length > MAX_WAITING) this.#dropOldest();
    }
    this.#clock.inputArrived();
    // After this turn's other messages, so that all that came together is in one frame.
    queueMicrotask(() => this.#schedule());
  }

  /** A viewer is gone: what it holds down is let go. */
  viewerGone(viewer: number): void {
    this.#newestInputs.delete(viewer);
    this.#dispatcher.release(viewer);
  }

  /** Nobody looks: after its first frame a scene stands still and costs nothing. */
  setWatched(watched: boolean): void {
    this.#watched = watched;
    if (watched) this.#schedule();
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#abort.abort();
    try {
      this.#sceneHandlers.dispose?.();
    } finally {
      this.#encoder.close();
    }
  }

  #context({ renderer }: HeadlessRenderer): SceneContext {
    return {
      renderer,
      canvas: this.#canvas as unknown as HTMLCanvasElement,
      size: this.#canvas.size,
      send: (payload) => this.#handlers.send(encodeHostData({ type: 'message', payload })),
      onMessage: (listener) => {
        this.#messageListeners.add(listener);
        return () => this.#messageListeners.delete(listener);
      },
      signal: this.#abort.signal,
    };
  }

  #schedule(): void {
    if (this.#stopped || this.#ticking || !this.#ready || this.#headless === undefined) return;
    if (!this.#watched && this.#frame > 0) return;
    if (this.#reading >= this.#inFlight || this.#encoder.pending > this.#inFlight) return;
    clearTimeout(this.#timer);
    const wait = this.#clock.nextDue() - hostNow();
    // Node's timers have whole milliseconds and fire late, never early.
    if (wait >= 1) this.#timer = setTimeout(() => this.#schedule(), Math.floor(wait));
    else this.#tick();
  }

  #tick(): void {
    const startedAt = hostNow();
    this.#ticking = true;
    this.#clock.frameStarted(startedAt);
    try {
      this.#takeSize();
      this.#dispatchInputs();
      this.#runScene(startedAt);
    } catch (thrown) {
      this.#fail(RemoteViewError.from(thrown, 'scene-update-failed'));
      return;
    } finally {
      this.#ticking = false;
    }
    const drawn = this.#headless?.context.takeDrawn();
    const repeats = drawn === undefined && this.#repeats > 0;
    if (drawn !== undefined) {
      this.#repeats = STILL_REPEATS;
      this.#lastTexture = drawn;
    } else if (repeats) {
      this.#repeats--;
    }
    if (this.#frame === 1) this.#handlers.running();
    const texture = repeats ? this.#lastTexture : drawn;
    if (texture !== undefined) void this.#readBack(texture, startedAt, hostNow(), drawn !== undefined);
    this.#schedule();
  }

  #dropOldest(): void {
    const move = this.#waiting.findIndex(({ input }) => input.type === 'move');
    this.#waiting.splice(Math.max(0, move), 1);
  }

  #runScene(startedAt: number): void {
    this.#firstFrameAt ??= startedAt;
    const time = (startedAt - this.#firstFrameAt) / 1_000;
    const delta = this.#frame === 0 ? 0 : Math.min(0.25, (startedAt - this.#lastFrameAt) / 1_000);
    this.#lastFrameAt = startedAt;
    this.#frames.pump(performance.now());
    this.#sceneHandlers.update?.({ time, delta, frame: this.#frame });
    this.#frame++;
  }

  #dispatchInputs(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { viewer, input, receivedAt } of waiting) {
      this.#newestInputs.set(viewer, [input.seq, receivedAt]);
      if (input.type === 'message') for (const listener of this.#messageListeners) listener(input.payload);
      else this.#dispatcher.dispatch(viewer, input);
    }
  }

  async #readBack(texture: GPUTexture, startedAt: number, submittedAt: number, drawn: boolean): Promise<void> {
    const { width, height } = encodedSize(texture);
    const frame = this.#frame;
    const inputs = [...this.#newestInputs].map(([viewer, [seq, receivedAt]]) => [viewer, seq, receivedAt] as const);
    this.#reading++;
    try {
      let slot: ReturnType<EncoderThread['takeSlot']>;
      const copied = await this.#reader.read(texture, width, height, () => {
        slot = this.#fits(width, height) ? this.#encoder.takeSlot() : undefined;
        return slot?.bytes;
      });
      const readAt = hostNow();
      if (copied && slot !== undefined) {
        const { ring, slot: index } = slot;
        const format = this.#reader.format;
        const info = { ring, slot: index, format, width, height, frame, inputs, startedAt, submittedAt, readAt };
        this.#encoder.encode(info);
        const cost = readAt - startedAt;
        if (drawn && this.#governor.frame(readAt, cost, width * height, this.#clock.interval))
          this.#resize = this.#wanted;
      }
    } catch (thrown) {
      this.#fail(RemoteViewError.from(thrown, 'scene-crashed'));
    } finally {
      this.#reading--;
      this.#schedule();
    }
  }

  #fits(width: number, height: number): boolean {
    const size = encodedSize(this.#canvas);
    return size.width === width && size.height === height;
  }

  /** Applies a size that the viewer asked for or that the governor allows, if there is a new one. */
  #takeSize(): void {
    if (!this.#applySize()) return;
    void this.#configureEncoder();
    if (this.#headless === undefined) return;
    resizeRenderer(this.#headless.renderer, this.#canvas);
    this.#sceneHandlers.resize?.(this.#canvas.size);
  }

  #applySize(): boolean {
    const wanted = this.#resize;
    this.#resize = undefined;
    if (wanted === undefined) return false;
    const before = this.#canvas.size;
    const size = fitSize(wanted, this.#governor.maxPixels);
    if (size.width === before.width && size.height === before.height && size.pixelRatio === before.pixelRatio) {
      return false;
    }
    this.#canvas.setSize(size);
    // Its texture goes with the next drawing; there is nothing of the new size to repeat yet.
    this.#lastTexture = undefined;
    return true;
  }

  async #configureEncoder(): Promise<void> {
    const { width, height } = encodedSize(this.#canvas);
    const bitrate = bitrateFor(width, height, this.#fps);
    await this.#encoder.configure(
      this.#settings.encoder,
      { width, height, fps: this.#fps, bitrate },
      this.#open.adapter,
    );
  }

  #fail(error: RemoteViewError): void {
    if (this.#stopped) return;
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#handlers.failed(error);
  }
}
