/** What a failed scene's viewers and its operator are told. */
import type { RemoteViewError } from '@remote-view/protocol';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface FailureReport {
  /** For the viewers: the error and the line of the scene, without paths of this machine. */
  readonly message: string;
  /** For the log: all that is known. */
  readonly stack: string;
}

export function describeFailure(error: RemoteViewError): FailureReport {
  const thrown = error.cause instanceof Error ? error.cause : error;
  const stack = thrown.stack ?? thrown.message;
  const place = placeOf(stack);
  return { message: `${error.message}${place === undefined ? '' : ` (${place})`}`, stack };
}

/** The host's own sources: what runs a scene is not where it failed. */
const HOST = dirname(import.meta.dirname);
const NOT_THE_SCENE = ['node:', 'node_modules', HOST, pathToFileURL(HOST).href];

/** `file:line:column` of the innermost frame that is not Node's, a dependency's or the host's own. */
function placeOf(stack: string): string | undefined {
  // A syntax error has its place alone on the first line; everything else in `at … (url:line:column)`.
  for (const line of stack.split('\n')) {
    if (NOT_THE_SCENE.some((part) => line.includes(part))) continue;
    const [, path] = /(?:file:\/\/|\()?((?:\/|[A-Za-z]:[\\/])[^\s()]*:\d+(?::\d+)?)\)?\s*$/u.exec(line) ?? [];
    if (path !== undefined) return path.split(/[\\/]/u).at(-1);
  }
  return undefined;
}
