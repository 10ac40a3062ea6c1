/** The file that the capacity suite leaves, `remote-view-capacity` version 1. Times are milliseconds, CPU is in cores. */
import * as Type from 'typebox';
import type { Static } from 'typebox';
import { Machine } from '../report/machine.ts';
import { ROLES } from './proc-stat.ts';

const strict = { additionalProperties: false } as const;
const Count = Type.Integer({ minimum: 0 });

const RoleUsage = Type.Object(
  {
    role: Type.Enum([...ROLES]),
    processes: Count,
    cores: Type.Number(),
    residentBytes: Type.Number(),
    proportionalBytes: Type.Number(),
    threads: Type.Record(Type.String(), Type.Number()),
  },
  strict,
);

/** One step: sessions or viewers, and what they got and took over the window. */
const Step = Type.Object(
  {
    sessions: Count,
    viewers: Count,
    /** Frames per second of each viewer. */
    framesPerSecond: Type.Array(Type.Number()),
    /** Sizes of the pictures. */
    sizes: Type.Array(Type.String()),
    /** Of each viewer, bits per second of RTP. */
    bitrates: Type.Array(Type.Number()),
    /** Input made -> its frame was here whole, of all sessions together; absent where no input was answered. */
    latency: Type.Optional(
      Type.Object({ count: Count, p50: Type.Number(), p95: Type.Number(), max: Type.Number() }, strict),
    ),
    usage: Type.Array(RoleUsage),
  },
  strict,
);
export type Step = Static<typeof Step>;

const Case = Type.Object(
  {
    scene: Type.String(),
    width: Count,
    height: Count,
    /** Asked for, and the host's own, which the frames are judged by. */
    fps: Type.Number(),
    hostFps: Type.Number(),
    /** Of the encoder; missing where the host chose. */
    preset: Type.Optional(Type.String()),
    /** Of the minute before the case. */
    loadBefore: Type.Number(),
    /** One session, two, ...; the last is the one that was too many, unless `limit` is `asked`. */
    steps: Type.Array(Step, { minItems: 1 }),
    /** Sessions that held. */
    held: Count,
    /** Why the next did not. */
    limit: Type.Enum(['frames', 'latency', 'asked', 'refused']),
    /** What the host's processes take for one session, with as many as held: cores, and bytes of memory. */
    session: Type.Object(
      { cores: Type.Number(), residentBytes: Type.Number(), proportionalBytes: Type.Number() },
      strict,
    ),
    /** Sessions that one core's worth of CPU pays for. */
    perCore: Type.Number(),
    /** One session with one viewer, two, four, ...; empty where that part was left out. */
    viewers: Type.Array(Step),
    /** What one more viewer takes of the stream process; missing below three steps, which tell no slope from noise. */
    viewer: Type.Optional(
      Type.Object({ cores: Type.Number(), coresPer10Mbit: Type.Number(), residentBytes: Type.Number() }, strict),
    ),
  },
  strict,
);
export type CapacityCaseResult = Static<typeof Case>;

export const CapacityResult = Type.Object(
  {
    format: Type.Literal('remote-view-capacity'),
    version: Type.Literal(1),
    /** When the run began, ISO 8601. */
    at: Type.String(),
    machine: Machine,
    /** How long each step was measured. */
    window: Type.Number(),
    cases: Type.Array(Case),
  },
  strict,
);
export type CapacityResult = Static<typeof CapacityResult>;
