/**
 * Runs one scene or source: paces its frames, feeds it the viewers' input and hands what it draws to the encoder.
 *
 * One frame: apply a new size, dispatch the waiting inputs as DOM events, let the source make its frame, read it.
 * Reading back and encoding run beside the next frame, and never more than `inFlight` of them: a host that cannot keep up
 * makes fewer frames, it never queues them.
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
import { bitrateFor, pictureSides } from '../encode/h264-options.ts';
import type { FrameOutcome, LinkTarget } from '../encode/encoder-messages.ts';
import { EncoderThread } from '../encode/encoder-thread.ts';
import type { OpenDevice } from '../gpu/device.ts';
import { hostNow } from '../host-clock.ts';
import { HeadlessCanvas } from './dom/canvas.ts';
import { InputDispatcher } from './dom/input-dispatcher.ts';
import { DrawnSource } from './drawn-source.ts';
import { FrameClock } from './frame-clock.ts';
import type { FrameSource } from './frame-source.ts';
import { encodedSize, fitSize } from './picture-size.ts';
import { PictureLimits } from './picture-limits.ts';
import { isSettled, Refinement } from './refinement.ts';
import { RenderedSource } from './rendered-source.ts';
import type { SceneDefinition, SourceContext, SourceDefinition } from './sdk/index.ts';

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
/** Sizes taken at most, ms. */
const RESIZE_EVERY = 100;
/** What a source is held to, by what makes its pictures. One that draws by itself gets the size that is asked for. */
const HOSTS = {
  gpu: { fps: 60, maxFps: Infinity, startPixels: 1920 * 1080, governed: true },
  software: { fps: 30, maxFps: 30, startPixels: 640 * 360, governed: true },
  drawn: { fps: 60, maxFps: Infinity, startPixels: 3840 * 2160, governed: false },
} as const;
const DEFAULT_SIZE: Resize = { type: 'resize', width: 1280, height: 720, devicePixelRatio: 1 };

export class SceneRunner {
  readonly #open: OpenDevice;
  readonly #settings: RenderSettings;
  readonly #handlers: SceneRunnerHandlers;
  readonly #encoder: EncoderThread;
  /** Warm, and of no use where the definition is of a source that draws by itself. */
  readonly #rendered: RenderedSource;
  readonly #limits: PictureLimits;
  readonly #host: (typeof HOSTS)[keyof typeof HOSTS];
  readonly #inFlight: number;
  readonly #abort = new AbortController();
  readonly #messageListeners = new Set<(payload: PlainValue) => void>();
  readonly #newestInputs = new Map<number, readonly [seq: number, receivedAt: number]>();

  readonly #canvas = new HeadlessCanvas({ width: 1280, height: 720, pixelRatio: 1 });
  readonly #dispatcher = new InputDispatcher(this.#canvas);
  readonly #clock: FrameClock;
  #fps: number;
  #source: FrameSource | undefined;
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
  readonly #refinement = new Refinement();
  /** The newest frame that showed something new. */
  #drawnFrame = 0;
  #encodeMs = 0;
  #sizedAt = -Infinity;

  constructor(open: OpenDevice, settings: RenderSettings, handlers: SceneRunnerHandlers) {
    this.#open = open;
    this.#settings = settings;
    this.#handlers = handlers;
    this.#host = settings.software ? HOSTS.software : HOSTS.gpu;
    this.#limits = new PictureLimits(this.#host);
    this.#limits.show(DEFAULT_SIZE.width * DEFAULT_SIZE.height);
    this.#fps = this.#host.fps;
    this.#clock = new FrameClock(this.#fps);
    this.#inFlight = settings.software ? 1 : 2;
    this.#rendered = new RenderedSource(open, this.#canvas, settings.software);
    this.#encoder = new EncoderThread({
      done: (outcome) => this.#encoded(outcome),
      // An IDR has no more bits than any other frame: it needs as many repeats to get sharp.
      repeat: () => this.#repeatStill(),
      prefer: (preference) => {
        this.#limits.prefer(preference);
        this.#takeLevel();
      },
      failed: (error) => this.#fail(error),
    });
  }

  /** Everything that does not depend on the scene: what a warm process has done before it is needed. */
  async warmUp(): Promise<void> {
    this.#applySize();
    await this.#configureEncoder();
    if (this.#settings.warm) await this.#rendered.warmUp();
  }

  /** Joins a stream process: access units go there from the next IDR on. */
  link(target: LinkTarget): void {
    // Another stream process numbers its viewers anew, and the old one cannot say any more that they are gone.
    this.#waiting = [];
    this.#newestInputs.clear();
    this.#dispatcher.releaseAll();
    this.#encoder.link(target);
    this.#repeatStill();
  }

  /** Sets the scene up and starts its frames. @throws RemoteViewError `scene-setup-failed` */
  async start(definition: SceneDefinition | SourceDefinition): Promise<void> {
    const rendered = !('kind' in definition);
    const host = rendered ? this.#host : HOSTS.drawn;
    this.#limits.run({ ...host, fps: Math.min(host.maxFps, definition.fps ?? host.fps) });
    this.#takeLevel();
    if (rendered) {
      await this.#rendered.open(definition, (text) => this.#handlers.log('warn', text));
      this.#source = this.#rendered;
      this.#takeSize();
    } else {
      this.#takeSize();
      this.#source = new DrawnSource(definition, this.#canvas);
    }
    try {
      await this.#source.setUp(this.#context());
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
      this.#limits.show(data.width * data.height);
      this.#resize = data;
    } else {
      this.#waiting.push({ viewer, input: data, receivedAt });
      if (this.#waiting.length > MAX_WAITING) this.#dropOldest();
    }
    this.#clock.frameWanted();
    // After this turn's other messages, so that all that came together is in one frame.
    queueMicrotask(() => this.#schedule());
  }

  /** A viewer is gone: what it holds down is let go. */
  viewerGone(viewer: number): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting.viewer !== viewer);
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
      this.#source?.dispose();
    } finally {
      this.#encoder.close();
    }
  }

  #context(): SourceContext {
    return {
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

  #repeatStill(): void {
    this.#refinement.begin();
    // A viewer waits for it, or the path does.
    this.#clock.frameWanted();
    this.#schedule();
  }

  #encoded(outcome: FrameOutcome): void {
    const { frame, bytes, encodeMs, keyFrame, quantiser } = outcome;
    if (bytes > 0) this.#encodeMs = encodeMs;
    const { width, height } = encodedSize(this.#canvas);
    this.#refinement.encoded(outcome, width * height);
    if (isSettled(outcome, width * height)) {
      if (this.#limits.rests(hostNow())) this.#takeLevel();
    } else if (frame <= this.#drawnFrame && !keyFrame && quantiser !== undefined) {
      if (this.#limits.moved(hostNow(), quantiser)) this.#takeLevel();
    }
    this.#schedule();
  }

  #schedule(): void {
    if (this.#stopped || this.#ticking || !this.#ready) return;
    if (!this.#watched && this.#frame > 0) return;
    if (this.#reading >= this.#inFlight || this.#encoder.pending > this.#inFlight) return;
    clearTimeout(this.#timer);
    const wait = this.#clock.nextDue() - hostNow();
    // Node's timers have whole milliseconds and fire late, never early.
    if (wait >= 1) this.#timer = setTimeout(() => this.#schedule(), Math.floor(wait));
    else this.#tick();
  }

  #tick(): void {
    const source = this.#source;
    if (source === undefined) return;
    const startedAt = hostNow();
    this.#ticking = true;
    this.#clock.frameStarted(startedAt);
    let drawn: boolean;
    try {
      this.#takeSize();
      this.#dispatchInputs();
      drawn = this.#advance(source, startedAt);
    } catch (thrown) {
      this.#fail(RemoteViewError.from(thrown, 'scene-update-failed'));
      return;
    } finally {
      this.#ticking = false;
    }
    const repeats = !drawn && this.#refinement.repeat();
    if (drawn) {
      this.#refinement.begin();
      this.#drawnFrame = this.#frame;
    } else if (this.#limits.rests(startedAt)) this.#takeLevel();
    if (this.#frame === 1) this.#handlers.running();
    if (drawn || repeats) void this.#read(source, startedAt, hostNow(), drawn);
    this.#schedule();
  }

  #dropOldest(): void {
    const move = this.#waiting.findIndex(({ input }) => input.type === 'move');
    const other = this.#waiting.findIndex(({ input }) => !isRelease(input));
    this.#waiting.splice(Math.max(0, move >= 0 ? move : other), 1);
  }

  #advance(source: FrameSource, startedAt: number): boolean {
    this.#firstFrameAt ??= startedAt;
    const time = (startedAt - this.#firstFrameAt) / 1_000;
    const delta = this.#frame === 0 ? 0 : Math.min(0.25, (startedAt - this.#lastFrameAt) / 1_000);
    this.#lastFrameAt = startedAt;
    return source.advance({ time, delta, frame: this.#frame++ });
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

  async #read(source: FrameSource, startedAt: number, submittedAt: number, drawn: boolean): Promise<void> {
    if (source.picture === undefined) return;
    const { width, height } = source.picture;
    const frame = this.#frame;
    const inputs = [...this.#newestInputs].map(([viewer, [seq, receivedAt]]) => [viewer, seq, receivedAt] as const);
    this.#reading++;
    try {
      let slot: ReturnType<EncoderThread['takeSlot']>;
      const copied = await source.read(() => {
        slot = this.#encoder.takeSlot(width, height);
        return slot?.bytes;
      });
      const readAt = hostNow();
      if (copied && slot !== undefined) {
        const { ring, slot: index } = slot;
        const { format } = source;
        const info = { ring, slot: index, format, width, height, frame, inputs, startedAt, submittedAt, readAt };
        this.#encoder.encode(info);
        this.#refinement.handedOver(frame);
        // The slower of the two decides when the next frame can start.
        const cost = Math.max(readAt - startedAt, this.#encodeMs);
        if (drawn && this.#limits.made(readAt, cost, width * height)) this.#takeLevel();
      }
    } catch (thrown) {
      this.#fail(RemoteViewError.from(thrown, 'scene-crashed'));
    } finally {
      this.#reading--;
      this.#schedule();
    }
  }

  /** Size or rate of the pictures may have to change: the next frame has them. */
  #takeLevel(): void {
    this.#resize = this.#wanted;
    const { fps } = this.#limits.level;
    if (fps === this.#fps) return;
    this.#fps = fps;
    // Fewer frames than the scene makes are for the path or the viewer: inputs bring them forward, not back.
    if (this.#limits.slowed) this.#clock.setRate(fps, fps);
    else this.#clock.setRate(fps);
    void this.#configureEncoder();
  }

  /** Applies a size that the viewer asked for or that host and path allow, if there is a new one. */
  #takeSize(): void {
    if (!this.#applySize()) return;
    void this.#configureEncoder();
    this.#source?.resize();
  }

  #applySize(): boolean {
    const wanted = this.#resize;
    const now = hostNow();
    // Each size is another encoder and a key frame: a viewer who sends them in a row gets some of them, and the last.
    if (wanted === undefined || now - this.#sizedAt < RESIZE_EVERY) return false;
    this.#resize = undefined;
    const before = this.#canvas.size;
    const size = fitSize(wanted, this.#limits.level.pixels, pictureSides(this.#settings.encoder));
    if (size.width === before.width && size.height === before.height && size.pixelRatio === before.pixelRatio) {
      return false;
    }
    this.#canvas.setSize(size);
    this.#sizedAt = now;
    return true;
  }

  async #configureEncoder(): Promise<void> {
    const { width, height } = encodedSize(this.#canvas);
    const ceiling = this.#limits.ceiling;
    const bitrate = bitrateFor(ceiling.pixels, ceiling.fps);
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

/** Something is let go: losing it would leave a key or a button down. */
function isRelease(input: Input): boolean {
  if (input.type === 'key' || input.type === 'button') return input.action !== 'down';
  return input.type === 'focus' && !input.focused;
}
