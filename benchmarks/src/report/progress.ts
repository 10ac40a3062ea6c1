/** Says what a long run is doing: one line that is rewritten on a terminal, a line every few seconds in a log. */
import type { Millis } from '@remote-view/protocol';

const LOG_EVERY: Millis = 5_000;

export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export class Progress {
  readonly #output: Output;
  #shown = '';
  #loggedAt: Millis = -Infinity;

  constructor(output: Output) {
    this.#output = output;
  }

  /** A new step: shown at once. */
  step(text: string): void {
    this.#loggedAt = -Infinity;
    this.update(text, 0);
  }

  /** How far the step is. */
  update(text: string, now: Millis): void {
    if (this.#output.isTTY === true) {
      if (text !== this.#shown) this.#output.write(`\r\u001B[2K${text}`);
      this.#shown = text;
    } else if (now - this.#loggedAt >= LOG_EVERY || this.#loggedAt === -Infinity) {
      this.#output.write(`${text}\n`);
      this.#loggedAt = now;
    }
  }

  /** Clears the line: the next thing written is the result. */
  end(): void {
    if (this.#shown !== '') this.#output.write('\r\u001B[2K');
    this.#shown = '';
  }
}
