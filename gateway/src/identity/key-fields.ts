/** What files of keys have in common, and how they are read. */
import type { Static, TSchema } from 'typebox';
import { RemoteViewError, Type, parseJson, type Millis } from '@remote-view/protocol';

/** Characters. 10,000 keys fit. */
const MAX_FILE_CHARS = 4_194_304;

export const MAX_KEYS = 10_000;

/** Of a key, for logs and audits. */
export const KeyName = Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9._-]+$' });
export const KeyHash = Type.String({ minLength: 64, maxLength: 64, pattern: '^[0-9a-f]+$' });
/** RFC 3339; a date alone would leave open where its day ends. */
export const Expiry = Type.String({
  maxLength: 35,
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)$',
});

/**
 * Reads a file of keys.
 * @param what for the error
 * @throws RemoteViewError `bad-configuration`; its text never shows what is in the file
 */
export function readKeyFile<S extends TSchema>(schema: S, text: string, what: string): Static<S> {
  try {
    return parseJson(schema, text, MAX_FILE_CHARS);
  } catch (thrown) {
    // JSON.parse quotes what it did not understand, so its error is not handed on.
    const { message } = RemoteViewError.from(thrown);
    throw new RemoteViewError('bad-configuration', `${what} cannot be used. ${message}`);
  }
}

/** @throws RemoteViewError `bad-configuration` */
export function expiryOf(name: string, text: string | undefined): { readonly expiresAt?: Millis } {
  if (text === undefined) return {};
  const expiresAt = Date.parse(text);
  if (Number.isNaN(expiresAt))
    throw new RemoteViewError('bad-configuration', `There is no such time: ${name}, ${text}.`);
  return { expiresAt };
}
