/**
 * What the two processes of a session say to each other. Each scene process opens two sockets to the stream process:
 * `control` from its main thread and `video` from its encoder's thread, so that neither a long update nor a long encode
 * delays the other's messages.
 */
import { Type } from '@remote-view/protocol';
import type { Static } from 'typebox';
import { FileEnded, FileOffered, FilePiece, FileRead, FileRefused, FileTaken } from './file-messages.ts';
import { OpenSound, PlayedSound, Voice, VoiceEnd, WantMicrophones } from './sound-messages.ts';
import { ViewEnd, ViewerJoined, ViewerRole, ViewName, Watch } from './view-messages.ts';

const Uint32 = Type.Integer({ minimum: 0, maximum: 0xffff_ffff });
const Time = Type.Number({ minimum: 0 });
const Side = Type.Integer({ minimum: 2, maximum: 8_192 });
const Name = Type.String({ maxLength: 200 });

/** First on each socket. `generation` counts the session's scene processes: what an older one still sends is dropped. */
export const Hello = Type.Object(
  {
    type: Type.Literal('hello'),
    role: Type.Union([Type.Literal('control'), Type.Literal('video')]),
    secret: Type.String({ maxLength: 64 }),
    generation: Uint32,
  },
  { additionalProperties: false },
);

/** Encoder thread -> stream: one access unit, Annex B, in the body. Times are {@link hostNow} milliseconds. */
export const VideoUnit = Type.Object(
  {
    type: Type.Literal('video'),
    view: ViewName,
    frame: Uint32,
    keyFrame: Type.Boolean(),
    width: Side,
    height: Side,
    /** Per viewer: number, newest input shown, when that input reached the host. */
    inputs: Type.Array(Type.Array(Type.Number(), { maxItems: 3 }), { maxItems: 64 }),
    startedAt: Time,
    submittedAt: Time,
    readAt: Time,
    takenAt: Time,
    convertedAt: Time,
    encodedAt: Time,
    /** Pictures that were left out before this one while the path was full; none where it is missing. */
    dropped: Type.Optional(Uint32),
  },
  { additionalProperties: false },
);
export type VideoUnit = Static<typeof VideoUnit>;

/** Encoder thread -> stream: what the pictures are made with, before the first and at every change. */
export const VideoConfig = Type.Object(
  {
    type: Type.Literal('config'),
    view: ViewName,
    width: Side,
    height: Side,
    fps: Type.Number({ minimum: 0, maximum: 1_000 }),
    /**
     * Bits per second beyond which pictures of the full size and rate would not look better, by what the scene shows at
     * present: those that are made while the path has no room for larger ones can use as many, or it would never be found
     * out that there is room again.
     */
    bitrate: Type.Number({ minimum: 0 }),
    encoder: Name,
    adapter: Name,
    software: Type.Boolean(),
  },
  { additionalProperties: false },
);
export type VideoConfig = Static<typeof VideoConfig>;

/** Scene -> stream: an application message for every page, or for one viewer's, MessagePack in the body. */
export const SceneToPage = Type.Object(
  { type: Type.Literal('message'), viewer: Type.Optional(Uint32) },
  { additionalProperties: false },
);

export const FromScene = Type.Union([
  Hello,
  VideoUnit,
  VideoConfig,
  OpenSound,
  PlayedSound,
  WantMicrophones,
  FileRead,
  FileTaken,
  FileRefused,
  SceneToPage,
  Watch,
  ViewEnd,
]);
export type FromScene = Static<typeof FromScene>;

/** Stream -> scene: an input, as it came from the viewer (MessagePack in the body, validated). */
export const ViewerInput = Type.Object(
  { type: Type.Literal('input'), viewer: Uint32, channel: Type.String(), receivedAt: Time },
  { additionalProperties: false },
);

/** Stream -> scene: this viewer is gone; what it holds down is released. */
export const ViewerGone = Type.Object({ type: Type.Literal('gone'), viewer: Uint32 }, { additionalProperties: false });

/** Stream -> scene: peer connections alive; without any the scene stands still. */
export const ViewerCount = Type.Object(
  { type: Type.Literal('viewers'), count: Uint32 },
  { additionalProperties: false },
);

/** Stream -> encoder thread: the next picture must be an IDR. */
export const KeyFrameRequest = Type.Object(
  { type: Type.Literal('key-frame'), view: ViewName },
  { additionalProperties: false },
);
export type KeyFrameRequest = Static<typeof KeyFrameRequest>;

/**
 * Stream -> encoder thread: what path and viewers take, as a whole, from the next picture on.
 *
 * `hold`: the path is full; pictures are left out before they are encoded until a message says otherwise. The newest one
 * is made again then, so nothing is lost by it but time. `prefer` is what the viewers would rather keep where there is no
 * room for all.
 */
export const RateRequest = Type.Object(
  {
    type: Type.Literal('rate'),
    view: ViewName,
    /** bits per second */
    bitrate: Type.Number({ minimum: 0, maximum: 1e9 }),
    hold: Type.Boolean(),
    prefer: Type.Optional(Type.Union([Type.Literal('auto'), Type.Literal('sharp'), Type.Literal('smooth')])),
  },
  { additionalProperties: false },
);
export type RateRequest = Static<typeof RateRequest>;

export const FromStream = Type.Union([
  ViewerInput,
  ViewerGone,
  ViewerCount,
  KeyFrameRequest,
  RateRequest,
  Voice,
  VoiceEnd,
  FileOffered,
  FilePiece,
  FileEnded,
  ViewerJoined,
  ViewerRole,
]);
export type FromStream = Static<typeof FromStream>;
