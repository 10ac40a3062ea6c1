/**
 * What sound adds to what the two processes of a session say to each other, on the `control` socket: samples both ways.
 * They are encoded and decoded in the stream process, because node-av works in one thread of a process only (a second
 * one that loads it aborts the first), and in the scene process that is the thread that encodes pictures.
 */
import { Type } from '@remote-view/protocol';
import type { Static } from 'typebox';

const Uint32 = Type.Integer({ minimum: 0, maximum: 0xffff_ffff });

/** Scene -> stream: the scene has an audio context, so sound may come. */
export const OpenSound = Type.Object({ type: Type.Literal('open-sound') }, { additionalProperties: false });

/** Scene -> stream: it listens to microphones from now on. */
export const WantMicrophones = Type.Object({ type: Type.Literal('want-microphones') }, { additionalProperties: false });

/** Scene -> stream: 10 ms of what it plays ({@link SoundFrame}), 32-bit samples in the body. Silence is left out. */
export const PlayedSound = Type.Object(
  {
    type: Type.Literal('sound'),
    /** Number of its first sample, at 48 kHz, counted by the scene's audio context. */
    sample: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    /** When that sample was played, {@link hostNow} milliseconds. */
    playedAt: Type.Number({ minimum: 0 }),
    /** It does not follow the one before. */
    first: Type.Boolean(),
  },
  { additionalProperties: false },
);
export type PlayedSound = Static<typeof PlayedSound>;

/** Stream -> scene: a piece of a viewer's voice, mono, 48 kHz, 32-bit samples in the body. */
export const Voice = Type.Object(
  {
    type: Type.Literal('voice'),
    viewer: Uint32,
    /** RTP's, 48 kHz, 32 bits. */
    timestamp: Uint32,
  },
  { additionalProperties: false },
);

/** Stream -> scene: a viewer has said nothing for a while, or is gone. */
export const VoiceEnd = Type.Object(
  { type: Type.Literal('voice-end'), viewer: Uint32 },
  { additionalProperties: false },
);
