/**
 * The encoder's thread: takes frames from the shared ring, encodes them, and writes the access units straight to the
 * stream process, so that a scene that keeps the main thread busy delays no encoded frame.
 *
 * The rate that the stream process asks for holds from the next frame on. While the path is full frames are left out
 * before they are encoded: none waits, and no frame that was sent is missing what it refers to.
 */
import { RemoteViewError, type Millis } from '@remote-view/protocol';
import { connect } from 'node:net';
import { parentPort } from 'node:worker_threads';
import { hostNow } from '../host-clock.ts';
import { LinkSocket } from '../link/link-socket.ts';
import { FromStream, type FromScene, type RateRequest } from '../link/messages.ts';
import { openAvEncoder } from './av-encoder.ts';
import type { FrameInfo, FrameOutcome, FromEncoder, LinkTarget, ToEncoder } from './encoder-messages.ts';
import { worthReopening } from './fixed-rate.ts';
import { ringSlot, type FrameRingMemory } from './frame-ring.ts';
import { frameShare } from './frame-share.ts';
import type { EncoderSettings, VideoEncoder } from './video-encoder.ts';

type Configure = Extract<ToEncoder, { type: 'configure' }>;

/** Share of the configured bits that is as good as all: a rate is told in steps, and repairs take a little of it. */
const ALL = 0.9;

class EncoderWorker {
  readonly #post: (message: FromEncoder) => void;
  readonly #rings = new Map<number, FrameRingMemory>();
  #configuration: Configure | undefined;
  #encoder: VideoEncoder | undefined;
  /** Of another size, for the frames to come: opened while the scene draws the first of them. */
  #next: VideoEncoder | undefined;
  #link: LinkSocket<typeof FromStream, FromScene> | undefined;
  /** Nothing may be sent after a gap but an IDR: receivers would freeze without a word. */
  #keyFrameDue = true;
  #request: RateRequest | undefined;
  /** Frames left out since the last that was sent. */
  #dropped = 0;
  /** When the frame before was started, whatever became of it. */
  #startedAt: Millis = -Infinity;
  /** When an encoder of a fixed rate got its present one. */
  #ratedAt: Millis = -Infinity;

  constructor(post: (message: FromEncoder) => void) {
    this.#post = post;
  }

  handle(message: ToEncoder): void {
    switch (message.type) {
      case 'configure':
        this.#configure(message);
        this.#post({ type: 'ready' });
        return;
      case 'ring':
        this.#rings.set(message.ring, message.memory);
        // One for the size before, whose last frames may be on their way.
        for (const ring of this.#rings.keys()) if (ring < message.ring - 1) this.#rings.delete(ring);
        return;
      case 'link':
        this.#connect(message.target);
        return;
      case 'frame':
        this.#take(message.info);
        return;
      case 'close':
        this.#link?.close();
        this.#encoder?.close();
        this.#next?.close();
        // The thread itself stays: one that has loaded node-av corrupts the heap when it ends (60 of them in a row never
        // got through, with no encoder ever opened). It goes with its process.
        this.#configuration = undefined;
        this.#encoder = undefined;
        this.#next = undefined;
        return;
      default:
        message satisfies never;
    }
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

  /** A new link is a new stream process, or the first: it needs the configuration and an IDR. */
  #connect(target: LinkTarget): void {
    this.#link?.close();
    const link: LinkSocket<typeof FromStream, FromScene> = new LinkSocket(connect(target.path), FromStream, {
      message: (message) => {
        if (message.type === 'key-frame') this.#requestKeyFrame();
        else if (message.type === 'rate') this.#follow(message);
      },
      closed: () => {
        if (this.#link === link) this.#link = undefined;
      },
    });
    this.#link = link;
    link.send({ type: 'hello', role: 'video', secret: target.secret, generation: target.generation });
    this.#keyFrameDue = true;
    this.#follow(undefined);
    if (this.#configuration !== undefined) this.#announce(this.#configuration);
  }

  #requestKeyFrame(): void {
    this.#keyFrameDue = true;
    this.#post({ type: 'repeat' });
  }

  /** @param request undefined: nothing is known of the path yet */
  #follow(request: RateRequest | undefined): void {
    const before = this.#request;
    this.#request = request;
    const preference = request?.prefer ?? 'auto';
    if (preference !== (before?.prefer ?? 'auto')) this.#post({ type: 'prefer', preference });
    // What was left out may have been the last that the scene had to show.
    if (before?.hold === true && request?.hold === false && this.#dropped > 0) this.#post({ type: 'repeat' });
  }

  #announce({ settings, adapter, software }: Configure): void {
    const encoder = this.#next ?? this.#encoder;
    if (encoder === undefined) return;
    this.#link?.send({ type: 'config', ...settings, encoder: encoder.name, adapter, software });
  }

  #take(info: FrameInfo): void {
    const outcome = this.#encode(info);
    const left = { bytes: 0, encodeMs: 0, keyFrame: false, quantiser: undefined, unlimited: false };
    this.#post({ type: 'done', ring: info.ring, slot: info.slot, ...(outcome ?? { ...left, frame: info.frame }) });
  }

  /** @returns undefined where the frame was left out */
  #encode(info: FrameInfo): FrameOutcome | undefined {
    const takenAt = hostNow();
    const { frame, width, height, startedAt, submittedAt, readAt } = info;
    const sincePrevious = startedAt - this.#startedAt;
    this.#startedAt = startedAt;
    const memory = this.#rings.get(info.ring);
    if (memory === undefined || this.#link === undefined) return undefined;
    if (this.#request?.hold === true) {
      this.#dropped++;
      return undefined;
    }
    if (fits(this.#next, width, height)) this.#takeNext();
    const encoder = this.#followRate(sincePrevious, takenAt);
    // A frame of the size before may come behind the first of the new one: it is worth nothing any more.
    if (encoder === undefined || !fits(encoder, width, height)) return undefined;
    for (const ring of this.#rings.keys()) if (ring < info.ring) this.#rings.delete(ring);

    const picture = { format: info.format, width, height };
    const bytes = ringSlot(memory, info.slot).subarray(0, pictureBytes(picture));
    const { data, convertMs, keyFrame, quantiser } = encoder.encode(
      { ...picture, bytes },
      { keyFrame: this.#keyFrameDue },
    );
    const encodedAt = hostNow();
    const unlimited = this.#dropped === 0 && this.#givesAll;
    const sent = this.#link.send(
      {
        type: 'video',
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

function pictureBytes(picture: { format: 'bgra' | 'i420'; width: number; height: number }): number {
  return picture.width * picture.height * (picture.format === 'bgra' ? 4 : 1.5);
}

if (parentPort !== null) {
  const port = parentPort;
  const worker = new EncoderWorker((message) => port.postMessage(message));
  port.on('message', (message: ToEncoder) => {
    try {
      worker.handle(message);
    } catch (thrown) {
      const error = RemoteViewError.from(thrown, 'encoder-failed');
      port.postMessage({ type: 'failed', code: error.code, message: error.message } satisfies FromEncoder);
    }
  });
}
