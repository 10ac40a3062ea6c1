/**
 * Sound of a session, between its scene and its viewers: one encoding for all of them, on one clock that outlives the
 * scene process. Its thread is made when a scene first opens an audio context; a session without sound has none.
 *
 * What waits for the thread is bounded by {@link MAX_UNDERWAY}: more is dropped and counted. So is what comes before it is
 * ready: all of that at once would be late, and teach receivers' jitter buffers to expect it.
 */
import { RemoteViewError, type Millis } from '@remote-view/protocol';
import { randomInt } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { bytesToPcm, CHANNELS, FRAME_SAMPLES, pcmBytes } from '../../link/sound-format.ts';
import type { FromStream } from '../../link/messages.ts';
import type { PlayedSound } from '../../link/sound-messages.ts';
import { AudioClock } from '../rtp/audio-clock.ts';
import type { AudioFrame } from '../rtp/audio-sender.ts';
import type { FromCodec, ToCodec } from './codec-messages.ts';
import type { SpokenPacket } from './microphone-gate.ts';

export interface SessionSoundHandlers {
  /** For every viewer. */
  frame(frame: AudioFrame): void;
  /** For the scene. */
  tellScene(message: FromStream, body?: Uint8Array): void;
  warn(text: string): void;
}

/** Frames, and packets of microphones: a second and more of each. */
const MAX_UNDERWAY = 256;
const FRAME_BYTES = FRAME_SAMPLES * CHANNELS * 4;

export class SessionSound {
  readonly #handlers: SessionSoundHandlers;
  readonly #clock = new AudioClock(randomInt(2 ** 32));
  #worker: Worker | undefined;
  #state: 'starting' | 'ready' | 'broken' = 'starting';
  #wantsMicrophones = false;
  /** Messages that wait for the thread: sent by us, and taken by it. */
  #sent = 0;
  readonly #taken = new Int32Array(new SharedArrayBuffer(4));
  #dropped = 0;

  constructor(handlers: SessionSoundHandlers) {
    this.#handlers = handlers;
  }

  /** Frames and packets that were not taken. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Another scene process: it counts its samples anew, and may not listen to anybody. */
  restart(): void {
    this.#wantsMicrophones = false;
    this.#clock.restart();
    this.#send({ type: 'restart' });
  }

  /** Opens Opus, so that the first sound does not wait for it. */
  open(): void {
    if (this.#worker !== undefined) return;
    const worker = new Worker(new URL('codec-worker.ts', import.meta.url), { workerData: this.#taken });
    worker.on('message', (message: FromCodec) => this.#receive(message));
    worker.on('error', (error) => this.#broke(RemoteViewError.from(error).message));
    this.#worker = worker;
  }

  wantMicrophones(): void {
    this.open();
    this.#wantsMicrophones = true;
  }

  /** What the scene plays; dropped where it is no frame. */
  played({ sample, playedAt, first }: PlayedSound, body: Uint8Array): void {
    if (body.length !== FRAME_BYTES) {
      this.#dropped += 1;
      return;
    }
    this.open();
    const pcm = bytesToPcm(body);
    this.#queue({ type: 'frame', sample, playedAt, first, pcm }, pcm.buffer);
  }

  /** A packet of a viewer's microphone; dropped where the scene does not listen. */
  spoken(viewer: number, packet: SpokenPacket): void {
    if (this.#wantsMicrophones) this.#queue({ type: 'spoken', viewer, ...packet });
  }

  gone(viewer: number): void {
    this.#send({ type: 'gone', viewer });
  }

  /** The RTP timestamp of a moment, 48 kHz. */
  rtpTimestamp(at: Millis): number {
    return this.#clock.now(at);
  }

  /** The thread idles until its process ends: node-av does not survive the end of a thread. */
  close(): void {
    this.#worker?.unref();
  }

  #queue(message: ToCodec, moved?: ArrayBuffer): void {
    if (this.#state !== 'ready' || this.#sent - Atomics.load(this.#taken, 0) >= MAX_UNDERWAY) {
      this.#dropped += 1;
      return;
    }
    this.#send(message, moved);
  }

  #send(message: ToCodec, moved?: ArrayBuffer): void {
    if (this.#worker === undefined) return;
    this.#sent += 1;
    this.#worker.postMessage(message, moved === undefined ? [] : [moved]);
  }

  /** Told once: what broke breaks with every packet, a hundred times a second. The session goes on without sound. */
  #broke(text: string): void {
    if (this.#state !== 'broken') this.#handlers.warn(text);
    this.#state = 'broken';
  }

  #receive(message: FromCodec): void {
    switch (message.type) {
      case 'ready':
        this.#state = 'ready';
        return;
      case 'encoded': {
        const { sample, playedAt, payload, first } = message;
        this.#handlers.frame({ payload, first, rtpTimestamp: this.#clock.timestamp(sample, playedAt) });
        return;
      }
      case 'voice': {
        const { viewer, timestamp, pcm } = message;
        this.#handlers.tellScene({ type: 'voice', viewer, timestamp }, pcmBytes(pcm));
        return;
      }
      case 'voice-end':
        this.#handlers.tellScene(message);
        return;
      case 'failed':
        this.#broke(message.message);
        return;
      default:
        message satisfies never;
    }
  }
}
