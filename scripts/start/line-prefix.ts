/** Puts the name of a process before each line it prints, however its output is cut into chunks. */

/** A line longer than this is printed in pieces: a process that never ends its line must not fill our memory. */
const MAX_LINE_CHARS = 8_192;

export class LinePrefix {
  readonly #prefix: string;
  #rest = '';

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** Takes a chunk; returns the lines that it completed, each with prefix and newline. */
  push(chunk: string): string {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop()!;
    if (this.#rest.length > MAX_LINE_CHARS) {
      lines.push(this.#rest);
      this.#rest = '';
    }
    return lines.map((line) => this.#line(line)).join('');
  }

  /** The last line, where the output ended without a newline. */
  flush(): string {
    const rest = this.#rest;
    this.#rest = '';
    return rest === '' ? '' : this.#line(rest);
  }

  #line(text: string): string {
    return `${this.#prefix}${text.endsWith('\r') ? text.slice(0, -1) : text}\n`;
  }
}
