/** Lets somebody who writes a scene read its plain `console` in the page too; it goes on to where it went before. */
import type { LogLevel } from '@remote-view/protocol';

const LEVELS = { debug: 'info', log: 'info', info: 'info', warn: 'warn', error: 'error' } as const;

type Method = keyof typeof LEVELS;

export function tapConsole(
  target: Pick<Console, Method>,
  write: (level: LogLevel, values: readonly unknown[]) => void,
): void {
  for (const [method, level] of Object.entries(LEVELS) as [Method, LogLevel][]) {
    const plain = target[method].bind(target);
    let writing = false;
    target[method] = (...values: unknown[]) => {
      plain(...values);
      // A value that writes to the console while it is shown.
      if (writing) return;
      writing = true;
      try {
        write(level, values);
      } finally {
        writing = false;
      }
    };
  }
}
