/** The file that the peer suite leaves, `remote-view-peer` version 1. Times are milliseconds. */
import * as Type from 'typebox';
import type { Static } from 'typebox';
import { BARCODE_FAULTS } from '../barcode/decode.ts';
import { Machine } from '../report/machine.ts';
import { Count, DistributionSchema } from '../stats/schema.ts';

const strict = { additionalProperties: false } as const;

const SpreadSchema = Type.Object({ lowest: Type.Number(), middle: Type.Number(), highest: Type.Number() }, strict);

const RatiosSchema = Type.Object({ p50: Type.Number(), p95: Type.Number(), p99: Type.Number() }, strict);
const SpreadsSchema = Type.Object({ p50: SpreadSchema, p95: SpreadSchema, p99: SpreadSchema }, strict);

/** One session, of ours or of the peer's. */
export const Round = Type.Object(
  {
    /** Load average of the minute before the round: the round before it, and what else ran. */
    loadBefore: Type.Number(),
    inputs: Count,
    /** Never seen in any frame. */
    missed: Count,
    /** Seen only together with a newer one. */
    overtaken: Count,
    /**
     * Moves of our element with another position than their input's: it shows a picture of another shape than its own with
     * bars, and counts positions from the picture's edge. Their barcodes name other inputs; such a round means nothing.
     */
    misplaced: Count,
    ends: Type.Object(
      { decoded: DistributionSchema, presented: DistributionSchema, display: DistributionSchema },
      strict,
    ),
    frames: Type.Object(
      {
        decoded: Count,
        perSecond: Type.Number(),
        faults: Type.Partial(Type.Record(Type.Enum([...BARCODE_FAULTS]), Count)),
        /** Of the pictures, and how many had each. */
        sizes: Type.Record(Type.String(), Count),
      },
      strict,
    ),
    /** One an input, for plots. */
    samples: Type.Array(
      Type.Object({ id: Count, decoded: Type.Number(), presented: Type.Number(), display: Type.Number() }, strict),
    ),
  },
  strict,
);
export type Round = Static<typeof Round>;

export const Pair = Type.Object(
  { ours: Round, peer: Round, ratio: Type.Object({ decoded: RatiosSchema, presented: RatiosSchema }, strict) },
  strict,
);
export type Pair = Static<typeof Pair>;

export const PeerResult = Type.Object(
  {
    format: Type.Literal('remote-view-peer'),
    version: Type.Literal(1),
    /** When the run began, ISO 8601. */
    at: Type.String(),
    /** Adapter and encoder are ours. */
    machine: Machine,
    peer: Type.Object(
      {
        description: Type.String(),
        adapter: Type.String(),
        codec: Type.String(),
        /** By `RTCOutboundRtpStreamStats.qualityLimitationReason` at the end of each round. */
        qualityLimitations: Type.Array(Type.String()),
        settings: Type.Object(
          {
            contentHint: Type.String(),
            degradationPreference: Type.String(),
            priority: Type.String(),
            maxBitrate: Type.Number(),
            jitterBufferTarget: Type.Number(),
            playoutDelayHint: Type.Number(),
          },
          strict,
        ),
      },
      strict,
    ),
    settings: Type.Object(
      {
        scene: Type.Literal('barcode'),
        width: Count,
        height: Count,
        fps: Type.Number(),
        /** Of each round. */
        inputs: Count,
        seed: Count,
        meanGap: Type.Number(),
        warmUp: Type.Number(),
      },
      strict,
    ),
    /** Why the ratios mean nothing; empty where they do. */
    doubts: Type.Array(Type.String()),
    /** Ours / peer over the pairs. */
    ratio: Type.Object({ decoded: SpreadsSchema, presented: SpreadsSchema }, strict),
    pairs: Type.Array(Pair, { minItems: 1 }),
  },
  strict,
);
export type PeerResult = Static<typeof PeerResult>;
