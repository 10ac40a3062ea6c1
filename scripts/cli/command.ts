/** What every command of `remote-view` is made of. */
import { parseArgs, type ParseArgsConfig } from 'node:util';

export interface Command {
  readonly name: string;
  /** One line. */
  readonly summary: string;
  readonly help: string;
  /**
   * @param folder the caller's; relative paths are meant from there
   * @returns the exit code
   * @throws CommandError where it was called wrongly
   */
  run(args: readonly string[], folder: string): Promise<number>;
}

/** It was called wrongly; the message says how. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** Flags and positional arguments. @throws CommandError for a flag that nobody knows, or one without its value */
export function readArguments<Options extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    // The second sentence is Node's advice for programs that take anything.
    const [problem = ''] = (error as Error).message.split(/\. (?=To specify)/u);
    throw new CommandError(`${problem}.`);
  }
}

/** @throws CommandError */
export function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) {
    throw new CommandError(`The port must be a number from 1 to 65535, not '${text}'.`);
  }
  return port;
}
