/** What the suites' command lines have in common: flags are read strictly, and a wrong one is told by its name. */
import { RemoteViewError } from '@remote-view/protocol';
import { parseArgs, type ParseArgsConfig } from 'node:util';

type Flags = NonNullable<ParseArgsConfig['options']>;

/** @throws RemoteViewError `bad-configuration` for a flag that nobody knows or that lacks its value */
export function readFlags<const Options extends Flags>(args: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (cause) {
    throw new RemoteViewError('bad-configuration', (cause as Error).message, { cause });
  }
}

export function wrongFlag(flag: string, expected: string): RemoteViewError {
  return new RemoteViewError('bad-configuration', `${flag} must be ${expected}.`);
}

/** @throws RemoteViewError `bad-configuration` */
export function integerFlag(flag: string, text: string, minimum: number, maximum: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return value;
  throw wrongFlag(flag, `an integer in ${minimum}..${maximum}`);
}

/** One side of a picture. @throws RemoteViewError `bad-configuration` */
export function evenFlag(flag: string, text: string | undefined, minimum: number): number {
  const value = Number(text);
  if (value >= minimum && value % 2 === 0) return value;
  throw wrongFlag(flag, 'like 1280x720: even numbers, from 320x180');
}
