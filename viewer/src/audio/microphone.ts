/** The user's microphone: asked for when it is started, heard by whichever connection there is until it is stopped. */
import { RemoteViewError } from '@remote-view/protocol';

/** Takes the microphone's sound; null: nothing any more. */
export interface Listener {
  speak(microphone: MediaStreamTrack | null): Promise<void>;
}

/** The scene's own sound comes out of the loudspeaker beside it. */
const VOICE: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

export class Microphone {
  #track: MediaStreamTrack | null = null;
  #listener: Listener | null = null;
  /** Counts starts and stops: a permission may come when it is not wanted any more. */
  #wish = 0;

  get active(): boolean {
    return this.#track !== null;
  }

  /** Speaks to this one from now on. */
  use(listener: Listener | null): void {
    this.#listener = listener;
    if (this.#track !== null) void this.#speak();
  }

  /** @throws RemoteViewError `microphone-denied`, `microphone-unavailable` */
  async start(): Promise<void> {
    if (this.#track !== null) return;
    const wish = ++this.#wish;
    const track = await capture();
    if (wish !== this.#wish) {
      track.stop();
      return;
    }
    this.#track = track;
    track.addEventListener('ended', () => void this.stop(), { once: true });
    await this.#speak();
  }

  async stop(): Promise<void> {
    this.#wish += 1;
    this.#track?.stop();
    this.#track = null;
    await this.#speak();
  }

  async #speak(): Promise<void> {
    // A connection that closes meanwhile has nobody who would hear it.
    await this.#listener?.speak(this.#track).catch(() => undefined);
  }
}

async function capture(): Promise<MediaStreamTrack> {
  const devices = (navigator as { readonly mediaDevices?: MediaDevices }).mediaDevices;
  if (devices === undefined) {
    throw new RemoteViewError(
      'microphone-unavailable',
      'Browsers give a microphone to pages on HTTPS or localhost only.',
    );
  }
  try {
    const [track] = (await devices.getUserMedia({ audio: VOICE })).getAudioTracks();
    if (track !== undefined) return track;
  } catch (cause) {
    const denied = cause instanceof DOMException && ['NotAllowedError', 'SecurityError'].includes(cause.name);
    throw new RemoteViewError(denied ? 'microphone-denied' : 'microphone-unavailable', undefined, { cause });
  }
  throw new RemoteViewError('microphone-unavailable');
}
