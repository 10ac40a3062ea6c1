/** The file that the network suite leaves, `remote-view-network` version 1. Times are ms unless a name says otherwise, rates Mbit/s. */
import * as Type from 'typebox';
import type { Static } from 'typebox';
import { JudgedGoal } from '../report/judged-goal.ts';
import { Machine } from '../report/machine.ts';
import { Count } from '../stats/schema.ts';

/** Whose congestion control ran: ours, or the reference written after libwebrtc's. */
export const CONTROLLERS = ['remote-view', 'gcc'] as const;
export type ControllerName = (typeof CONTROLLERS)[number];

const strict = { additionalProperties: false } as const;
/** Undefined where it never came to be. */
const Maybe = Type.Union([Type.Number(), Type.Null()]);

const Percentiles = Type.Object(
  { p50: Type.Number(), p95: Type.Number(), p99: Type.Number(), max: Type.Number() },
  strict,
);

/** What a stretch of a run came to. */
const Filling = {
  /** Mean of what the bottleneck could carry. */
  capacity: Type.Number(),
  /** New video that arrived. */
  received: Type.Number(),
  /** `received` as a share of what the encoder could have used of the capacity. */
  utilisation: Type.Number(),
  /** The same without the time that phases are given to settle. */
  settled: Type.Number(),
  /** What packets waited at the bottleneck. */
  queue: Percentiles,
} as const;

export const NetworkPhase = Type.Object(
  {
    name: Type.String(),
    seconds: Type.Number(),
    outage: Type.Boolean(),
    ...Filling,
    /** From the phase's beginning until 90 % of what could arrive does. */
    to90: Maybe,
    /** Where the capacity fell: until less is sent than it is. */
    belowAfter: Maybe,
    /** The longest wait in the first five seconds. */
    peakQueue: Type.Number(),
  },
  strict,
);

/** One value a step of `seconds / length`. */
const Series = Type.Object(
  {
    capacity: Type.Array(Type.Number()),
    target: Type.Array(Type.Number()),
    received: Type.Array(Type.Number()),
    /** The longest wait of the step. */
    queue: Type.Array(Type.Number()),
  },
  strict,
);

export const NetworkRun = Type.Object(
  {
    case: Type.String(),
    title: Type.String(),
    controller: Type.Enum([...CONTROLLERS]),
    acks: Type.Boolean(),
    seconds: Type.Number(),
    ...Filling,
    phases: Type.Array(NetworkPhase),
    /** From a frame's capture until it can be decoded. */
    frameDelay: Percentiles,
    /** Between frames that could be shown. */
    gap: Percentiles,
    /** By the rule of W3C's webrtc-stats. */
    freezes: Count,
    /** Share of the time, 0..1. */
    frozen: Type.Number(),
    frames: Type.Object({ made: Count, skipped: Count, decodable: Count, key: Count, keyFrameRequests: Count }, strict),
    /** Shares of all bytes that were sent, 0..1: sent again, and lost to a full queue. */
    again: Type.Number(),
    dropped: Type.Number(),
    goals: Type.Array(JudgedGoal),
    series: Series,
  },
  strict,
);

export const NetworkResult = Type.Object(
  {
    format: Type.Literal('remote-view-network'),
    version: Type.Literal(1),
    /** When the run began, ISO 8601. */
    at: Type.String(),
    machine: Machine,
    settings: Type.Object({ quick: Type.Boolean(), seed: Count, fps: Type.Number() }, strict),
    /** In the order of cases, and in each of controllers. */
    runs: Type.Array(NetworkRun),
  },
  strict,
);
export type NetworkResult = Static<typeof NetworkResult>;
export type NetworkRun = Static<typeof NetworkRun>;
export type NetworkPhase = Static<typeof NetworkPhase>;
