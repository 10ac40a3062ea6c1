/** Captions of a scene: what its viewers see as text over the picture. */
import { encodeHostData } from '@remote-view/protocol';
import type { CaptionOptions, SceneCaptions } from '../sdk/captions.ts';

/** So many in a second, like subtitles that nobody could read: more are not shown. */
const MAX_PER_SECOND = 10;

export interface CaptionsOptions {
  /** To every page, or to that of one viewer, encoded. */
  readonly send: (bytes: Uint8Array, viewer?: number) => void;
  readonly now: () => number;
}

export class Captions implements SceneCaptions {
  readonly #options: CaptionsOptions;
  /** When the last ones were shown, oldest first. */
  #shown: number[] = [];

  constructor(options: CaptionsOptions) {
    this.#options = options;
  }

  show(text: string, { lang = '', seconds = 0 }: CaptionOptions = {}): void {
    const now = this.#options.now();
    this.#shown = this.#shown.filter((at) => at > now - 1_000);
    if (this.#shown.length >= MAX_PER_SECOND) return;
    this.#shown.push(now);
    this.#send(text, lang, seconds);
  }

  clear(): void {
    this.#send('', '', 0);
  }

  #send(text: string, lang: string, seconds: number): void {
    this.#options.send(encodeHostData({ type: 'caption', text, lang, seconds }));
  }
}
