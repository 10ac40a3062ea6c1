/** The lines of a source around the place where it failed, as the author of a scene is shown them. */

export interface SourcePlace {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** From 1, where it is known. */
  readonly column: number | undefined;
}

const LINES_AROUND = 2;
/** A line of a bundle can be as long as the bundle. */
const MAX_LINE_CHARS = 160;

/** @returns the empty text where the source has no such line */
export function sourceExcerpt(source: string, { line, column }: SourcePlace): string {
  const lines = source.split(/\r?\n/u);
  if (line < 1 || line > lines.length) return '';
  const first = Math.max(1, line - LINES_AROUND);
  const last = Math.min(lines.length, line + LINES_AROUND);
  const width = String(last).length;
  const shown: string[] = [];
  for (let number = first; number <= last; number++) {
    const text = lines[number - 1]!.replaceAll('\t', '  ');
    shown.push(`${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${cut(text)}`.trimEnd());
    if (number !== line || column === undefined || column > MAX_LINE_CHARS) continue;
    // A tab is two characters here, as it is above.
    const before = lines[number - 1]!.slice(0, column - 1).replaceAll('\t', '  ');
    shown.push(`  ${' '.repeat(width)} | ${' '.repeat(before.length)}^`);
  }
  return shown.join('\n');
}

function cut(text: string): string {
  return text.length <= MAX_LINE_CHARS ? text : `${text.slice(0, MAX_LINE_CHARS - 1)}…`;
}
