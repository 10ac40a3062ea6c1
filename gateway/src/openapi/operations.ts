/** What the descriptions of several operations have in common. Who may call one is checked by a hook of its route, not here. */
import { Type } from 'typebox';

/** A backend or an operator. */
export const BY_KEY = [{ apiKey: [] }];
/** A viewer. */
export const BY_TOKEN = [{ viewerToken: [] }];
/** Either, of the session's own tenant. */
export const BY_KEY_OR_TOKEN = [...BY_KEY, ...BY_TOKEN];

/** Body of a 204. */
export const NOTHING = Type.Unsafe<undefined>({ type: 'null' });
/** A body of bytes. */
export const BYTES = Type.Unsafe<Buffer>({ type: 'string', format: 'binary' });
