/** Bodies of the gateway's REST interface. */
import { Type } from './type.ts';
import type { Static } from 'typebox';
import { RightsSchema, RoleSchema } from './access.ts';
import { RULE_PARTS, SessionRules } from './session-control.ts';
import {
  ErrorCodeSchema,
  IceServer,
  Id,
  Label,
  Labels,
  SceneInfo,
  SceneName,
  SceneVersion,
  Tenant,
  Text,
  Token,
} from './schema-parts.ts';

/** The line that a session stands in where all slots are taken: who is in a higher class goes first. */
export const PRIORITIES = ['high', 'normal', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];
export const PrioritySchema = Type.Unsafe<Priority>({ type: 'string', enum: [...PRIORITIES] });

export const Region = Type.String({ minLength: 1, maxLength: 32, pattern: '^[a-z0-9][a-z0-9.-]*$' });

/** Which hosts a session may run on, and which are better. */
export const Placement = Type.Object(
  {
    /** What its host must be labelled with, all of it. */
    labels: Type.Optional(Labels),
    /** Round trips from the viewer, ms, to the regions that hosts are labelled with (`region=…`): the nearest is preferred. */
    rtt: Type.Optional(
      Type.Array(
        Type.Object(
          { region: Region, ms: Type.Number({ minimum: 0, maximum: 60_000 }) },
          { additionalProperties: false },
        ),
        { maxItems: 16 },
      ),
    ),
  },
  { additionalProperties: false },
);
export type Placement = Static<typeof Placement>;

/** What a viewer's token shall grant. */
const GRANT = {
  role: Type.Optional(RoleSchema),
  /** Less than the role has. */
  rights: Type.Optional(RightsSchema),
  /** Whoever the backend says that the viewer is. */
  subject: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
  /** The token is good for so long. */
  seconds: Type.Optional(Type.Integer({ minimum: 10, maximum: 604_800 })),
};

/** Body of `POST /v1/sessions/:session/tokens`. */
export const TokenWish = Type.Object(GRANT, { additionalProperties: false });
export type TokenWish = Static<typeof TokenWish>;

/** Answer of `POST /v1/sessions/:session/tokens` (201). */
export const GrantedToken = Type.Object(
  { token: Token, role: RoleSchema, rights: RightsSchema, expiresAt: Type.String() },
  { additionalProperties: false },
);
export type GrantedToken = Static<typeof GrantedToken>;

const METADATA = Type.String({ maxLength: 1_024 });

/** Body of `POST /v1/sessions`. */
export const CreateSession = Type.Object(
  {
    scene: SceneName,
    version: Type.Optional(SceneVersion),
    placement: Type.Optional(Placement),
    priority: Type.Optional(PrioritySchema),
    /** To find it by. */
    labels: Type.Optional(Labels),
    /** The backend's own; given back as it is. */
    metadata: Type.Optional(METADATA),
    /** Of the token in the answer. Default: an owner's. */
    token: Type.Optional(TokenWish),
    control: Type.Optional(RULE_PARTS.control),
    controlIdleSeconds: Type.Optional(RULE_PARTS.controlIdleSeconds),
    afkAfterSeconds: Type.Optional(RULE_PARTS.afkAfterSeconds),
    graceSeconds: Type.Optional(RULE_PARTS.graceSeconds),
    maxSeconds: Type.Optional(RULE_PARTS.maxSeconds),
  },
  { additionalProperties: false },
);
export type CreateSession = Static<typeof CreateSession>;

export const SESSION_STATES = ['queued', 'starting', 'ready', 'active', 'disconnected', 'ended'] as const;
export type SessionStateName = (typeof SESSION_STATES)[number];
const SessionStateSchema = Type.Unsafe<SessionStateName>({ type: 'string', enum: [...SESSION_STATES] });

/** Answer of `GET /v1/sessions/:session`. */
export const SessionInfo = Type.Object(
  {
    id: Id,
    tenant: Tenant,
    scene: SceneName,
    state: SessionStateSchema,
    /** Why it ended. */
    reason: Type.Optional(Type.Object({ code: ErrorCodeSchema, message: Text }, { additionalProperties: false })),
    host: Type.Optional(Id),
    priority: PrioritySchema,
    labels: Labels,
    metadata: Type.Optional(METADATA),
    rules: SessionRules,
    /** Peer connections alive. */
    viewers: Type.Integer({ minimum: 0 }),
    /** RFC 3339. */
    createdAt: Type.String(),
  },
  { additionalProperties: false },
);
export type SessionInfo = Static<typeof SessionInfo>;

/** Where a list goes on; opaque. */
const Cursor = Type.String({ minLength: 1, maxLength: 15, pattern: '^[0-9]+$' });

/** Query of `GET /v1/sessions`. */
export const SessionQuery = Type.Object(
  {
    state: Type.Optional(SessionStateSchema),
    /** May be given several times: sessions that have all of them. */
    label: Type.Optional(Type.Union([Label, Labels])),
    /** For keys of operators; other keys see the sessions of their own tenant. */
    tenant: Type.Optional(Tenant),
    /** 1..1000; default 100. */
    limit: Type.Optional(Type.String({ maxLength: 4, pattern: '^[1-9][0-9]{0,2}$|^1000$' })),
    /** `next` of the answer before: older ones than those. */
    after: Type.Optional(Cursor),
  },
  { additionalProperties: false },
);
export type SessionQuery = Static<typeof SessionQuery>;

/** Headers of `POST /v1/sessions`: the same key with the same request means the same session. */
export const IdempotencyHeaders = Type.Object({
  'idempotency-key': Type.Optional(Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9._:+/=-]+$' })),
});

/** Answer of `GET /v1/regions`: an address in each that a page can measure the way to. */
export const RegionList = Type.Object(
  {
    regions: Type.Array(
      Type.Object({ name: Region, url: Type.String({ maxLength: 2_048 }) }, { additionalProperties: false }),
    ),
  },
  { additionalProperties: false },
);
export type RegionList = Static<typeof RegionList>;

/** Answer of `GET /v1/sessions`. `next`: there may be more, also where this page has fewer than `limit`, or none. */
export const SessionList = Type.Object(
  { sessions: Type.Array(SessionInfo), next: Type.Optional(Cursor) },
  { additionalProperties: false },
);
export type SessionList = Static<typeof SessionList>;

/**
 * Answer of `POST /v1/sessions` (201). The token lets its bearer join this session and no other. `queued`: there is no free slot yet;
 * who joins is told its place in the queue, and when its turn has come.
 */
export const CreatedSession = Type.Object(
  { id: Id, token: Token, scene: SceneName, state: SessionStateSchema, iceServers: Type.Array(IceServer) },
  { additionalProperties: false },
);
export type CreatedSession = Static<typeof CreatedSession>;

/** What `DELETE /v1/sessions/:session` names; the token of the session is its bearer token. */
export const SessionPath = Type.Object({ session: Id }, { additionalProperties: false });
export type SessionPath = Static<typeof SessionPath>;

/** Answer of `GET /v1/scenes`. */
export const SceneList = Type.Object({ scenes: Type.Array(SceneInfo) }, { additionalProperties: false });
export type SceneList = Static<typeof SceneList>;
export type SceneInfo = Static<typeof SceneInfo>;

/** Body of every answer with a status of 400 and up (RFC 9457), as `application/problem+json`. */
export const Problem = Type.Object(
  {
    /** `urn:remote-view:` and the code. */
    type: Type.String({ minLength: 17, maxLength: 80, pattern: '^urn:remote-view:[a-z0-9-]+$' }),
    /** What the code means, always the same. */
    title: Text,
    /** That of the answer. */
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    /** What happened this time, for people. */
    detail: Text,
    code: ErrorCodeSchema,
    /** Names the request, in the log too. */
    instance: Type.String({ minLength: 10, maxLength: 80, pattern: '^urn:uuid:[0-9a-f-]+$' }),
  },
  { additionalProperties: false },
);
export type Problem = Static<typeof Problem>;
