/**
 * Cuts what a child process writes into lines. A scene may write for ever without ending one, so what is longer than
 * {@link MAX_LINE_CHARS} is handed on in pieces: no more than that, and one chunk, is ever kept.
 */
export const MAX_LINE_CHARS = 4_096;

export class OutputLines {
  #unfinished = '';

  /** Returns the lines that this chunk completes. */
  push(chunk: string): string[] {
    const lines = (this.#unfinished + chunk).split(/\r?\n/u);
    this.#unfinished = lines.pop() ?? '';
    if (this.#unfinished.length > MAX_LINE_CHARS) lines.push(this.end());
    return lines.flatMap(pieces);
  }

  /** The line that was begun last; nothing more comes. */
  end(): string {
    const last = this.#unfinished;
    this.#unfinished = '';
    return last;
  }
}

function pieces(line: string): string[] {
  if (line.length <= MAX_LINE_CHARS) return [line];
  const count = Math.ceil(line.length / MAX_LINE_CHARS);
  return Array.from({ length: count }, (_, index) => line.slice(index * MAX_LINE_CHARS, (index + 1) * MAX_LINE_CHARS));
}
