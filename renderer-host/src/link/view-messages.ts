/**
 * What a view for each viewer adds to what the two processes of a session say to each other. The scene decides who sees
 * which view; the stream process gives each viewer the frames of that one.
 */
import { RoleSchema, Type } from '@remote-view/protocol';

const Uint32 = Type.Integer({ minimum: 0, maximum: 0xffff_ffff });

/** Which view a message is about; none is the one that all viewers share. */
export const ViewName = Type.Optional(Type.Integer({ minimum: 1, maximum: 0xffff_ffff }));

/**
 * Stream -> scene, `control`: a viewer has made an offer, with what its token says of it. Those that are there come with a new
 * link, too.
 */
export const ViewerJoined = Type.Object(
  { type: Type.Literal('joined'), viewer: Uint32, role: RoleSchema, name: Type.Optional(Type.String()) },
  { additionalProperties: false },
);

/**
 * Stream -> scene, `control`: what this viewer may do from now on. Who only looks on holds nothing any more. Before any, a
 * viewer may act unless it joined as a spectator.
 */
export const ViewerRole = Type.Object(
  {
    type: Type.Literal('role'),
    viewer: Uint32,
    role: Type.Union([Type.Literal('controller'), Type.Literal('spectator')]),
  },
  { additionalProperties: false },
);

/** Scene -> stream, `control`: from now on this viewer sees that view. Before any, it sees the one that all share. */
export const Watch = Type.Object(
  { type: Type.Literal('watch'), viewer: Uint32, view: ViewName },
  { additionalProperties: false },
);

/** Encoder thread -> stream, `video`: nothing more comes of this view; behind its last frame. */
export const ViewEnd = Type.Object({ type: Type.Literal('view-end'), view: Uint32 }, { additionalProperties: false });
