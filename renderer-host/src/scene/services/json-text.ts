/** Values of a scene as JSON text: what is not JSON-like is refused where the scene hands it over, not lost on its way. */
import { encodePlain, RemoteViewError, type PlainValue } from '@remote-view/protocol';

/** Nesting of a value; as that of a message, less what a message puts around it. */
const MAX_DEPTH = 14;
const MAX_NODES = 200_000;

/** @throws RemoteViewError `malformed-message` or `message-too-large` */
export function toJsonText(value: PlainValue, maxBytes: number, what: string): string {
  encodePlain(value, { maxBytes, maxDepth: MAX_DEPTH, maxNodes: MAX_NODES });
  const text = JSON.stringify(value) ?? 'null';
  const bytes = Buffer.byteLength(text);
  if (bytes > maxBytes) throw tooLarge(`${what} is larger than it may be.`, { bytes, maxBytes });
  return text;
}

/** Frozen: whoever changed what they got would change nothing. */
export function fromJsonText(text: string): PlainValue {
  return JSON.parse(text, (_key, value: unknown) => Object.freeze(value)) as PlainValue;
}

/** @throws RemoteViewError `malformed-message` */
export function assertKey(key: string, maxChars: number): void {
  if (typeof key === 'string' && key !== '' && key.length <= maxChars) return;
  throw new RemoteViewError('malformed-message', `A key is a string of 1 to ${maxChars} characters.`);
}

export function tooLarge(problem: string, context: Readonly<Record<string, number>>): RemoteViewError {
  return new RemoteViewError('message-too-large', problem, { context });
}
