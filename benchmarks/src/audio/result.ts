/** The file that the audio suite leaves, `remote-view-audio` version 1. Times are milliseconds. */
import * as Type from 'typebox';
import type { Static } from 'typebox';
import { Machine } from '../report/machine.ts';
import { Count, DistributionSchema } from '../stats/schema.ts';

const strict = { additionalProperties: false } as const;

/**
 * - `running`: the tone comes into sound that is there, as in a game with music
 * - `after-silence`: nothing was sent right before it, as in an app that makes a sound now and then
 */
export const AUDIO_CASES = ['running', 'after-silence'] as const;
export type AudioCaseName = (typeof AUDIO_CASES)[number];

export const AudioCase = Type.Object(
  {
    name: Type.Enum([...AUDIO_CASES]),
    beeps: Count,
    unheard: Count,
    unseen: Count,
    /** From the scene's frame to the page's audio graph. */
    heard: DistributionSchema,
    /** From the same frame to its presentation. */
    seen: DistributionSchema,
    /** heard - seen: by how much the sound comes later than its picture. */
    skew: DistributionSchema,
    /** What the browser's jitter buffer held on average. */
    jitterBuffer: Type.Number(),
    /** Share of samples that the browser made up; where nothing was sent that is all of the silence. */
    concealed: Type.Number(),
    packetsLost: Type.Number(),
    /** One a beep. */
    samples: Type.Array(Type.Object({ beep: Count, heard: Type.Number(), seen: Type.Number() }, strict)),
  },
  strict,
);
export type AudioCase = Static<typeof AudioCase>;

export const AudioResult = Type.Object(
  {
    format: Type.Literal('remote-view-audio'),
    version: Type.Literal(1),
    /** When the run began, ISO 8601. */
    at: Type.String(),
    machine: Machine,
    settings: Type.Object({ scene: Type.String(), width: Count, height: Count, beeps: Count }, strict),
    cases: Type.Array(AudioCase),
  },
  strict,
);
export type AudioResult = Static<typeof AudioResult>;
