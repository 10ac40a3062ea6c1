/** The gateway as a viewer sees it: where it is, and the requests that make a session and end it. */
import { explain, LIMITS, parseJson, RemoteViewError, rest, SceneName } from '@remote-view/protocol';
import type { Reason } from './transition.ts';

export interface Gateway {
  /** Whether `src` said where it is. */
  readonly isNamed: boolean;
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
 * @param fallback what a relative `src` is relative to; without `src` only its origin counts
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
  const sessions = new URL('v1/sessions', base);
  return { isNamed: src !== '', sessions, signal: socket('v1/signal'), media: socket('v1/media') };
}

/** @throws RemoteViewError `bad-configuration` for what cannot be the name of a scene */
export function assertSceneName(scene: string): void {
  if (explain(SceneName, scene) === undefined) return;
  if (scene === '') throw new RemoteViewError('bad-configuration', 'There is neither a scene nor a session to show.');
  throw new RemoteViewError('bad-configuration', `'${scene.slice(0, 64)}' is not the name of a scene.`);
}

/**
 * What a backend gave the page, which frameworks may write as `undefined`.
 * @throws RemoteViewError `bad-configuration` where one half is missing, `bad-token` and `unknown-session` for what cannot be one
 */
export function readCredentials(session: string, token: string): Credentials | null {
  if (!session && !token) return null;
  if (!session || !token) {
    throw new RemoteViewError('bad-configuration', `There is no '${session ? 'token' : 'session'}'. Set both.`);
  }
  if (explain(rest.CreatedSession.properties.token, token) !== undefined) throw new RemoteViewError('bad-token');
  if (explain(rest.CreatedSession.properties.id, session) !== undefined) throw new RemoteViewError('unknown-session');
  return { session, token };
}

/**
 * Why a gateway that could not be reached refuses this page; null where it does not, or is not there. Browsers tell a page
 * neither of a refused WebSocket nor of a failed preflight, but this request needs none, and its answer can be read.
 */
export async function refusalOf(gateway: Gateway, signal: AbortSignal): Promise<RemoteViewError | null> {
  try {
    const response = await fetch(new URL('scenes', gateway.sessions), { credentials: 'omit', signal });
    return response.status === 403 ? readProblem(403, await response.text(), gateway) : null;
  } catch {
    return null;
  }
}

/**
 * Asks the gateway for a session.
 * @param wish the scene, and where it shall run
 * @throws RemoteViewError with the gateway's own code, or `gateway-unreachable`, or `bad-configuration` where something
 * else than a gateway answers
 */
export async function createSession(
  gateway: Gateway,
  wish: rest.CreateSession,
  signal: AbortSignal,
): Promise<NewSession> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(gateway.sessions, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(wish),
      credentials: 'omit',
      signal,
    });
    text = await response.text();
  } catch (cause) {
    throw new RemoteViewError('gateway-unreachable', undefined, { cause });
  }
  if (!response.ok) throw readProblem(response.status, text, gateway, response.headers.get('retry-after'));
  try {
    const { id, token, iceServers } = parseJson(rest.CreatedSession, text, LIMITS.signalingBytes);
    return { session: id, token, iceServers };
  } catch (cause) {
    throw notAGateway(gateway, cause);
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

/**
 * The error that an answer with a status of 400 and up stands for.
 * @param retryAfter the header (RFC 9110 section 10.2.3); a date counts as none, and no gateway sends one
 */
export function readProblem(
  status: number,
  text: string,
  gateway: Gateway,
  retryAfter: string | null = null,
): RemoteViewError {
  const context = /^\d+$/u.test(retryAfter ?? '') ? { retryAfter: Number(retryAfter) } : {};
  try {
    const { code, detail } = parseJson(rest.Problem, text, LIMITS.signalingBytes);
    return new RemoteViewError(code, detail, { context });
  } catch (cause) {
    // A proxy in front of the gateway answers in its own words.
    if (status < 500 && status !== 429) return notAGateway(gateway, cause);
    return new RemoteViewError('gateway-unreachable', undefined, { cause, context: { status, ...context } });
  }
}

function notAGateway({ sessions, isNamed }: Gateway, cause: unknown): RemoteViewError {
  const text = `What answers at ${sessions.href} is no Remote View gateway.`;
  const remedy = isNamed ? "Correct 'src'." : "Set 'src' to the address of one.";
  return new RemoteViewError('bad-configuration', `${text} ${remedy}`, { cause });
}

/** A reason for people, without the context in brackets that is meant for logs. */
export function readableText(message: string): string {
  return message.replace(/\s*\[[^[\]]*\]$/u, '');
}

/** What any thrown value means to the connection and to people. */
export function reasonOf(thrown: unknown): Reason {
  const { code, message, context } = RemoteViewError.from(thrown);
  const { retryAfter } = context;
  return {
    code,
    text: readableText(message),
    ...(typeof retryAfter === 'number' && { retryAfter: retryAfter * 1_000 }),
  };
}
