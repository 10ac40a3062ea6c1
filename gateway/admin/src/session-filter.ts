/** Which sessions are shown: what the gateway can look for it is asked for, the rest is looked for here. */
import type { rest } from '@remote-view/protocol';

export interface SessionFilter {
  /** `live`: whatever is not over. */
  readonly state: 'live' | 'any' | rest.SessionStateName;
  /** Empty: of all. */
  readonly tenant: string;
  /** `key=value`; empty: whatever they have. */
  readonly label: string;
  /** Anywhere in what is shown of it. */
  readonly text: string;
}

export const NO_FILTER: SessionFilter = { state: 'live', tenant: '', label: '', text: '' };

/** Most that are shown: a page with more is of no use to anybody. */
export const MAX_SHOWN = 200;

const LABEL = /^[a-z0-9][a-z0-9._/-]{0,31}=[A-Za-z0-9._-]{1,63}$/;

/** A label that is typed is none until it is complete. */
export function isLabel(text: string): boolean {
  return LABEL.test(text);
}

export function queryOf({ state, tenant, label }: SessionFilter): URLSearchParams {
  // Those that are over are among the newest, and fall out here.
  const query = new URLSearchParams({ limit: String(state === 'live' ? 1_000 : MAX_SHOWN) });
  if (state !== 'live' && state !== 'any') query.set('state', state);
  if (tenant !== '') query.set('tenant', tenant);
  if (isLabel(label)) query.set('label', label);
  return query;
}

export function fits({ state, text }: SessionFilter, session: rest.SessionInfo): boolean {
  if (state === 'live' && session.state === 'ended') return false;
  const { id, scene, tenant, host = '', labels, metadata = '' } = session;
  const all = [id, scene, tenant, host, ...labels, metadata].join('\n').toLowerCase();
  return all.includes(text.trim().toLowerCase());
}
