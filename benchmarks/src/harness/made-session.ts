/** A session that a backend makes, and the attributes of a page that joins it. */
import type { rest } from '@remote-view/protocol';

export interface MadeSession {
  readonly id: string;
  readonly token: string;
  /** As they stand in HTML. */
  readonly attributes: string;
}

/** A session that is over, and whose token is good. */
export async function endedSession(url: string, body: rest.CreateSession = { scene: 'colours' }): Promise<MadeSession> {
  const session = await makeSession(url, body);
  const headers = { authorization: `Bearer ${session.token}` };
  await fetch(new URL(`/v1/sessions/${session.id}`, url), { method: 'DELETE', headers });
  return session;
}

export async function makeSession(url: string, body: rest.CreateSession): Promise<MadeSession> {
  const response = await fetch(`${url}/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(await response.text());
  const { id, token } = (await response.json()) as rest.CreatedSession;
  return { id, token, attributes: `session="${id}" token="${token}"` };
}
