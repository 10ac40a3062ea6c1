/**
 * Sound in the scene process: the globals of the Web Audio API, made when they are first used, and between the audio
 * context and the stream process what scene and viewers say.
 *
 * Nothing waits here. Sound is sent as it comes; what nobody would hear, because nobody is there or it is silence, is
 * not. Where the scene keeps the main thread busy they come late, and what is too late is dropped where it is
 * encoded (`stream/audio/codec-worker.ts`).
 */
import { encodeHostData, type Millis } from '@remote-view/protocol';
import { AudioContext as ThreeAudioContext } from 'three/webgpu';
import { hostNow } from '../../host-clock.ts';
import type { FromScene, FromStream } from '../../link/messages.ts';
import { bytesToPcm, pcmBytes, toMillis } from '../../link/sound-format.ts';
import { WindowedMin } from '../../stream/congestion/windowed-min.ts';
import type { SceneAudio } from '../sdk/audio.ts';
import { FrameCutter } from './frame-cutter.ts';
import { MicrophoneNodes } from './microphone-nodes.ts';
import { SilenceGate } from './silence-gate.ts';
import { loadWebAudio, tappedContext, WEB_AUDIO_NAMES, type WebAudioLibrary, type WebAudioName } from './web-audio.ts';

export interface SceneSoundHandlers {
  tellStream(message: FromScene, body?: Uint8Array): void;
  /** To every page, or to that of one viewer, encoded. */
  send(bytes: Uint8Array, viewer?: number): void;
  log(level: 'info' | 'warn', text: string): void;
}

/** Of the two clocks' distance: one that stood still has a new one. */
const CLOCK_WINDOW: Millis = 2_000;

export class SceneSound {
  readonly #handlers: SceneSoundHandlers;
  readonly #microphones = new MicrophoneNodes();
  /** From the context's clock to the host's; the least, since both are read between the context's quanta. */
  readonly #clocks = new WindowedMin(CLOCK_WINDOW);
  readonly #silence = new SilenceGate();
  readonly #cutter = new FrameCutter();
  #library: WebAudioLibrary | undefined;
  #contextClass: (new () => AudioContext) | undefined;
  /** The one that is heard. */
  #context: AudioContext | undefined;
  #watched = false;
  #listens = false;
  #closed = false;

  constructor(handlers: SceneSoundHandlers) {
    this.#handlers = handlers;
  }

  /** For `context.audio` of a scene. */
  readonly audio: SceneAudio = this.#makeAudio();

  #makeAudio(): SceneAudio {
    const shared = (): AudioContext => this.#sharedContext();
    const microphones = this.#microphones;
    return {
      get context() {
        return shared();
      },
      microphones: microphones.speaking,
      onMicrophone: (listener) => {
        shared();
        this.#listens = true;
        this.#handlers.tellStream({ type: 'want-microphones' });
        this.#handlers.send(encodeHostData({ type: 'voice' }));
        return microphones.listen(listener);
      },
    };
  }

  /** A page is there: it learns whether the scene listens. */
  joined(viewer: number): void {
    if (this.#listens) this.#handlers.send(encodeHostData({ type: 'voice' }), viewer);
  }

  /** Puts the globals where a browser has them, and three.js looks for them. Once in a process. */
  install(): void {
    const page = (globalThis as { window?: object }).window;
    for (const target of page === undefined || page === globalThis ? [globalThis] : [globalThis, page]) {
      for (const name of WEB_AUDIO_NAMES) this.#define(target, name);
    }
    // three.js would make its own of `window.AudioContext`, in a process where there need not be a window.
    const original = ThreeAudioContext.getContext.bind(ThreeAudioContext);
    const set = ThreeAudioContext.setContext.bind(ThreeAudioContext);
    const restore = (): void => {
      Object.assign(ThreeAudioContext, { getContext: original, setContext: set });
    };
    Object.assign(ThreeAudioContext, {
      getContext: () => {
        set(this.#sharedContext());
        restore();
        return original();
      },
      setContext: (context: AudioContext) => {
        restore();
        set(context);
      },
    });
  }

  /** There is another stream process, which knows nothing of this scene. */
  linked(): void {
    this.#microphones.endAll();
    if (this.#context !== undefined) this.#handlers.tellStream({ type: 'open-sound' });
    if (this.#listens) this.#handlers.tellStream({ type: 'want-microphones' });
  }

  /** Without anybody who hears it nothing is sent. */
  setWatched(watched: boolean): void {
    this.#watched = watched;
  }

  /** What the stream process says of viewers' voices. */
  heard(message: Extract<FromStream, { type: 'voice' | 'voice-end' }>, body: Uint8Array): void {
    if (message.type === 'voice-end') this.#microphones.end(message.viewer);
    else if (!this.#closed) this.#microphones.play(message.viewer, message.timestamp, bytesToPcm(body));
  }

  close(): void {
    this.#closed = true;
    this.#microphones.endAll();
  }

  #define(target: object, name: WebAudioName): void {
    const put = (value: unknown): void => {
      Object.defineProperty(target, name, { value, configurable: true, writable: true });
    };
    Object.defineProperty(target, name, {
      configurable: true,
      get: () => {
        const value = this.#export(name);
        put(value);
        return value;
      },
      set: put,
    });
  }

  #export(name: WebAudioName): unknown {
    this.#library ??= loadWebAudio();
    if (name !== 'AudioContext') return this.#library[name];
    this.#contextClass ??= tappedContext(
      this.#library,
      (context) => this.#made(context),
      (context, sample, pcm) => this.#played(context, sample, pcm),
    );
    return this.#contextClass;
  }

  #sharedContext(): AudioContext {
    if (this.#context !== undefined) return this.#context;
    const Context = this.#export('AudioContext') as new () => AudioContext;
    return new Context();
  }

  #made(context: AudioContext): void {
    if (this.#context !== undefined) {
      this.#handlers.log('warn', 'The scene has made another AudioContext: only its first one is heard.');
      return;
    }
    this.#context = context;
    this.#microphones.use(context);
    this.#handlers.tellStream({ type: 'open-sound' });
  }

  #played(context: AudioContext, sample: number, pcm: Float32Array<ArrayBuffer>): void {
    if (context !== this.#context || this.#closed) return;
    const now = hostNow();
    this.#clocks.add(now - context.currentTime * 1_000, now);
    if (!this.#silence.take(pcm) || !this.#watched) return;
    const playedAt = Math.max(0, toMillis(sample) + this.#clocks.value);
    for (const { pcm: samples, ...frame } of this.#cutter.push({ sample, playedAt, pcm })) {
      this.#handlers.tellStream({ type: 'sound', ...frame }, pcmBytes(samples));
    }
  }
}
