/**
 * Who hears of an asset that failed.
 *
 * Loaders of three.js swallow such errors: GLTFLoader leaves the texture out, `load(url, onLoad)` never calls back, and
 * WebGPURenderer catches what the upload of a texture throws. The scene would run on and show something black. So every
 * failure comes here as well. One that was asked for while the scene was set up ends the scene, with the asset's name;
 * a later one is written to the host's log. A scene that listens takes both upon itself.
 */
import { RemoteViewError } from '@remote-view/protocol';

/** Lines written to the log; a scene whose assets fail in each frame does not fill it. */
const MAX_LOGGED = 100;

export class AssetFailures {
  readonly #listeners = new Set<(error: RemoteViewError) => void>();
  readonly #logged = new Set<string>();
  readonly #log: (line: string) => void;
  readonly #fatal: (error: RemoteViewError) => void;
  #settingUp = true;
  #justTold = false;

  /** @param fatal ends the scene */
  constructor(log: (line: string) => void, fatal: (error: RemoteViewError) => void) {
    this.#log = log;
    this.#fatal = fatal;
  }

  get settingUp(): boolean {
    return this.#settingUp;
  }

  setUpDone(): void {
    this.#settingUp = false;
  }

  /** @returns a function that stops it */
  listen(listener: (error: RemoteViewError) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** To be called when an asset is asked for: what it returns is called if that fails, and gives the error back. */
  watch(): (error: RemoteViewError) => RemoteViewError {
    const fatal = this.#settingUp;
    return (error) => {
      this.#report(error, fatal);
      return error;
    };
  }

  /**
   * A loader mentions that something failed. Told only where nothing better is known: the error itself may have been told
   * just now, or may be on its way to the scene's set-up, which is why this waits for it.
   */
  complain(line: string): void {
    if (this.#justTold) return;
    const fatal = this.#settingUp;
    setImmediate(() => this.#report(new RemoteViewError('asset-failed', line), fatal));
  }

  /** What would be seen as a wrong picture, whenever it is. */
  fail(error: RemoteViewError): void {
    this.#report(error, true);
  }

  /** Writes a line to the log, once: what may be an answer that the scene reckons with. */
  note(line: string): void {
    if (this.#logged.has(line) || this.#logged.size >= MAX_LOGGED) return;
    this.#logged.add(line);
    this.#log(line);
  }

  #report(error: RemoteViewError, fatal: boolean): void {
    this.#justTold = true;
    setImmediate(() => {
      this.#justTold = false;
    });
    if (this.#listeners.size > 0) {
      for (const listener of this.#listeners) listener(error);
      return;
    }
    this.note(error.message);
    if (fatal) this.#fatal(error);
  }
}
