/**
 * A session that survives a reload of its page. It is in the tab's storage only between the two pages: a tab that is duplicated
 * meanwhile, or another element, joins nobody's session.
 */
import type { Credentials } from './gateway.ts';

const PREFIX = 'remote-view ';

/** For the next page of this tab. A browser that keeps nothing for pages leaves it at that. */
export function keepSession(name: string, { session, token }: Credentials): void {
  try {
    sessionStorage.setItem(PREFIX + name, JSON.stringify([session, token]));
  } catch {
    // Storage is full, or denied to this page.
  }
}

/** What the page before has kept, once. */
export function takeSession(name: string): Credentials | null {
  try {
    const text = sessionStorage.getItem(PREFIX + name);
    sessionStorage.removeItem(PREFIX + name);
    const kept: unknown = JSON.parse(text ?? 'null');
    if (!Array.isArray(kept)) return null;
    const [session, token] = kept as unknown[];
    return typeof session === 'string' && typeof token === 'string' ? { session, token } : null;
  } catch {
    return null;
  }
}
