/** The gateway as a viewer sees it: where it is, and the requests that make a session and end it. */
import { explain, LIMITS, parseJson, RemoteViewError, rest, SceneName, type ErrorCode } from '@remote-view/protocol';
import type { Reason } from './transition.ts';

export interface Gateway {
  readonly sessions: URL;
  readonly signal: URL;
  /** Where media is relayed. */
  readonly media: URL;
}

/** What joining a session takes. */
export interface Credentials {
  readonly session: string;
  readonly token: string;
}

export interface NewSession extends Credentials {
  readonly iceServers: readonly RTCIceServer[];
}

/**
 * The gateway's addresses. A base with a path (`https://example.com/view`) is a gateway behind a prefix.
 * @param src base URL; empty for `fallback`
 * @param fallback the page's or the module's own URL, of which only the origin counts
 * @throws RemoteViewError `bad-configuration`
 */
export function locateGateway(src: string, fallback: string): Gateway {
  let base: URL;
  try {
    base = src === '' ? new URL('/', fallback) : new URL(src, fallback);
  } catch (cause) {
    throw new RemoteViewError('bad-configuration', `The gateway address '${src}' is no URL.`, { cause });
  }
  if (base.protocol !== 'http:' && base.protocol !== 'https:') {
    throw new RemoteViewError('bad-configuration', `The gateway address '${base.href}' is neither http nor https.`);
  }
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  base.search = '';
  base.hash = '';
  const socket = (path: string): URL => {
    const url = new URL(path, base);
    url.protocol = base.protocol === 'https:' ? 'wss:' : 'ws:';
    return url;
  };
  return { sessions: new URL('v1/sessions', base), signal: socket('v1/signal'), media: socket('v1/media') };
}

/** @throws RemoteViewError `bad-configuration` for what cannot be the name of a scene */
export function assertSceneName(scene: string): void {
  if (explain(SceneName, scene) === undefined) return;
  throw new RemoteViewError('bad-configuration', `'${scene.slice(0, 64)}' is not the name of a scene.`);
}

/**
 * Asks the gateway for a session.
 * @throws RemoteViewError with the gateway's own code, or `gateway-unreachable`, or `bad-configuration` where something
 * else than a gateway answers
 */
export async function createSession(gateway: Gateway, scene: string, signal: AbortSignal): Promise<NewSession> {
  let status: number;
  let text: string;
  try {
    const response = await fetch(gateway.sessions, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ scene } satisfies rest.CreateSession),
      credentials: 'omit',
      signal,
    });
    status = response.status;
    text = await response.text();
  } catch (cause) {
    throw new RemoteViewError('gateway-unreachable', undefined, { cause });
  }
  if (status >= 400) throw readProblem(status, text);
  try {
    const { id, token, iceServers } = parseJson(rest.CreatedSession, text, LIMITS.signalingBytes);
    return { session: id, token, iceServers };
  } catch (cause) {
    throw notAGateway(gateway.sessions.origin, cause);
  }
}

/** Ends a session for everybody in it. The page may be about to go: the request outlives it, and nobody waits for the answer. */
export function endSession({ sessions }: Gateway, { session, token }: Credentials): void {
  const init: RequestInit = {
    method: 'DELETE',
    headers: { authorization: `Bearer ${token}` },
    credentials: 'omit',
    keepalive: true,
  };
  // Where it is not heard, the host notices in its own time that everybody has left.
  fetch(`${sessions.href}/${session}`, init).catch(() => undefined);
}

/** The error that an answer with a status of 400 and up stands for. */
export function readProblem(status: number, text: string): RemoteViewError {
  try {
    const { code, message } = parseJson(rest.Problem, text, LIMITS.signalingBytes);
    return new RemoteViewError(code, message);
  } catch (cause) {
    // A proxy in front of the gateway answers in its own words.
    const code: ErrorCode = status >= 500 || status === 429 ? 'gateway-unreachable' : 'bad-configuration';
    return new RemoteViewError(code, undefined, { cause, context: { status } });
  }
}

function notAGateway(origin: string, cause: unknown): RemoteViewError {
  return new RemoteViewError('bad-configuration', `What answers at ${origin} is no Remote View gateway.`, { cause });
}

/** A reason for people, without the context in brackets that is meant for logs. */
export function readableText(message: string): string {
  return message.replace(/\s*\[[^[\]]*\]$/u, '');
}

/** What any thrown value means to the connection and to people. */
export function reasonOf(thrown: unknown): Reason {
  const { code, message } = RemoteViewError.from(thrown);
  return { code, text: readableText(message) };
}
