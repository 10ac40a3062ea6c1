/**
 * The encoder of one view, on the encoder's thread: its rings, its rate, what was left out, and whether an IDR is due.
 *
 * The rate that the stream process asks for holds from the next frame on. While the path is full frames are left out
 * before they are encoded: none waits, and no frame that was sent is missing what it refers to.
 */
import { RemoteViewError, type Millis } from '@remote-view/protocol';
import { hostNow } from '../host-clock.ts';
import type { FromScene, RateRequest } from '../link/messages.ts';
import { openAvEncoder } from './av-encoder.ts';
import type { FrameInfo, FrameOutcome, FromViewEncoder, SlotPicture, ToViewEncoder } from './encoder-messages.ts';
import { worthReopening } from './fixed-rate.ts';
import { ringSlot, type FrameRingMemory } from './frame-ring.ts';
import { frameShare } from './frame-share.ts';
import type { EncoderSettings, Picture, VideoEncoder } from './video-encoder.ts';

type Configure = Extract<ToViewEncoder, { type: 'configure' }>;

export interface ViewEncoderOutlets {
  /** To the scene's thread. */
  post(message: FromViewEncoder): void;
  /** To the stream process. @returns whether it was sent */
  send(message: FromScene, body?: Uint8Array): boolean;
  /** Whether there is a stream process. */
  linked(): boolean;
  /** A small JPEG, undefined where the picture does not fit into one. @throws RemoteViewError `encoder-failed` */
  thumbnail(picture: Picture): Uint8Array | undefined;
}

/** Share of the configured bits that is as good as all: a rate is told in steps, and repairs take a little of it. */
const ALL = 0.9;

export class ViewEncoder {
  /** Names the view to the stream process; nothing where it is the one that all viewers share. */
  readonly #name: { readonly view?: number };
  readonly #outlets: ViewEncoderOutlets;
  readonly #rings = new Map<number, FrameRingMemory>();
  #configuration: Configure | undefined;
  #encoder: VideoEncoder | undefined;
  /** Of another size, for the frames to come: opened while the scene draws the first of them. */
  #next: VideoEncoder | undefined;
  /** Nothing may be sent after a gap but an IDR: receivers would freeze without a word. */
  #keyFrameDue = true;
  #request: RateRequest | undefined;
  /** Frames left out since the last that was sent. */
  #dropped = 0;
  /** When the frame before was started, whatever became of it. */
  #startedAt: Millis = -Infinity;
  /** When an encoder of a fixed rate got its present one. */
  #ratedAt: Millis = -Infinity;

  /** @param view 0 for the one that all viewers share */
  constructor(view: number, outlets: ViewEncoderOutlets) {
    this.#name = view === 0 ? {} : { view };
    this.#outlets = outlets;
  }

  handle(message: ToViewEncoder): void {
    switch (message.type) {
      case 'configure':
        this.#configure(message);
        this.#outlets.post({ type: 'ready' });
        return;
      case 'ring':
        this.#rings.set(message.ring, message.memory);
        // One for the size before, whose last frames may be on their way.
        for (const ring of this.#rings.keys()) if (ring < message.ring - 1) this.#rings.delete(ring);
        return;
      case 'frame':
        this.#take(message.info);
        return;
      case 'thumbnail':
        this.#outlets.post({ type: 'thumbnail', ring: message.ring, slot: message.slot, ...this.#thumbnail(message) });
        return;
      case 'close':
        this.#encoder?.close();
        this.#next?.close();
        this.#configuration = undefined;
        this.#encoder = undefined;
        this.#next = undefined;
        return;
      default:
        message satisfies never;
    }
  }

  /** There is a new stream process, or the first: it needs the configuration and an IDR. */
  linked(): void {
    this.#keyFrameDue = true;
    this.follow(undefined);
    if (this.#configuration !== undefined) this.#announce(this.#configuration);
  }

  requestKeyFrame(): void {
    this.#keyFrameDue = true;
    this.#outlets.post({ type: 'repeat' });
  }

  /** @param request undefined: nothing is known of the path yet */
  follow(request: RateRequest | undefined): void {
    const before = this.#request;
    this.#request = request;
    const preference = request?.prefer ?? 'auto';
    if (preference !== (before?.prefer ?? 'auto')) this.#outlets.post({ type: 'prefer', preference });
    // What was left out may have been the last that the scene had to show.
    if (before?.hold === true && request?.hold === false && this.#dropped > 0) this.#outlets.post({ type: 'repeat' });
  }

  #configure(configuration: Configure): void {
    this.#configuration = configuration;
    const { width, height } = configuration.settings;
    if (!fits(this.#next, width, height)) {
      this.#next?.close();
      this.#next = undefined;
      if (!fits(this.#encoder, width, height)) this.#next = this.#open(configuration);
    }
    if (this.#encoder === undefined) this.#takeNext();
    this.#announce(configuration);
  }

  #open(configuration: Configure): VideoEncoder {
    return openAvEncoder(configuration.encoder, this.#settings(configuration));
  }

  /** What was configured, at the rate that the path takes. */
  #settings({ settings }: Configure): EncoderSettings {
    return { ...settings, bitrate: Math.min(settings.bitrate, this.#request?.bitrate ?? Infinity) };
  }

  #takeNext(): void {
    if (this.#next === undefined) return;
    this.#encoder?.close();
    this.#encoder = this.#next;
    this.#next = undefined;
    this.#keyFrameDue = true;
    this.#ratedAt = hostNow();
  }

  #announce({ settings, adapter, software }: Configure): void {
    const encoder = this.#next ?? this.#encoder;
    if (encoder === undefined) return;
    this.#outlets.send({ type: 'config', ...this.#name, ...settings, encoder: encoder.name, adapter, software });
  }

  #take(info: FrameInfo): void {
    const outcome = this.#encode(info);
    const left = { bytes: 0, encodeMs: 0, keyFrame: false, quantiser: undefined, unlimited: false };
    this.#outlets.post({
      type: 'done',
      ring: info.ring,
      slot: info.slot,
      ...(outcome ?? { ...left, frame: info.frame }),
    });
  }

  /** @returns undefined where the frame was left out */
  #encode(info: FrameInfo): FrameOutcome | undefined {
    const takenAt = hostNow();
    const { frame, width, height, startedAt, submittedAt, readAt } = info;
    const sincePrevious = startedAt - this.#startedAt;
    this.#startedAt = startedAt;
    const memory = this.#rings.get(info.ring);
    if (memory === undefined || !this.#outlets.linked()) return undefined;
    if (this.#request?.hold === true) {
      this.#dropped++;
      return undefined;
    }
    if (fits(this.#next, width, height)) this.#takeNext();
    const encoder = this.#followRate(sincePrevious, takenAt);
    // A frame of the size before may come behind the first of the new one: it is worth nothing any more.
    if (encoder === undefined || !fits(encoder, width, height)) return undefined;
    for (const ring of this.#rings.keys()) if (ring < info.ring) this.#rings.delete(ring);

    const picture = pictureIn(memory, info);
    const { data, convertMs, keyFrame, quantiser } = encoder.encode(picture, { keyFrame: this.#keyFrameDue });
    const encodedAt = hostNow();
    const unlimited = this.#dropped === 0 && this.#givesAll;
    const sent = this.#outlets.send(
      {
        type: 'video',
        ...this.#name,
        frame,
        keyFrame,
        width,
        height,
        inputs: info.inputs.map((input) => [...input]),
        startedAt,
        submittedAt,
        readAt,
        takenAt,
        convertedAt: takenAt + convertMs,
        encodedAt,
        ...(this.#dropped > 0 && { dropped: this.#dropped }),
      },
      data,
    );
    this.#keyFrameDue = !sent;
    if (sent) this.#dropped = 0;
    return { frame, bytes: data.length, encodeMs: encodedAt - takenAt, keyFrame, quantiser, unlimited };
  }

  /** What goes wrong here is no reason to end the stream. */
  #thumbnail(picture: SlotPicture): { readonly jpeg?: Uint8Array; readonly problem?: string } {
    const memory = this.#rings.get(picture.ring);
    if (memory === undefined) return {};
    try {
      const jpeg = this.#outlets.thumbnail(pictureIn(memory, picture));
      return jpeg === undefined ? {} : { jpeg };
    } catch (thrown) {
      return { problem: RemoteViewError.from(thrown).message };
    }
  }

  /** Path and viewers take nothing of what is configured. */
  get #givesAll(): boolean {
    const configured = this.#configuration?.settings.bitrate ?? Infinity;
    return (this.#request?.bitrate ?? Infinity) >= configured * ALL;
  }

  /** The encoder, with its share of the present rate for a frame that comes so long after the one before. */
  #followRate(sincePrevious: Millis, now: Millis): VideoEncoder | undefined {
    const configuration = this.#configuration;
    const encoder = this.#encoder;
    if (configuration === undefined || encoder === undefined) return undefined;
    const { bitrate, fps } = this.#settings(configuration);
    if (encoder.rateChange === 'free') {
      encoder.setRate({ bitrate, fps: fps / frameShare(sincePrevious, 1_000 / fps) });
      return encoder;
    }
    const open = encoder.settings;
    if (this.#next !== undefined || !worthReopening(open.bitrate / open.fps, bitrate / fps, now - this.#ratedAt)) {
      return encoder;
    }
    this.#ratedAt = now;
    if (encoder.rateChange === 'key-frame') {
      encoder.setRate({ bitrate, fps });
    } else {
      this.#encoder = this.#open(configuration);
      encoder.close();
    }
    return this.#encoder;
  }
}

function fits(encoder: VideoEncoder | undefined, width: number, height: number): boolean {
  return encoder?.settings.width === width && encoder.settings.height === height;
}

function pictureIn(memory: FrameRingMemory, { slot, format, width, height }: SlotPicture): Picture {
  const bytes = width * height * (format === 'bgra' ? 4 : 1.5);
  return { format, width, height, bytes: ringSlot(memory, slot).subarray(0, bytes) };
}
