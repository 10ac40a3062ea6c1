/** What a viewer's token lets it do in its session, as agent and stream process hand it on. */
import { rightsWithin, type Right, type Role, type ViewerClaims } from '@remote-view/protocol';

export interface Grant {
  readonly role: Role;
  readonly rights: readonly Right[];
  /** Whoever the backend says that the viewer is. */
  readonly name?: string;
  /** ms since 1970. */
  readonly expiresAt: number;
}

/** A role's rights are the most that its tokens grant, whatever else they name. */
export function grantOf({ role, rights, sub, exp }: ViewerClaims): Grant {
  return { role, rights: rightsWithin(role, rights), expiresAt: exp * 1_000, ...(sub !== undefined && { name: sub }) };
}

export function isOver({ expiresAt }: Grant, wallClockMs: number): boolean {
  return wallClockMs >= expiresAt;
}
