/** The file that the latency suite leaves, `remote-view-latency` version 1. Times are milliseconds. */
import { HOST_STAGES } from '@remote-view/protocol';
import * as Type from 'typebox';
import type { Static } from 'typebox';
import { BARCODE_FAULTS } from '../barcode/decode.ts';
import { Machine } from '../report/machine.ts';
import { Count, DistributionSchema } from '../stats/schema.ts';
import { SAMPLE_STAGES } from './samples.ts';

const strict = { additionalProperties: false } as const;

const SpreadSchema = Type.Object(
  { lowest: Type.Number(), middle: Type.Number(), highest: Type.Number(), relative: Type.Number() },
  strict,
);

export const Repetition = Type.Object(
  {
    inputs: Count,
    /** Never seen in any frame. */
    missed: Count,
    /** Seen only together with a newer one. */
    overtaken: Count,
    /** Samples whose expected display lies before their presentation, which cannot be: the browser's estimate is off. */
    displayInPast: Count,
    ends: Type.Object(
      { decoded: DistributionSchema, presented: DistributionSchema, display: DistributionSchema },
      strict,
    ),
    /** How long each stage took, of the samples of which all are known. */
    stages: Type.Record(Type.Enum([...SAMPLE_STAGES]), DistributionSchema),
    /** Input -> presented, whole and as the sum of its stages, and whole minus sum of each sample. */
    stageCheck: Type.Object(
      { samples: Count, endToEnd: DistributionSchema, sum: DistributionSchema, residual: DistributionSchema },
      strict,
    ),
    /** The barcode against the metadata channel. */
    crossCheck: Type.Object(
      {
        /** Of which both methods tell the newest input, and those in which they name the same. */
        frames: Count,
        agreeing: Count,
        /** Barcode minus live, of the samples that both have. */
        difference: DistributionSchema,
        barcodeP50: Type.Number(),
        liveP50: Type.Number(),
        /** The element's own number at the end: only the newest input of each frame, so a little lower. */
        elementP50: Type.Union([Type.Number(), Type.Null()]),
      },
      strict,
    ),
    frames: Type.Object(
      {
        decoded: Count,
        presented: Count,
        /** Distance of decoded frames. */
        interval: DistributionSchema,
        /** Of the pictures, and how many had each. */
        sizes: Type.Record(Type.String(), Count),
        faults: Type.Partial(Type.Record(Type.Enum([...BARCODE_FAULTS]), Count)),
        backwards: Count,
        presentedOnly: Count,
        missedCallbacks: Count,
        undescribed: Count,
      },
      strict,
    ),
    roundTrip: DistributionSchema,
    /** What reading a barcode takes the page. */
    barcodeReading: DistributionSchema,
    /** One an input, for plots; `stages` in the order of `stageNames`. */
    samples: Type.Array(
      Type.Object(
        {
          id: Count,
          decoded: Type.Number(),
          presented: Type.Number(),
          display: Type.Number(),
          live: Type.Optional(Type.Number()),
          stages: Type.Optional(Type.Array(Type.Number())),
        },
        strict,
      ),
    ),
  },
  strict,
);

export const LatencyResult = Type.Object(
  {
    format: Type.Literal('remote-view-latency'),
    version: Type.Literal(1),
    /** When the run began, ISO 8601. */
    at: Type.String(),
    machine: Machine,
    settings: Type.Object(
      {
        scene: Type.String(),
        width: Count,
        height: Count,
        /** Asked for. */
        fps: Type.Number(),
        /** The host's own. */
        hostFps: Type.Number(),
        inputs: Count,
        repetitions: Count,
        seed: Count,
        meanGap: Type.Number(),
      },
      strict,
    ),
    /** Of each end over the repetitions. */
    spread: Type.Object(
      {
        decoded: Type.Object({ p50: SpreadSchema, p95: SpreadSchema }, strict),
        presented: Type.Object({ p50: SpreadSchema, p95: SpreadSchema }, strict),
        display: Type.Object({ p50: SpreadSchema, p95: SpreadSchema }, strict),
      },
      strict,
    ),
    /** Names of `samples[].stages`, in their order. */
    stageNames: Type.Array(Type.String(), { minItems: HOST_STAGES.length }),
    repetitions: Type.Array(Repetition),
  },
  strict,
);
export type LatencyResult = Static<typeof LatencyResult>;
export type Repetition = Static<typeof Repetition>;
