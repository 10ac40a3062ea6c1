/** Bodies of the gateway's REST interface. */
import { Type } from './type.ts';
import type { Static } from 'typebox';
import { RULE_PARTS } from './session-control.ts';
import { ErrorCodeSchema, IceServer, Id, SceneInfo, SceneName, Text, Token } from './schema-parts.ts';

/** Body of `POST /v1/sessions`. */
export const CreateSession = Type.Object(
  {
    scene: SceneName,
    control: Type.Optional(RULE_PARTS.control),
    controlIdleSeconds: Type.Optional(RULE_PARTS.controlIdleSeconds),
    afkAfterSeconds: Type.Optional(RULE_PARTS.afkAfterSeconds),
  },
  { additionalProperties: false },
);
export type CreateSession = Static<typeof CreateSession>;

/** `queued`: there is no free slot yet; who joins is told its place in the queue, and when its turn has come. */
const GrantedState = Type.Unsafe<'starting' | 'queued'>({ type: 'string', enum: ['starting', 'queued'] });

/** Answer of `POST /v1/sessions` (201). The token lets its bearer join this session and no other. */
export const CreatedSession = Type.Object(
  { id: Id, token: Token, scene: SceneName, state: GrantedState, iceServers: Type.Array(IceServer) },
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

/** Body of every answer with a status of 400 and up. */
export const Problem = Type.Object(
  { statusCode: Type.Integer(), code: ErrorCodeSchema, message: Text },
  { additionalProperties: false },
);
export type Problem = Static<typeof Problem>;
