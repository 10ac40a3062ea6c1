/** What our programs can be told, by themselves: nothing that starts them may say a word that they do not know. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { namedSettings } from '../../gateway/src/config/settings.ts';
import { ROOT, SOURCE_FLAGS } from '../run-node.ts';

export interface Program {
  /** With their dashes. */
  readonly flags: ReadonlySet<string>;
  readonly variables: ReadonlySet<string>;
}

export function gatewayProgram(): Program {
  const named = namedSettings();
  const both = (suffix: string, text: string, byFile: boolean): string[] => (byFile ? [text, text + suffix] : [text]);
  return {
    flags: new Set(named.flatMap(({ flag, setting }) => both('-file', `--${flag}`, setting.byFile))),
    variables: new Set(named.flatMap(({ env, setting }) => both('_FILE', env, setting.byFile))),
  };
}

export async function hostProgram(): Promise<Program> {
  const help = await helpOf('renderer-host/src/agent/main.ts');
  return {
    flags: new Set(help.match(/--[a-z][a-z-]+/g)),
    variables: new Set(help.match(/REMOTE_VIEW_[A-Z_]+/g)),
  };
}

/** What `node FILE --help` says, of an entry point relative to the repository. @throws where it does not start */
export async function helpOf(file: string): Promise<string> {
  const args = [...SOURCE_FLAGS, file, '--help'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, timeout: 20_000 });
  return stdout;
}

/** The flags in a command line, without their values. */
export function flagsIn(words: readonly string[]): string[] {
  return words.flatMap((word) => word.match(/(?<![\w-])--[a-z][a-z-]+/g) ?? []);
}
