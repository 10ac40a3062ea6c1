/**
 * Who may do what in a session: roles and rights, as a viewer's token grants them. The gateway checks them when a viewer joins,
 * the host on each message of its peer connection.
 */
import { Type } from './type.ts';
import type { Static } from 'typebox';
import { Id, TOKEN_CHARS } from './schema-parts.ts';

/** - `owner`: may also end the session and let others in. - `controller`: acts in the scene. - `spectator`: looks on. */
export const ROLES = ['owner', 'controller', 'spectator'] as const;
export type Role = (typeof ROLES)[number];

/**
 * What a viewer may send to the scene and to the others. `pointer` is mouse, touch, pen and wheel; `keyboard` also text;
 * `messages` those of the application; `chat` is for the viewers among each other.
 */
export const RIGHTS = [
  'pointer',
  'keyboard',
  'gamepad',
  'sensors',
  'clipboard',
  'messages',
  'chat',
  'files',
  'microphone',
] as const;
export type Right = (typeof RIGHTS)[number];

/** What a role may do where its token does not say. */
export const RIGHTS_OF: Readonly<Record<Role, readonly Right[]>> = {
  owner: RIGHTS,
  controller: RIGHTS,
  spectator: ['chat'],
};

/** Of the rights that a token or a wish names, those that the role has; all of the role's where none are named. */
export function rightsWithin(role: Role, named?: readonly Right[]): Right[] {
  return RIGHTS_OF[role].filter((right) => named?.includes(right) ?? true);
}

export const RoleSchema = Type.Unsafe<Role>({ type: 'string', enum: [...ROLES] });
export const RightsSchema = Type.Array(Type.Unsafe<Right>({ type: 'string', enum: [...RIGHTS] }), {
  maxItems: RIGHTS.length,
});

/** `aud` of the tokens that let a viewer into a session. */
export const VIEWER_AUDIENCE = 'remote-view';

/** How these tokens are signed and read, by gateways and hosts alike (RFC 8725: one algorithm, one type, one audience). */
export const VIEWER_TOKEN = {
  algorithm: 'EdDSA',
  /** `typ` (RFC 8725 section 3.11): no other JWT can be taken for one. */
  type: 'rv-viewer+jwt',
  maxChars: TOKEN_CHARS,
  /** By how much the clocks of two machines may differ, s. */
  clockTolerance: 5,
} as const;

/**
 * Claims of a viewer's token (RFC 7519), which a gateway signs and a host verifies. `sid` is the session, `tid` the tenant it
 * counts for, `sub` whoever the backend says that the viewer is.
 */
export const ViewerClaims = Type.Object({
  aud: Type.Literal(VIEWER_AUDIENCE),
  sid: Id,
  tid: Id,
  sub: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
  role: RoleSchema,
  rights: RightsSchema,
  iat: Type.Integer({ minimum: 0 }),
  /** Seconds since 1970. */
  exp: Type.Integer({ minimum: 0 }),
});
export type ViewerClaims = Static<typeof ViewerClaims>;

/** Public part of a key that tokens are signed with (RFC 7517, RFC 8037: Ed25519). */
export const PublicKey = Type.Object(
  {
    kty: Type.Literal('OKP'),
    crv: Type.Literal('Ed25519'),
    x: Type.String({ minLength: 43, maxLength: 43, pattern: '^[A-Za-z0-9_-]+$' }),
    kid: Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9_-]+$' }),
  },
  { additionalProperties: false },
);
export type PublicKey = Static<typeof PublicKey>;
