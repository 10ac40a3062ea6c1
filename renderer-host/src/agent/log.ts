/** One line a fact: `key=value` pairs behind a sentence, so that people and programs can read it. */
export interface Log {
  info(text: string, context?: LogContext): void;
  warn(text: string, context?: LogContext): void;
  with(context: LogContext): Log;
}

export interface LogContext {
  readonly [key: string]: string | number;
}

export function createLog(write: (line: string) => void, bound: LogContext = {}): Log {
  const line = (level: string, text: string, context: LogContext = {}): void => {
    const pairs = Object.entries({ ...bound, ...context }).map(([key, value]) => ` ${key}=${value}`);
    write(`${level}${text.replaceAll(/\s*\n\s*/gu, ' | ')}${pairs.join('')}`);
  };
  return {
    info: (text, context) => line('', text, context),
    warn: (text, context) => line('warning: ', text, context),
    with: (context) => createLog(write, { ...bound, ...context }),
  };
}
