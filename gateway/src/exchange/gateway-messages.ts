/**
 * What gateways say to each other through the store: JSON. One that has a viewer's socket passes on what the viewer says to the
 * one that has its session's host, and back. Each checks that the other may speak for that viewer; tokens are verified again.
 */
import type { Static } from 'typebox';
import {
  ErrorCodeSchema,
  hostLink,
  Id,
  parseJson,
  RightsSchema,
  RoleSchema,
  signaling,
  Type,
} from '@remote-view/protocol';

const closed = { additionalProperties: false } as const;
const IceServers = signaling.Joined.properties.iceServers;
const { token: Token, page: Page } = hostLink.HostRelay.properties;
/** As `URL.origin` writes it: nothing else can be dialed. */
const ClusterUrl = Type.String({ maxLength: 256, pattern: '^https?://[A-Za-z0-9.:[\\]-]+$' });

/** To the gateway of the session's host: a viewer with this token wants in. */
const Join = Type.Object(
  {
    type: Type.Literal('join'),
    viewer: Id,
    session: Id,
    address: Type.String({ maxLength: 64 }),
    page: Page,
    token: Token,
    role: RoleSchema,
    rights: RightsSchema,
    iceServers: IceServers,
    greeting: Type.Unsafe<'joined' | 'admitted' | 'none'>({ type: 'string', enum: ['joined', 'admitted', 'none'] }),
  },
  closed,
);

/** To the gateway of the session's host. */
const Say = Type.Object(
  { type: Type.Literal('say'), viewer: Id, message: Type.Union([signaling.Offer, signaling.RelayWish]) },
  closed,
);

/** To the gateway of the session's host: the viewer's socket closed. */
const Gone = Type.Object(
  { type: Type.Literal('gone'), viewer: Id, /** It leaves with what it has at the host. */ media: Type.Boolean() },
  closed,
);

/** To the gateway of a host: a slot of it was given to this session. */
const Start = Type.Object({ type: Type.Literal('start'), session: Id }, closed);

/** To the gateway of the session's host. */
const End = Type.Object(
  { type: Type.Literal('end'), session: Id, code: ErrorCodeSchema, message: Type.String({ maxLength: 4_096 }) },
  closed,
);

/** To the gateway of the session's host: what does it show? */
const Look = Type.Object({ type: Type.Literal('look'), session: Id, request: Id }, closed);

/** To whoever asked with `look`. */
const Seen = Type.Object(
  { type: Type.Literal('seen'), request: Id, jpeg: hostLink.HostThumbnail.properties.jpeg },
  closed,
);

/** To a gateway whose ticket somebody shows: where does it take media sockets? */
const Where = Type.Object({ type: Type.Literal('where'), request: Id }, closed);

/** To whoever asked with `where`; without a door nobody can get to it. */
const Here = Type.Object(
  {
    type: Type.Literal('here'),
    request: Id,
    door: Type.Optional(Type.Object({ url: ClusterUrl, pass: Token }, closed)),
  },
  closed,
);

/** To the gateway of the viewer's socket. */
const Tell = Type.Object({ type: Type.Literal('tell'), viewer: Id, message: signaling.GatewayToViewer }, closed);

/** To the gateway of the viewer's socket. */
const Close = Type.Object(
  // RFC 6455 section 7.4.2: among the lower ones are some that cannot be sent, and one who tried would leave the socket open.
  { type: Type.Literal('close'), viewer: Id, closeCode: Type.Integer({ minimum: 3_000, maximum: 4_999 }) },
  closed,
);

/** To the gateway of the viewer's socket: what it had of the session is over. */
const MediaGone = Type.Object({ type: Type.Literal('media-gone'), viewer: Id }, closed);

/** To the gateway of the viewer's socket: its session is elsewhere. */
const Follow = Type.Object({ type: Type.Literal('follow'), viewer: Id }, closed);

/** To the gateway that a host was linked to. */
const HostMoved = Type.Object({ type: Type.Literal('host-moved'), host: Id }, closed);

/** Viewers in one message; who has more of them sends several. */
export const MAX_NAMED = 1_000;

/**
 * That it arrives is what is asked. To the gateway of sockets that sent these viewers: `gone` is the answer for each that is not there any
 * more, where that got lost.
 */
const There = Type.Object({ type: Type.Literal('there'), viewers: Type.Array(Id, { maxItems: MAX_NAMED }) }, closed);

export const GatewayMessage = Type.Union([
  Join,
  Say,
  Gone,
  Start,
  End,
  Look,
  Seen,
  Where,
  Here,
  Tell,
  Close,
  MediaGone,
  Follow,
  HostMoved,
  There,
]);
export type GatewayMessage = Static<typeof GatewayMessage>;

/** An offer in a message in a message; what a viewer may send itself is less. */
const MAX_CHARS = 262_144;

/** @throws RemoteViewError `malformed-message`, `message-too-large` */
export function parseGatewayMessage(text: string): GatewayMessage {
  return parseJson(GatewayMessage, text, MAX_CHARS);
}
