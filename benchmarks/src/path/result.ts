/** The file that the path suite leaves, `remote-view-path` version 1. Times are milliseconds unless a name says otherwise. */
import * as Type from 'typebox';
import type { Static } from 'typebox';
import { JUDGED_GOAL } from '../report/judged-goal.ts';
import { Machine } from '../report/machine.ts';
import { Count, DistributionSchema } from '../stats/schema.ts';

const strict = { additionalProperties: false } as const;
const orNull = <const S extends Type.TSchema>(schema: S) => Type.Union([schema, Type.Null()]);

export const SIDES = ['ours', 'peer'] as const;
export type Side = (typeof SIDES)[number];

const PhaseMeasured = Type.Object(
  {
    /** Its capacity, and that of the one before. */
    name: Type.String(),
    /** Since the schedule began, seconds. */
    from: Type.Number(),
    seconds: Type.Number(),
    /** Bits per second that the bottleneck carried on average; 0: an outage. */
    capacity: Type.Number(),
    /** What arrived, headers of IP and UDP included, as a share of the capacity; null in an outage. */
    utilisation: orNull(Type.Number()),
    /** The same of what could be used of the capacity, without the time that a phase is given to settle. */
    settled: orNull(Type.Number()),
    /** Bits per second that came to the queue. */
    offered: Type.Number(),
    /** What packets waited before the bottleneck; null where none came. */
    queue: orNull(DistributionSchema),
    dropped: Count,
    lost: Count,
    framesPerSecond: Type.Number(),
    /** Where the capacity fell: how long more came than it carries. Null where it did not fall, or where that never ended. */
    belowAfter: orNull(Type.Number()),
    /** From the beginning until 90 % of what could be used arrives. Null where it never does. */
    to90: orNull(Type.Number()),
    /** The longest wait in the first five seconds. */
    peakQueue: Type.Number(),
  },
  strict,
);
export type PhaseMeasured = Static<typeof PhaseMeasured>;

/** One session over one path, of ours or of the peer's. */
export const PathRound = Type.Object(
  {
    /** Load average of the minute before the round. */
    loadBefore: Type.Number(),
    phases: Type.Array(PhaseMeasured, { minItems: 1 }),
    utilisation: orNull(Type.Number()),
    settled: orNull(Type.Number()),
    queue: orNull(DistributionSchema),
    frozen: Type.Object({ freezes: Count, milliseconds: Type.Number(), share: Type.Number() }, strict),
    /** Between frames that the browser presented. */
    gaps: DistributionSchema,
    framesPerSecond: Type.Number(),
    /** Bits per second of RTP payloads. */
    receivedBitrate: Type.Number(),
    /** That of the last frame before the schedule, and every one that is another than the one before. */
    sizes: Type.Array(Type.Object({ at: Type.Number(), width: Count, height: Count }, strict)),
    /** Mean of the frames that left it; null where none did. */
    jitterBuffer: orNull(Type.Number()),
    keyFrames: Count,
    nacks: Count,
    plis: Count,
    /** Packets that came as retransmissions (RFC 4588): most repair, some ask whether the path has room for more. */
    retransmitted: Count,
    /** How far the emulator was behind its own plan. */
    lateness: Type.Object({ p50: Type.Number(), p99: Type.Number(), max: Type.Number() }, strict),
    /** Of the emulator's sockets. */
    faults: Count,
    /** For plots, one entry a step: bits per second, and the longest wait. */
    series: Type.Object(
      {
        step: Type.Number(),
        offered: Type.Array(Type.Number()),
        delivered: Type.Array(Type.Number()),
        queue: Type.Array(Type.Number()),
      },
      strict,
    ),
  },
  strict,
);
export type PathRound = Static<typeof PathRound>;

export const PathPair = Type.Object({ ours: PathRound, peer: PathRound }, strict);
export type PathPair = Static<typeof PathPair>;

/** Of several rounds, of two in the middle the worse. */
export const PathGoal = Type.Object(
  {
    ...JUDGED_GOAL,
    /** The same of the peer. Null where it never came to be, and where the goal is a ratio to the peer. */
    peer: orNull(Type.Number()),
  },
  strict,
);
export type PathGoal = Static<typeof PathGoal>;

export const PathCaseResult = Type.Object(
  {
    name: Type.String(),
    rtt: Type.Number(),
    /** As the command line has it. */
    schedule: Type.String(),
    /** What else the path does to packets, in words. */
    impairments: Type.Array(Type.String()),
    /** Bits per second, one entry for each step of the series. */
    capacity: Type.Array(Type.Number()),
    pairs: Type.Array(PathPair, { minItems: 1 }),
    goals: Type.Array(PathGoal),
    /** Why the numbers say more about the machine than about the senders; empty where nothing is known of that. */
    doubts: Type.Array(Type.String()),
  },
  strict,
);
export type PathCaseResult = Static<typeof PathCaseResult>;

export const PathResult = Type.Object(
  {
    format: Type.Literal('remote-view-path'),
    version: Type.Literal(1),
    /** When the run began, ISO 8601. */
    at: Type.String(),
    /** Adapter and encoder are ours. */
    machine: Machine,
    peer: Type.Object(
      {
        codec: Type.String(),
        maxBitrate: Type.Number(),
        contentHint: Type.String(),
        degradationPreference: Type.String(),
        /** Seconds of all its rounds for which its picture was limited, by reason. */
        limitedBy: Type.Record(Type.String(), Type.Number()),
      },
      strict,
    ),
    settings: Type.Object(
      {
        width: Count,
        height: Count,
        fps: Type.Number(),
        /** Drop-tail, as its time at the capacity. */
        queue: Type.Number(),
        seed: Count,
        /** Of the lengths that the cases have. */
        stretch: Type.Number(),
      },
      strict,
    ),
    cases: Type.Array(PathCaseResult, { minItems: 1 }),
  },
  strict,
);
export type PathResult = Static<typeof PathResult>;
