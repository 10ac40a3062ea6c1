/**
 * Turns what viewers say into audio nodes of the scene: each piece of a voice is played at its time into the node of who
 * says it, by the audio engine's own thread, so that a busy main thread is only heard once it is busy for longer than the
 * pieces are ahead (`playout.ts`).
 */
import type { Microphone } from '../sdk/audio.ts';
import { Playout, type PlayoutCounts } from './playout.ts';
import { SAMPLE_RATE } from '../../link/sound-format.ts';

interface Speaker {
  readonly microphone: Microphone;
  readonly node: GainNode;
  readonly playout: Playout;
  readonly end: AbortController;
}

export class MicrophoneNodes {
  readonly speaking = new Set<Microphone>();
  readonly #speakers = new Map<number, Speaker>();
  readonly #listeners = new Set<(microphone: Microphone) => void>();
  #context: AudioContext | undefined;

  use(context: AudioContext): void {
    this.#context = context;
  }

  listen(listener: (microphone: Microphone) => void): () => void {
    this.#listeners.add(listener);
    for (const microphone of this.speaking) listener(microphone);
    return () => this.#listeners.delete(listener);
  }

  /** How evenly a viewer's voice came; undefined where it does not speak. */
  counts(viewer: number): PlayoutCounts | undefined {
    return this.#speakers.get(viewer)?.playout.counts;
  }

  /** @param timestamp 48 kHz, 32 bits */
  play(viewer: number, timestamp: number, pcm: Float32Array<ArrayBuffer>): void {
    const context = this.#context;
    if (context === undefined || context.state === 'closed') return;
    const speaker = this.#speakers.get(viewer) ?? this.#begin(context, viewer);
    const at = speaker.playout.place(timestamp, context.currentTime);
    if (at === undefined) return;
    const buffer = context.createBuffer(1, pcm.length, SAMPLE_RATE);
    buffer.copyToChannel(pcm, 0);
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(speaker.node);
    source.start(at);
  }

  end(viewer: number): void {
    const speaker = this.#speakers.get(viewer);
    if (speaker === undefined) return;
    this.#speakers.delete(viewer);
    this.speaking.delete(speaker.microphone);
    speaker.end.abort();
    speaker.node.disconnect();
  }

  endAll(): void {
    for (const viewer of [...this.#speakers.keys()]) this.end(viewer);
  }

  #begin(context: AudioContext, viewer: number): Speaker {
    const end = new AbortController();
    const node = context.createGain();
    const microphone: Microphone = { viewer, node, signal: end.signal };
    const speaker = { microphone, node, playout: new Playout(), end };
    this.#speakers.set(viewer, speaker);
    this.speaking.add(microphone);
    for (const listener of this.#listeners) listener(microphone);
    return speaker;
  }
}
