/**
 * The viewers who speak: each has a jitter buffer and a decoder, from its first packet until it has been silent for
 * {@link SILENT_AFTER}. At most {@link MAX_VOICES}: more are not heard until one of them ends.
 */
import type { Millis } from '@remote-view/protocol';
import { Concealment } from './concealment.ts';
import { JitterBuffer, type InOrder } from './jitter-buffer.ts';
import type { SpokenPacket } from './microphone-gate.ts';
import { OpusDecoder } from './opus-codec.ts';

export interface VoiceHandlers {
  /** @param timestamp 48 kHz, 32 bits */
  piece(viewer: number, timestamp: number, pcm: Float32Array<ArrayBuffer>): void;
  ended(viewer: number): void;
}

interface Voice {
  readonly buffer: JitterBuffer;
  readonly decoder: OpusDecoder;
  readonly concealment: Concealment;
  heardAt: Millis;
}

const MAX_VOICES = 16;
const SILENT_AFTER: Millis = 500;

export class Voices {
  readonly #handlers: VoiceHandlers;
  readonly #voices = new Map<number, Voice>();
  /** Packets that were no Opus, or of viewers beyond the bound. */
  #rejected = 0;

  constructor(handlers: VoiceHandlers) {
    this.#handlers = handlers;
  }

  get rejected(): number {
    return this.#rejected;
  }

  /** Somebody speaks: {@link tick} has something to do. */
  get active(): boolean {
    return this.#voices.size > 0;
  }

  push(viewer: number, packet: SpokenPacket, now: Millis): void {
    const voice = this.#voices.get(viewer) ?? this.#begin(viewer, now);
    if (voice === undefined) {
      this.#rejected += 1;
      return;
    }
    voice.heardAt = now;
    this.#play(viewer, voice, voice.buffer.push(packet, now));
  }

  /** Every 10 ms while somebody speaks. */
  tick(now: Millis): void {
    for (const [viewer, voice] of this.#voices) {
      if (now >= (voice.buffer.dueAt ?? Infinity)) this.#play(viewer, voice, voice.buffer.take(now));
      if (now - voice.heardAt >= SILENT_AFTER) this.end(viewer);
    }
  }

  end(viewer: number): void {
    const voice = this.#voices.get(viewer);
    if (voice === undefined) return;
    this.#voices.delete(viewer);
    voice.decoder.close();
    this.#handlers.ended(viewer);
  }

  /** Nobody is listened to any more, or by another scene. */
  endAll(): void {
    for (const viewer of [...this.#voices.keys()]) this.end(viewer);
  }

  #begin(viewer: number, now: Millis): Voice | undefined {
    if (this.#voices.size >= MAX_VOICES) return undefined;
    const voice = {
      buffer: new JitterBuffer(),
      decoder: new OpusDecoder(),
      concealment: new Concealment(),
      heardAt: now,
    };
    this.#voices.set(viewer, voice);
    return voice;
  }

  #play(viewer: number, { decoder, concealment }: Voice, packets: readonly InOrder[]): void {
    for (const { timestamp, payload, lost } of packets) {
      const pcm = decoder.decode(payload);
      if (pcm === undefined) {
        this.#rejected += 1;
        continue;
      }
      for (const piece of concealment.apply(pcm, lost)) {
        this.#handlers.piece(viewer, (timestamp - piece.behind) >>> 0, piece.pcm);
      }
    }
  }
}
