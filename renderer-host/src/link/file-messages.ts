/**
 * What files of viewers add to what the two processes of a session say to each other, on the `control` socket. The stream
 * process has checked numbers, sizes and names; the scene process says what it wants, and how far it has read.
 */
import { Type } from '@remote-view/protocol';
import type { Static } from 'typebox';

const Uint32 = Type.Integer({ minimum: 0, maximum: 0xffff_ffff });
const Bytes = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
/** A viewer has one file at a time; the number tells it from the viewer's files before. */
const OfFile = { viewer: Uint32, file: Uint32 };

/** Stream -> scene: a viewer would like to send this file. */
export const FileOffered = Type.Object(
  {
    type: Type.Literal('file-offered'),
    ...OfFile,
    size: Bytes,
    name: Type.String({ maxLength: 200 }),
    mime: Type.String({ maxLength: 200 }),
  },
  { additionalProperties: false },
);
export type FileOffered = Static<typeof FileOffered>;

/** Stream -> scene: the next bytes of it, in the body. */
export const FilePiece = Type.Object({ type: Type.Literal('file-piece'), ...OfFile }, { additionalProperties: false });

/** Stream -> scene: the rest of it does not come. */
export const FileEnded = Type.Object({ type: Type.Literal('file-ended'), ...OfFile }, { additionalProperties: false });

/** Scene -> stream: so many bytes of it were read; 0: it is wanted. */
export const FileRead = Type.Object(
  { type: Type.Literal('file-read'), ...OfFile, bytes: Bytes },
  { additionalProperties: false },
);

/** Scene -> stream: the scene has made something of it. */
export const FileTaken = Type.Object({ type: Type.Literal('file-taken'), ...OfFile }, { additionalProperties: false });

/** Scene -> stream: it is not wanted (any more). */
export const FileRefused = Type.Object(
  {
    type: Type.Literal('file-refused'),
    ...OfFile,
    code: Type.String({ maxLength: 64 }),
    text: Type.String({ maxLength: 1_000 }),
  },
  { additionalProperties: false },
);

export type FileToScene = FileOffered | Static<typeof FilePiece> | Static<typeof FileEnded>;
export type FileFromScene = Static<typeof FileRead> | Static<typeof FileTaken> | Static<typeof FileRefused>;
