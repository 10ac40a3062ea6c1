/**
 * One picture of a scene and all that is its own: the canvas and what is asked of it, when its frames are due, how large
 * and how good they may be, and the encoder that they go to. A scene has one for all its viewers, or one for each of them.
 *
 * Reading back and encoding run beside the next frame, and never more than `inFlight` of them: a host that cannot keep up
 * makes fewer frames, it never queues them.
 */
import { RemoteViewError, type Resize } from '@remote-view/protocol';
import type { RenderSettings } from '../../agent/child-messages.ts';
import type { FrameOutcome } from '../../encode/encoder-messages.ts';
import type { EncoderThread } from '../../encode/encoder-thread.ts';
import { pictureSides } from '../../encode/h264-options.ts';
import type { PictureEncoder } from '../../encode/picture-encoder.ts';
import { hostNow } from '../../host-clock.ts';
import { HeadlessCanvas } from '../dom/canvas.ts';
import { InputDispatcher } from '../dom/input-dispatcher.ts';
import { FrameClock } from '../frame-clock.ts';
import type { PictureSource } from '../frame-source.ts';
import { encodedSize, fitSize } from '../picture-size.ts';
import { PictureLimits, type HostLimits } from '../picture-limits.ts';
import { isSettled, Refinement } from '../refinement.ts';

export interface ViewOptions {
  /** Names it to the encoder's thread and to the stream process; 0 for the one that all viewers share. */
  readonly id: number;
  readonly encoders: EncoderThread;
  readonly settings: RenderSettings;
  readonly adapter: { readonly name: string; readonly software: boolean };
  readonly limits: HostLimits;
}

export interface ViewHandlers {
  /** Another frame may be due, or earlier than before. */
  changed(): void;
  failed(error: RemoteViewError): void;
}

/** A frame of the scene, as far as a view is concerned. */
export interface ViewFrame {
  /** Counts the scene's frames. */
  readonly number: number;
  readonly startedAt: number;
  /** By viewer: the newest input that the scene has seen, and when it reached the host. */
  readonly inputs: readonly (readonly [viewer: number, seq: number, receivedAt: number])[];
}

/** Sizes taken at most, ms. */
const RESIZE_EVERY = 100;
/** Until a viewer says how large its element is. */
const DEFAULT_SIZE: Resize = { type: 'resize', width: 1280, height: 720, devicePixelRatio: 1 };

export class View {
  readonly canvas = new HeadlessCanvas({ width: DEFAULT_SIZE.width, height: DEFAULT_SIZE.height, pixelRatio: 1 });
  readonly dispatcher = new InputDispatcher(this.canvas);
  /** Where its pictures come from, once the scene is there. */
  source: PictureSource | undefined;
  /** It is to be drawn anew. */
  invalid = true;
  readonly #options: ViewOptions;
  readonly #handlers: ViewHandlers;
  readonly #encoder: PictureEncoder;
  readonly #limits: PictureLimits;
  readonly #inFlight: number;
  readonly #clock: FrameClock;
  readonly #refinement = new Refinement();
  #fps: number;
  /** What the encoder was configured with, bits per second. */
  #bitrate = 0;
  #resize: Resize | undefined = DEFAULT_SIZE;
  #wanted: Resize = DEFAULT_SIZE;
  #sizedAt = -Infinity;
  #reading = 0;
  /** The newest frame that showed something new. */
  #drawnFrame = 0;
  #encodeMs = 0;
  #closed = false;

  constructor(options: ViewOptions, handlers: ViewHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#limits = new PictureLimits(options.limits);
    this.#limits.show(DEFAULT_SIZE.width * DEFAULT_SIZE.height);
    this.#fps = options.limits.fps;
    this.#clock = new FrameClock(this.#fps);
    this.#inFlight = options.settings.software ? 1 : 2;
    this.#encoder = options.encoders.open(options.id, {
      done: (outcome) => this.#encoded(outcome),
      // An IDR has no more bits than any other frame: it needs as many repeats to get sharp.
      repeat: () => this.repeat(),
      prefer: (preference) => {
        this.#limits.prefer(preference);
        this.#takeLevel();
      },
    });
  }

  /** When there is something to do for it, `hostNow()` milliseconds. @param onDemand only pictures that are invalid are drawn */
  wakesAt(onDemand: boolean): number {
    return onDemand && !this.invalid ? this.#idleDueAt : this.#dueAt;
  }

  /** What its pictures are like, for the scene. */
  get hints(): { readonly fps: number; readonly limitedBy: PictureLimits['limitedBy'] } {
    return { fps: this.#fps, limitedBy: this.#limits.limitedBy };
  }

  /** Whether a frame that starts now is not an early one, which an input brings. */
  isScheduled(now: number): boolean {
    return !this.#busy && this.#clock.isScheduled(now);
  }

  /**
   * Whether it has a part in a frame that starts now.
   * @param ahead share of its interval by which it is brought forward at most
   */
  joins(now: number, onDemand: boolean, ahead: number): boolean {
    return this.wakesAt(onDemand) - now <= Math.max(1, this.#clock.interval * ahead);
  }

  /** The canvas has its size, and the encoder is open for it. */
  async warmUp(): Promise<void> {
    this.#applySize();
    // Nothing was drawn of this size: another may take its place at once.
    this.#sizedAt = -Infinity;
    await this.#configureEncoder();
  }

  /** The scene is known. */
  run(limits: HostLimits): void {
    this.#limits.run(limits);
    this.#takeLevel();
  }

  /** A viewer asks for a size. */
  show(size: Resize): void {
    this.#wanted = size;
    this.#limits.show(size.width * size.height);
    this.#resize = size;
  }

  /** Somebody waits for the next frame. */
  frameWanted(): void {
    this.#clock.frameWanted();
  }

  /** The picture is due once more for whoever has not seen it. */
  repeat(): void {
    this.#refinement.begin();
    // A viewer waits for it, or the path does.
    this.#clock.frameWanted();
    this.#handlers.changed();
  }

  /** A frame begins. @throws what the scene's `resize` throws */
  begin(now: number): void {
    this.#clock.frameStarted(now);
    this.takeSize();
  }

  /** Applies a size that the viewer asked for or that host and path allow, if there is a new one. */
  takeSize(): void {
    if (!this.#applySize()) return;
    this.invalid = true;
    void this.#configureEncoder();
    this.source?.resize();
  }

  /** A frame was made. @param drawn whether the picture is another */
  end(frame: ViewFrame, drawn: boolean): void {
    const repeats = !drawn && this.#refinement.repeat();
    if (drawn) {
      this.#refinement.begin();
      this.#drawnFrame = frame.number;
    } else if (this.#limits.rests(frame.startedAt)) this.#takeLevel();
    if (drawn || repeats) void this.#read(frame, hostNow(), drawn);
  }

  /** A small JPEG of its newest picture, see {@link PictureEncoder.thumbnail}. */
  thumbnail(): Promise<Uint8Array | undefined> {
    return this.#encoder.thumbnail();
  }

  /** Frames that are still being read back are let go. */
  close(): void {
    this.#closed = true;
    this.#encoder.close();
  }

  /** When its next frame is due, `hostNow()` milliseconds; infinite while those before are being read back or encoded. */
  get #dueAt(): number {
    return this.#busy ? Infinity : this.#clock.nextDue();
  }

  /** When it is to be looked at again if nothing more is drawn; infinite where there is nothing left to say. */
  get #idleDueAt(): number {
    if (this.#resize !== undefined || this.#refinement.unfinished) return this.#dueAt;
    return this.#limits.restDue ?? Infinity;
  }

  get #busy(): boolean {
    return this.#reading >= this.#inFlight || this.#encoder.pending > this.#inFlight;
  }

  #encoded(outcome: FrameOutcome): void {
    const { frame, bytes, encodeMs, keyFrame, quantiser, unlimited } = outcome;
    if (bytes > 0) this.#encodeMs = encodeMs;
    const { width, height } = encodedSize(this.canvas);
    this.#refinement.encoded(outcome, width * height);
    if (isSettled(outcome, width * height)) {
      if (this.#limits.rests(hostNow())) this.#takeLevel();
    } else if (frame <= this.#drawnFrame && !keyFrame && quantiser !== undefined) {
      if (this.#limits.moved(hostNow(), quantiser, unlimited)) this.#takeLevel();
    }
    this.#handlers.changed();
  }

  async #read({ number, startedAt, inputs }: ViewFrame, submittedAt: number, drawn: boolean): Promise<void> {
    const { source } = this;
    if (source?.picture === undefined) return;
    const { width, height } = source.picture;
    this.#reading++;
    try {
      let slot: ReturnType<PictureEncoder['takeSlot']>;
      const copied = await source.read(() => {
        slot = this.#encoder.takeSlot(width, height);
        return slot?.bytes;
      });
      const readAt = hostNow();
      if (copied && slot !== undefined) {
        const { ring, slot: index } = slot;
        const { format } = source;
        const picture = { ring, slot: index, format, width, height };
        this.#encoder.encode({ ...picture, frame: number, inputs, startedAt, submittedAt, readAt });
        this.#refinement.handedOver(number);
        // The slower of the two decides when the next frame can start.
        const cost = Math.max(readAt - startedAt, this.#encodeMs);
        if (drawn && this.#limits.made(readAt, cost, width * height)) this.#takeLevel();
      }
    } catch (thrown) {
      if (!this.#closed) this.#handlers.failed(RemoteViewError.from(thrown, 'scene-crashed'));
    } finally {
      this.#reading--;
      this.#handlers.changed();
    }
  }

  /** Size, rate or bits of the pictures may have to change: the next frame has them. */
  #takeLevel(): void {
    this.#resize = this.#wanted;
    const { fps } = this.#limits.level;
    if (fps !== this.#fps) {
      this.#fps = fps;
      // Fewer frames than the scene makes are for the path or the viewer: inputs bring them forward, not back.
      if (this.#limits.slowed) this.#clock.setRate(fps, fps);
      else this.#clock.setRate(fps);
    } else if (this.#limits.usefulBitrate === this.#bitrate) {
      return;
    }
    void this.#configureEncoder();
  }

  #applySize(): boolean {
    const wanted = this.#resize;
    const now = hostNow();
    // Each size is another encoder and a key frame: a viewer who sends them in a row gets some of them, and the last.
    if (wanted === undefined || now - this.#sizedAt < RESIZE_EVERY) return false;
    this.#resize = undefined;
    const before = this.canvas.size;
    const size = fitSize(wanted, this.#limits.level.pixels, pictureSides(this.#options.settings.encoder));
    if (size.width === before.width && size.height === before.height && size.pixelRatio === before.pixelRatio) {
      return false;
    }
    this.canvas.setSize(size);
    this.#sizedAt = now;
    return true;
  }

  async #configureEncoder(): Promise<void> {
    const { width, height } = encodedSize(this.canvas);
    this.#bitrate = this.#limits.usefulBitrate;
    const picture = { width, height, fps: this.#fps, bitrate: this.#bitrate };
    await this.#encoder.configure(this.#options.settings.encoder, picture, this.#options.adapter);
  }
}
