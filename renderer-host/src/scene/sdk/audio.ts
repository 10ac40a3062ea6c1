/**
 * Sound of a scene: the Web Audio API, and the microphones of its viewers.
 *
 * `AudioContext` is a global as in a browser, and three.js's AudioListener, Audio, PositionalAudio and AudioLoader work
 * unmodified. What a context's `destination` gets is what every viewer hears, 48 kHz in stereo. The first context of a
 * scene is heard; it runs from the start, since there is no page whose autoplay policy would hold it up.
 */

/** One viewer who speaks. */
export interface Microphone {
  /** Tells viewers apart; the same for as long as this one is connected. */
  readonly viewer: number;
  /** The voice, mono, in {@link SceneAudio.context}; connect it to hear it or to measure it. */
  readonly node: AudioNode;
  /** Aborts when the viewer has stopped or is gone. The node is silent from then on. */
  readonly signal: AbortSignal;
}

/** What a scene's `context.audio` is. Nothing of it costs anything before it is used. */
export interface SceneAudio {
  /**
   * The audio context that viewers hear, the same that three.js uses; made at the first use.
   * @throws RemoteViewError `bad-configuration` where the host has no ALSA library, which the audio engine needs to load
   */
  readonly context: AudioContext;
  /** Those who speak now. */
  readonly microphones: ReadonlySet<Microphone>;
  /**
   * Calls `listener` with each viewer who begins to speak, and at once with those who do. From the first call on the
   * host listens to microphones. Returns a function that stops the calls.
   */
  onMicrophone(listener: (microphone: Microphone) => void): () => void;
}
