/** What a token grants: what was wished for, within the role, and never more than who asks has. */
import {
  RemoteViewError,
  RIGHTS_OF,
  rightsWithin,
  VIEWER_AUDIENCE,
  type rest,
  type Right,
  type ViewerClaims,
} from '@remote-view/protocol';
import { covers, type Principal } from './principal.ts';

export interface GrantSession {
  readonly id: string;
  readonly tenant: string;
}

export interface GrantTerms {
  readonly nowSeconds: number;
  /** How long a token is good for where nobody says. */
  readonly defaultSeconds: number;
}

/**
 * @param by a backend, or an owner of the session that lets others in
 * @throws RemoteViewError `forbidden` where it is not theirs to grant
 */
export function claimsFor(
  session: GrantSession,
  wish: rest.TokenWish,
  by: Principal | ViewerClaims,
  { nowSeconds, defaultSeconds }: GrantTerms,
): ViewerClaims {
  const ceiling = ceilingOf(by, session);
  const role = wish.role ?? 'owner';
  const { seconds = defaultSeconds } = wish;
  return {
    aud: VIEWER_AUDIENCE,
    sid: session.id,
    tid: session.tenant,
    ...(wish.subject === undefined ? {} : { sub: wish.subject }),
    role,
    rights: rightsWithin(role, wish.rights).filter((right) => ceiling.rights.includes(right)),
    iat: nowSeconds,
    exp: Math.min(nowSeconds + seconds, ceiling.exp),
  };
}

function ceilingOf(
  by: Principal | ViewerClaims,
  session: GrantSession,
): { readonly rights: readonly Right[]; readonly exp: number } {
  if ('scopes' in by) {
    if (!covers(by, session.tenant)) throw new RemoteViewError('forbidden');
    return { rights: RIGHTS_OF.owner, exp: Infinity };
  }
  const isOwner = by.role === 'owner' && by.sid === session.id && by.tid === session.tenant;
  if (!isOwner) throw new RemoteViewError('forbidden');
  return { rights: by.rights, exp: by.exp };
}
