/**
 * The sound's thread: Opus out of what the scene plays, samples out of what viewers say. It has nothing to do with the
 * encoding of pictures, which is another process's, so neither ever waits for the other.
 *
 * It is never terminated: a thread that has loaded node-av goes with its process.
 */
import { RemoteViewError, type Millis } from '@remote-view/protocol';
import { parentPort, workerData } from 'node:worker_threads';
import { hostNow } from '../../host-clock.ts';
import type { SoundFrame } from '../../link/sound-format.ts';
import type { FromCodec, ToCodec } from './codec-messages.ts';
import { OpusEncoder } from './opus-codec.ts';
import { Voices } from './voices.ts';

const TICK_EVERY: Millis = 10;
/**
 * After it was played: the scene kept its main thread busy. Sent, it would teach every receiver's jitter buffer to hold so
 * much for a long while; software rendering keeps that thread for 40 ms at a time, which is still in time.
 */
const TOO_LATE: Millis = 100;

class SoundCodec {
  readonly #post: (message: FromCodec) => void;
  readonly #voices: Voices;
  /** Opened at once: the first sound must not wait for it. */
  readonly #encoder = new OpusEncoder();
  /** Something was left out before what comes next. */
  #gap = true;
  #timer: NodeJS.Timeout | undefined;

  constructor(post: (message: FromCodec) => void) {
    this.#post = post;
    this.#voices = new Voices({
      piece: (viewer, timestamp, pcm) => post({ type: 'voice', viewer, timestamp, pcm }),
      ended: (viewer) => post({ type: 'voice-end', viewer }),
    });
  }

  handle(message: ToCodec): void {
    switch (message.type) {
      case 'frame':
        this.#take(message);
        return;
      case 'spoken': {
        const { viewer, sequenceNumber, timestamp, payload } = message;
        this.#voices.push(viewer, { sequenceNumber, timestamp, payload }, hostNow());
        this.#tickLater();
        return;
      }
      case 'gone':
        this.#voices.end(message.viewer);
        return;
      case 'restart':
        this.#voices.endAll();
        return;
      default:
        message satisfies never;
    }
  }

  #take({ pcm, sample, playedAt, first }: SoundFrame): void {
    if (hostNow() - playedAt > TOO_LATE) {
      this.#gap = true;
      return;
    }
    const payload = this.#encoder.encode(pcm);
    this.#post({ type: 'encoded', sample, playedAt, first: first || this.#gap, payload });
    this.#gap = false;
  }

  #tickLater(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => {
      this.#voices.tick(hostNow());
      if (this.#voices.active) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    }, TICK_EVERY);
  }
}

if (parentPort !== null) {
  const port = parentPort;
  const fail = (thrown: unknown): void => {
    const { code, message } = RemoteViewError.from(thrown, 'encoder-failed');
    port.postMessage({ type: 'failed', code, message } satisfies FromCodec);
  };
  // What was taken, for the other side, which bounds what waits.
  const taken = workerData as Int32Array;
  try {
    const codec = new SoundCodec((message) => port.postMessage(message));
    port.on('message', (message: ToCodec) => {
      Atomics.add(taken, 0, 1);
      try {
        codec.handle(message);
      } catch (thrown) {
        fail(thrown);
      }
    });
    port.postMessage({ type: 'ready' } satisfies FromCodec);
  } catch (thrown) {
    fail(thrown);
  }
}
