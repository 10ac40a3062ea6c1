/**
 * The encoder's thread: takes frames from the shared ring, encodes them, and writes the access units straight to the
 * stream process, so that a scene that keeps the main thread busy delays no encoded frame.
 */
import { RemoteViewError } from '@remote-view/protocol';
import { connect } from 'node:net';
import { parentPort } from 'node:worker_threads';
import { hostNow } from '../host-clock.ts';
import { LinkSocket } from '../link/link-socket.ts';
import { FromStream, type FromScene } from '../link/messages.ts';
import { openAvEncoder } from './av-encoder.ts';
import type { FrameInfo, FromEncoder, LinkTarget, ToEncoder } from './encoder-messages.ts';
import { ringSlot, type FrameRingMemory } from './frame-ring.ts';
import type { VideoEncoder } from './video-encoder.ts';

type Configure = Extract<ToEncoder, { type: 'configure' }>;

class EncoderWorker {
  readonly #post: (message: FromEncoder) => void;
  #configuration: Configure | undefined;
  #encoder: VideoEncoder | undefined;
  #memory: FrameRingMemory | undefined;
  #link: LinkSocket<typeof FromStream, FromScene> | undefined;
  /** Nothing may be sent after a gap but an IDR: receivers would freeze without a word. */
  #keyFrameDue = true;
  #bitrate: number | undefined;

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
        this.#memory = message.memory;
        return;
      case 'link':
        this.#connect(message.target);
        return;
      case 'frame':
        this.#encode(message.info);
        return;
      case 'close':
        this.#link?.close();
        this.#encoder?.close();
        // The thread itself stays: one that has loaded node-av corrupts the heap when it ends (60 of them in a row never
        // got through, with no encoder ever opened). It goes with its process.
        this.#configuration = undefined;
        this.#encoder = undefined;
        return;
      default:
        message satisfies never;
    }
  }

  #configure(configuration: Configure): void {
    const bitrate = this.#bitrate ?? configuration.settings.bitrate;
    const settings = { ...configuration.settings, bitrate };
    this.#configuration = { ...configuration, settings };
    const current = this.#encoder?.settings;
    if (current?.width !== settings.width || current.height !== settings.height) {
      this.#encoder?.close();
      this.#encoder = openAvEncoder(configuration.encoder, settings);
      this.#keyFrameDue = true;
    } else {
      this.#encoder?.setRate(settings);
    }
    this.#announce();
  }

  /** A new link is a new stream process, or the first: it needs the configuration and an IDR. */
  #connect(target: LinkTarget): void {
    this.#link?.close();
    const link: LinkSocket<typeof FromStream, FromScene> = new LinkSocket(connect(target.path), FromStream, {
      message: (message) => {
        if (message.type === 'key-frame') this.#requestKeyFrame();
        else if (message.type === 'rate') this.#setBitrate(message.bitrate);
      },
      closed: () => {
        if (this.#link === link) this.#link = undefined;
      },
    });
    this.#link = link;
    link.send({ type: 'hello', role: 'video', secret: target.secret, generation: target.generation });
    this.#keyFrameDue = true;
    this.#announce();
  }

  #requestKeyFrame(): void {
    this.#keyFrameDue = true;
    this.#post({ type: 'repeat' });
  }

  #setBitrate(bitrate: number): void {
    this.#bitrate = bitrate;
    const encoder = this.#encoder;
    if (encoder !== undefined) encoder.setRate({ bitrate, fps: encoder.settings.fps });
    this.#announce();
  }

  #announce(): void {
    const configuration = this.#configuration;
    const encoder = this.#encoder;
    if (configuration === undefined || encoder === undefined) return;
    const { adapter, software } = configuration;
    this.#link?.send({ type: 'config', ...encoder.settings, encoder: encoder.name, adapter, software });
  }

  #encode(info: FrameInfo): void {
    const takenAt = hostNow();
    const memory = this.#memory;
    const encoder = this.#encoder;
    // A frame of the old size may still be under way after a resize: it is worth nothing any more.
    const fits = encoder?.settings.width === info.width && encoder.settings.height === info.height;
    if (memory === undefined || encoder === undefined || !fits || this.#link === undefined) {
      this.#post({ type: 'done', ring: info.ring, slot: info.slot, frame: info.frame, encodeMs: 0, bytes: 0 });
      return;
    }
    const picture = { format: info.format, width: info.width, height: info.height };
    const keyFrame = this.#keyFrameDue;
    const { data, convertMs, ...unit } = encoder.encode(
      { ...picture, bytes: ringSlot(memory, info.slot).subarray(0, pictureBytes(picture)) },
      { keyFrame },
    );
    const encodedAt = hostNow();
    const { frame, width, height, startedAt, submittedAt, readAt } = info;
    const sent = this.#link.send(
      {
        type: 'video',
        frame,
        keyFrame: unit.keyFrame,
        width,
        height,
        inputs: info.inputs.map((input) => [...input]),
        startedAt,
        submittedAt,
        readAt,
        takenAt,
        convertedAt: takenAt + convertMs,
        encodedAt,
      },
      data,
    );
    this.#keyFrameDue = !sent;
    this.#post({
      type: 'done',
      ring: info.ring,
      slot: info.slot,
      frame: info.frame,
      encodeMs: encodedAt - takenAt,
      bytes: data.length,
    });
  }
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
