/**
 * Signaling between a viewer and the gateway: JSON over a WebSocket on `/v1/signal` (`remote-view.v1`).
 *
 * The viewer speaks first: `join` within 5 s, and it may send its `offer` right behind without waiting for `joined`.
 * Media and input never pass here: losing this socket leaves a running stream as it is.
 */
import { Type } from './type.ts';
import type { Static } from 'typebox';
import { LIMITS } from './version.ts';
import { RightsSchema, RoleSchema } from './access.ts';
import { ErrorCodeSchema, Id, IceServer, SceneName, Sdp, SecretId, Text, Token, Version } from './schema-parts.ts';

/**
 * Viewer: who I am and which session I was given. The token travels here, never in a URL. `page` is the same on every socket
 * that a page opens for the session: by it the host knows who comes back. Without it each socket is somebody else.
 */
export const Join = Type.Object(
  { type: Type.Literal('join'), version: Version, session: Id, token: Token, page: Type.Optional(SecretId) },
  { additionalProperties: false },
);

/** Viewer: a WebRTC offer (RFC 8829). `peer` is echoed in the answer. */
export const Offer = Type.Object({ type: Type.Literal('offer'), peer: Id, sdp: Sdp }, { additionalProperties: false });

/**
 * Viewer: in place of an offer, media over the gateway (media-relay.ts). `peer` is echoed with the ticket. It takes the place
 * of a relay that this viewer has.
 */
export const RelayWish = Type.Object({ type: Type.Literal('relay'), peer: Id }, { additionalProperties: false });

/** Viewer: times from an input to its picture that it has measured lately, ms; for the operators' statistics. */
export const LatencyReport = Type.Object(
  {
    type: Type.Literal('latency'),
    samples: Type.Array(Type.Number({ minimum: 0, maximum: 60_000 }), { maxItems: 64 }),
  },
  { additionalProperties: false },
);

/** Where a session that waits for a slot stands. */
const STANDING = {
  /** 1: it is the next. */
  position: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
  /** By how often slots became free lately; missing where that is not known. */
  etaSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
};

/** Gateway: the token was right; these ICE servers are for this session. With `queue`, it has no slot yet. */
export const Joined = Type.Object(
  {
    type: Type.Literal('joined'),
    session: Id,
    scene: SceneName,
    iceServers: Type.Array(IceServer, { maxItems: 16 }),
    role: RoleSchema,
    rights: RightsSchema,
    queue: Type.Optional(Type.Object(STANDING, { additionalProperties: false })),
  },
  { additionalProperties: false },
);

/** Gateway: the session stands elsewhere in the queue now, or other things are known of it. */
export const Queued = Type.Object({ type: Type.Literal('queued'), ...STANDING }, { additionalProperties: false });

/** Gateway: the session has a slot; the offer can be made now. One that was made before is forgotten. */
export const Admitted = Type.Object(
  /** Fresh ones: those of `joined` may be too old by now. */
  { type: Type.Literal('admitted'), iceServers: Type.Optional(Joined.properties.iceServers) },
  { additionalProperties: false },
);

/** Gateway: the host's answer to the offer `peer`, all of its candidates inside. */
export const Answer = Type.Object(
  { type: Type.Literal('answer'), peer: Id, sdp: Sdp },
  { additionalProperties: false },
);

/** Gateway: a socket on `/v1/media` that attaches with this ticket gets the host's media, in place of an answer. */
export const RelayTicket = Type.Object(
  { type: Type.Literal('relay'), peer: Id, ticket: Token },
  { additionalProperties: false },
);

/** Gateway: the host's media end was replaced; make a new peer connection in the same session. */
export const Renegotiate = Type.Object(
  { type: Type.Literal('renegotiate'), code: ErrorCodeSchema, message: Text },
  { additionalProperties: false },
);

/** Gateway: the session is over. */
export const Ended = Type.Object(
  { type: Type.Literal('ended'), code: ErrorCodeSchema, message: Text },
  { additionalProperties: false },
);

/** Gateway: something the viewer asked for did not work; `peer` names the offer where it was one. */
export const Failure = Type.Object(
  { type: Type.Literal('error'), code: ErrorCodeSchema, message: Text, peer: Type.Optional(Id) },
  { additionalProperties: false },
);

export const ViewerMessage = Type.Union([Join, Offer, RelayWish, LatencyReport]);
export type ViewerMessage = Static<typeof ViewerMessage>;

export const GatewayToViewer = Type.Union([Joined, Queued, Admitted, Answer, RelayTicket, Renegotiate, Ended, Failure]);
export type GatewayToViewer = Static<typeof GatewayToViewer>;

/** WebSocket close codes of our own (RFC 6455 section 7.4.2 leaves 4000-4999 to applications). */
export const CLOSE = {
  /** No `join` in time, or something else before it. */
  joinTimeout: 4000,
  /** The first message was refused; an `error` message said why. */
  refused: 4001,
  /** A message was malformed, too large or one of too many; an `error` message said which. */
  protocolError: 4002,
  /** The session ended. */
  ended: 4003,
} as const;

export const SIGNALING_LIMITS = {
  maxPayload: LIMITS.signalingBytes,
  /** The first message must be here by then, ms. */
  joinWithin: 5_000,
  /** Ping interval, ms; two unanswered pings end the socket. */
  pingEvery: 10_000,
  /** Bytes a peer may leave unread before its socket is closed. */
  maxBuffered: 1_048_576,
  /** Messages a viewer may send per 10 s. */
  messagesPer10s: 100,
} as const;
