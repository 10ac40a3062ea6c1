/**
 * The link between a renderer host and the gateway: JSON over a WebSocket that the host dials (`/v1/hosts`,
 * `remote-view-host.v1`), so hosts need no inbound TCP port.
 *
 * The host registers first. After a lost link it registers again with the sessions it still runs, and the gateway
 * takes them back: neither a gateway's restart nor a cut link ends a stream.
 */
import { Type } from './type.ts';
import type { Static } from 'typebox';
import { SessionRules } from './session-control.ts';
import { ErrorCodeSchema, Id, SceneInfo, SceneName, Sdp, SecretId, Text, Token, Version } from './schema-parts.ts';

/** SHA-256 of a session's token, hex: what a host keeps of it, so that a gateway can take a session back. */
const TokenHash = Type.String({ minLength: 64, maxLength: 64, pattern: '^[0-9a-f]+$' });

/** What the host renders and encodes with, for people and for result files. */
export const HostMachine = Type.Object(
  {
    adapter: Type.String({ maxLength: 200 }),
    software: Type.Boolean(),
    encoder: Type.String({ maxLength: 100 }),
  },
  { additionalProperties: false },
);
export type HostMachine = Static<typeof HostMachine>;

export const HostSession = Type.Object(
  { session: Id, scene: SceneName, tokenHash: TokenHash },
  { additionalProperties: false },
);

/** Scenes and sessions of one host: a registration that lists them all still fits in one message. */
export const MAX_SCENES = 64;
export const MAX_SESSIONS = 100;

/** Host: I am here. `incarnation` changes with every start of the host process and fences off older ones. */
export const Register = Type.Object(
  {
    type: Type.Literal('register'),
    version: Version,
    host: Id,
    incarnation: Id,
    capacity: Type.Integer({ minimum: 1, maximum: MAX_SESSIONS }),
    scenes: Type.Array(SceneInfo, { maxItems: MAX_SCENES }),
    machine: HostMachine,
    sessions: Type.Array(HostSession, { maxItems: MAX_SESSIONS }),
    /** Why the host can take no sessions at all (no GPU, say): it is listed, so that people learn it, and left alone. */
    problem: Type.Optional(Type.Object({ code: ErrorCodeSchema, message: Text }, { additionalProperties: false })),
  },
  { additionalProperties: false },
);

/** Host: the session's processes are up and its scene is loading. */
export const SessionReady = Type.Object(
  { type: Type.Literal('session-ready'), session: Id },
  { additionalProperties: false },
);

export const HostAnswer = Type.Object(
  { type: Type.Literal('answer'), session: Id, viewer: Id, peer: Id, sdp: Sdp },
  { additionalProperties: false },
);

/** Host: this viewer's offer was refused. */
export const HostFailure = Type.Object(
  {
    type: Type.Literal('viewer-error'),
    session: Id,
    viewer: Id,
    peer: Id,
    code: ErrorCodeSchema,
    message: Text,
  },
  { additionalProperties: false },
);

/** Host: the stream process of the session was replaced; every viewer must offer again. */
export const HostRenegotiate = Type.Object(
  { type: Type.Literal('renegotiate'), session: Id, code: ErrorCodeSchema, message: Text },
  { additionalProperties: false },
);

/** Host: the session is over here and its slot is free. */
export const SessionEnded = Type.Object(
  { type: Type.Literal('session-ended'), session: Id, code: ErrorCodeSchema, message: Text },
  { additionalProperties: false },
);

export const HostMessage = Type.Union([Register, SessionReady, HostAnswer, HostFailure, HostRenegotiate, SessionEnded]);
export type HostMessage = Static<typeof HostMessage>;

/** Gateway: the host is listed. */
export const Registered = Type.Object({ type: Type.Literal('registered'), host: Id }, { additionalProperties: false });

/** Gateway: run this scene. Asking again for a session that runs is answered with `session-ready`. */
export const StartSession = Type.Object(
  { type: Type.Literal('start'), session: Id, scene: SceneName, tokenHash: TokenHash, rules: SessionRules },
  { additionalProperties: false },
);

/** What the gateway says of a viewer whose token was right: its socket, and its page, which may have had others before. */
const VIEWER = { session: Id, viewer: Id, page: SecretId, peer: Id };

/**
 * Gateway: an offer by a viewer whose token was right. `address` is the IP address that the viewer's socket comes from: the
 * only one that a host sends connectivity checks to before the viewer has shown by its own where it is.
 */
export const HostOffer = Type.Object(
  { type: Type.Literal('offer'), ...VIEWER, sdp: Sdp, address: Type.String({ maxLength: 64 }) },
  { additionalProperties: false },
);

/** Gateway: a viewer whose token was right wants its media relayed: attach on `/v1/media` with this ticket. */
export const HostRelay = Type.Object(
  { type: Type.Literal('relay'), ...VIEWER, ticket: Token },
  { additionalProperties: false },
);

/** Gateway: end the session. */
export const EndSession = Type.Object(
  { type: Type.Literal('end'), session: Id, code: ErrorCodeSchema },
  { additionalProperties: false },
);

/** Gateway: the registration or a message was refused; the socket closes next. */
export const HostRefused = Type.Object(
  { type: Type.Literal('error'), code: ErrorCodeSchema, message: Text },
  { additionalProperties: false },
);

export const GatewayToHost = Type.Union([Registered, StartSession, HostOffer, HostRelay, EndSession, HostRefused]);
export type GatewayToHost = Static<typeof GatewayToHost>;
