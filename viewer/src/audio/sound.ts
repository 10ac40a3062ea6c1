/**
 * Plays what the scene says, in an `<audio>` of its own: in one element with the picture, browsers would hold the picture
 * back to be in step.
 *
 * Browsers let a page make sound once the user has done something in it. Where playing is refused it is tried again with
 * each such gesture, and nothing is thrown.
 */

/** The events that browsers take for a gesture (HTML, "activation triggering input event"). */
const GESTURES = ['keydown', 'mousedown', 'pointerup', 'touchend'] as const;

export class Sound {
  readonly #audio = document.createElement('audio');
  readonly #changed: () => void;
  readonly #came: () => void;
  /** Ends the wait for a gesture, or for the first sound. */
  #wait: AbortController | null = null;
  #audible = false;

  /**
   * @param changed {@link audible} is another
   * @param came there is sound, audible or not
   */
  constructor(changed: () => void, came: () => void) {
    this.#changed = changed;
    this.#came = came;
    this.#audio.addEventListener('playing', () => this.#update());
    this.#audio.addEventListener('pause', () => this.#update());
  }

  /** There is something to hear. */
  get present(): boolean {
    return this.#audio.srcObject !== null;
  }

  /** Sound is played and neither muted nor refused. */
  get audible(): boolean {
    return this.#audible;
  }

  /** @param volume 0 to 1 */
  set(muted: boolean, volume: number): void {
    this.#audio.muted = muted;
    this.#audio.volume = Number.isFinite(volume) ? Math.min(1, Math.max(0, volume)) : 1;
    this.#update();
  }

  /** Plays this from the first of it that comes; null: nothing any more. */
  play(track: MediaStreamTrack | null): void {
    this.#wait?.abort();
    this.#audio.srcObject = null;
    if (track === null) {
      this.#update();
      return;
    }
    // An element that waits for sound keeps the machine's audio output open.
    if (!track.muted) this.#start(track);
    else track.addEventListener('unmute', () => this.#start(track), { once: true, signal: this.#newWait() });
  }

  #start(track: MediaStreamTrack): void {
    this.#audio.srcObject = new MediaStream([track]);
    this.#came();
    this.#try();
  }

  #try(): void {
    const signal = this.#newWait();
    this.#audio.play().then(
      () => this.#update(),
      () => {
        if (signal.aborted) return;
        const again = (): void => this.#try();
        for (const gesture of GESTURES) addEventListener(gesture, again, { capture: true, signal });
      },
    );
  }

  #newWait(): AbortSignal {
    this.#wait?.abort();
    this.#wait = new AbortController();
    return this.#wait.signal;
  }

  #update(): void {
    const { paused, muted, volume, srcObject } = this.#audio;
    const audible = srcObject !== null && !paused && !muted && volume > 0;
    if (audible === this.#audible) return;
    this.#audible = audible;
    this.#changed();
  }
}
