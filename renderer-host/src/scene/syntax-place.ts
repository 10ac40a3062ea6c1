/**
 * Where a syntax error in a JavaScript module is. V8 tells its console and not the program, and of a dynamic import Node
 * keeps it to itself; in TypeScript it is Node's own parser that fails, and says so. That parser reads JavaScript as well.
 */
import { RemoteViewError } from '@remote-view/protocol';
import { stripTypeScriptTypes } from 'node:module';

/**
 * The same error with a cause whose stack begins with its place, or the error itself where it has one or none is found.
 * @param files of the scene, in the order in which they were loaded
 */
export function withSyntaxPlace(
  error: RemoteViewError,
  files: Iterable<string>,
  readSource: (path: string) => string | undefined,
): RemoteViewError {
  const { cause } = error;
  if (!(cause instanceof SyntaxError) || cause.stack?.startsWith('SyntaxError') !== true) return error;
  for (const path of [...files].toReversed()) {
    const source = /\.[cm]?js$/u.test(path) ? readSource(path) : undefined;
    if (source === undefined) continue;
    try {
      stripTypeScriptTypes(source, { sourceUrl: path });
    } catch (found) {
      return new RemoteViewError(error.code, error.message, { cause: found });
    }
  }
  return error;
}
