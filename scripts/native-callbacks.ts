/**
 * A throw inside a callback of node-datachannel aborts the process, and neither `catch` nor `uncaughtException` sees it.
 * So callbacks are registered in one file, which wraps each of them; everybody else goes through that file.
 */
import { importsOf, isTest, lineAt, withoutComments, type SourceFile, type Violation } from './sources.ts';

export interface CallbackRule {
  /** The file that may register callbacks. */
  readonly allowedIn: string;
  readonly addon: string;
}

const RULE: CallbackRule = { allowedIn: 'renderer-host/src/stream/safe-callbacks.ts', addon: 'node-datachannel' };

/** The addon's registrations, from its types; a method of ours such as `onNack` is none. */
const REGISTRATION =
  /\.on(?:BufferedAmountLow|Client|Closed|DataChannel|Error|GatheringStateChange|IceStateChange|LocalCandidate|LocalDescription|Message|Open|SignalingStateChange|StateChange|Track|UnhandledStunRequest)\(/g;

/** Looks at the files that import the addon, types included: elsewhere nobody holds one of its objects by its type. */
export function callbackViolations(files: readonly SourceFile[], rule: CallbackRule = RULE): Violation[] {
  return files
    .filter((file) => file.path !== rule.allowedIn && !isTest(file))
    .filter((file) => importsOf(file).some(({ specifier }) => specifier === rule.addon))
    .flatMap((file) => {
      const code = withoutComments(file.text);
      return Array.from(code.matchAll(REGISTRATION), (match) => ({
        path: file.path,
        line: lineAt(code, match.index),
        problem: `registers ${match[0].slice(1, -1)} on its own: a throw in it ends the process, use ${rule.allowedIn}`,
      }));
    });
}
