/**
 * The first message on a socket. Its version is looked at before anything else it says: a peer of another version may
 * well send fields that our schema would call malformed, and must hear the true reason.
 */
import type { Static, TSchema } from 'typebox';
import { LIMITS, PROTOCOL_VERSION, RemoteViewError, Type, parseJson, signaling } from '@remote-view/protocol';
import type { PeerSocket } from './peer-socket.ts';
import type { Rejections } from './rejections.ts';

const Envelope = Type.Object({ type: Type.String(), version: Type.Optional(Type.Integer()) });

export interface GreetingForm<S extends TSchema> {
  readonly type: 'join' | 'register' | 'attach';
  readonly schema: S;
}

/**
 * Returns the greeting; undefined where it was refused and the socket closed.
 * @throws RemoteViewError for what does not parse; the socket's dispatcher answers that
 */
export function readGreeting<S extends TSchema>(
  socket: PeerSocket,
  rejections: Rejections,
  text: string,
  { type, schema }: GreetingForm<S>,
): Static<S> | undefined {
  const envelope = parseJson(Envelope, text, LIMITS.signalingBytes);
  if (envelope.type !== type) {
    rejections.add('malformed');
    const error = new RemoteViewError('malformed-message', `The first message must be a '${type}'.`);
    socket.refuse(error, signaling.CLOSE.joinTimeout);
    return undefined;
  }
  if (envelope.version !== undefined && envelope.version !== PROTOCOL_VERSION) {
    rejections.add('unsupported-version');
    const context = { version: envelope.version, supported: PROTOCOL_VERSION };
    socket.refuse(new RemoteViewError('unsupported-version', undefined, { context }), signaling.CLOSE.refused);
    return undefined;
  }
  return parseJson(schema, text, LIMITS.signalingBytes);
}
