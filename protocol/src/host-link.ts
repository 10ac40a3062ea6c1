/**
 * The link between a renderer host and the gateway: JSON over a WebSocket that the host dials (`/v1/hosts`,
 * `remote-view-host.v1`), so hosts need no inbound TCP port.
 *
 * The host registers first. After a lost link it registers again with the sessions it still runs, and the gateway
 * takes them back: neither a gateway's restart nor a cut link ends a stream.
 */
import { Type } from './type.ts';
import type { Static } from 'typebox';
import { PublicKey } from './access.ts';
import { SessionRules } from './session-control.ts';
import {
  ErrorCodeSchema,
  Id,
  Labels,
  Resources,
  SceneInfo,
  SceneName,
  Sdp,
  SecretId,
  Tenant,
  Text,
  Token,
  Version,
} from './schema-parts.ts';

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

/** An Ed25519 signature of a gateway: it gave this session, of this tenant, to this host. Opaque to the host. */
export const SessionProof = Type.String({ minLength: 86, maxLength: 86, pattern: '^[A-Za-z0-9_-]+$' });

/** What a gateway must be told of a session to take it back. */
const SESSION = { session: Id, scene: SceneName, tenant: Tenant, rules: SessionRules, proof: SessionProof };

export const HostSession = Type.Object(SESSION, { additionalProperties: false });
export type HostSession = Static<typeof HostSession>;

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
    /** What there is for all sessions together, beside slots. */
    resources: Type.Optional(Resources),
    /** `region=…`, `zone=…`, `gpu=…` and what else operators allocate by. */
    labels: Type.Optional(Labels),
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

/** Host: how many viewers the session has, at every change. */
export const SessionViewers = Type.Object(
  { type: Type.Literal('viewers'), session: Id, count: Type.Integer({ minimum: 0, maximum: 1_000 }) },
  { additionalProperties: false },
);

/** Host: what `viewer` had of the session is over. */
export const ViewerGone = Type.Object(
  { type: Type.Literal('viewer-gone'), session: Id, viewer: Id },
  { additionalProperties: false },
);

/** Host: the picture that was asked for, a JPEG in base64; missing where there is none. */
export const HostThumbnail = Type.Object(
  {
    type: Type.Literal('thumbnail'),
    session: Id,
    request: Id,
    jpeg: Type.Optional(Type.String({ maxLength: 49_152, pattern: '^[A-Za-z0-9+/]+=*$' })),
  },
  { additionalProperties: false },
);

/** Host: how it is, every few seconds and at every change of `draining`. */
export const HostReport = Type.Object(
  {
    type: Type.Literal('report'),
    /** Sessions that could start at once. */
    warm: Type.Integer({ minimum: 0, maximum: MAX_SESSIONS }),
    /** Busy share of all cores, 0..1. */
    cpu: Type.Number({ minimum: 0, maximum: 1 }),
    /** Of the machine, MiB. */
    freeMemory: Type.Integer({ minimum: 0, maximum: 16_777_216 }),
    /** It was asked to stop: it takes no new sessions and waits for those that run. */
    draining: Type.Boolean(),
  },
  { additionalProperties: false },
);
export type HostReport = Static<typeof HostReport>;

export const HostMessage = Type.Union([
  Register,
  SessionReady,
  HostAnswer,
  HostFailure,
  HostRenegotiate,
  SessionEnded,
  SessionViewers,
  ViewerGone,
  HostThumbnail,
  HostReport,
]);
export type HostMessage = Static<typeof HostMessage>;

/** Gateway: the host is listed. With `keys` it verifies the tokens of viewers, unless its operator gave it keys. */
export const Registered = Type.Object(
  { type: Type.Literal('registered'), host: Id, keys: Type.Array(PublicKey, { maxItems: 16 }) },
  { additionalProperties: false },
);

/** Gateway: run this scene. Asking again for a session that runs is answered with `session-ready`. `proof` comes back as it is. */
export const StartSession = Type.Object({ type: Type.Literal('start'), ...SESSION }, { additionalProperties: false });

/**
 * What the gateway says of a viewer whose token was right: its socket, its page, which may have had others before, and a token
 * of a gateway for this session, for the host to see for itself.
 */
const VIEWER = { session: Id, viewer: Id, page: SecretId, peer: Id, token: Token };

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

/** Gateway: end what this viewer has of the session. */
export const EndViewer = Type.Object(
  { type: Type.Literal('end-viewer'), session: Id, viewer: Id },
  { additionalProperties: false },
);

/** Gateway: somebody wants to see what the session shows, small. */
export const ThumbnailWish = Type.Object(
  { type: Type.Literal('thumbnail'), session: Id, request: Id },
  { additionalProperties: false },
);

/** Gateway: the registration or a message was refused; the socket closes next. */
export const HostRefused = Type.Object(
  { type: Type.Literal('error'), code: ErrorCodeSchema, message: Text },
  { additionalProperties: false },
);

export const GatewayToHost = Type.Union([
  Registered,
  StartSession,
  HostOffer,
  HostRelay,
  EndSession,
  EndViewer,
  ThumbnailWish,
  HostRefused,
]);
export type GatewayToHost = Static<typeof GatewayToHost>;
