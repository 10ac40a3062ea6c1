/** The file that the soak leaves, `remote-view-soak` version 1. Times are milliseconds unless a name says otherwise. */
import * as Type from 'typebox';
import type { Static } from 'typebox';
import { Machine } from '../report/machine.ts';
import { VERDICTS } from './drift.ts';
import { ROLES } from './processes.ts';

const strict = { additionalProperties: false } as const;
const Count = Type.Integer({ minimum: 0 });

const DriftSchema = Type.Object(
  {
    /** Per hour. */
    slope: Type.Number(),
    standardError: Type.Number(),
    /** What it may grow in an hour. */
    limit: Type.Number(),
    verdict: Type.Enum([...VERDICTS]),
  },
  strict,
);

export const SoakResult = Type.Object(
  {
    format: Type.Literal('remote-view-soak'),
    version: Type.Literal(1),
    /** When the run began, ISO 8601. */
    at: Type.String(),
    machine: Machine,
    settings: Type.Object(
      {
        scene: Type.String(),
        width: Count,
        height: Count,
        hostFps: Type.Number(),
        minutes: Type.Number(),
        windowSeconds: Type.Number(),
        meanGap: Type.Number(),
        seed: Count,
        /** Windows at the start that no slope counts: caches and compilers still fill. */
        settling: Count,
      },
      strict,
    ),
    windows: Type.Array(
      Type.Object(
        {
          /** Seconds since the end of the warm-up. */
          from: Type.Number(),
          inputs: Count,
          missed: Count,
          p50: Type.Union([Type.Number(), Type.Null()]),
          p95: Type.Union([Type.Number(), Type.Null()]),
          decoded: Count,
          presented: Count,
          lost: Count,
          freezes: Count,
          frozen: Type.Number(),
        },
        strict,
      ),
    ),
    /** Resident memory, MB; empty where the system does not tell. */
    memory: Type.Array(
      Type.Object(
        { at: Type.Number(), memory: Type.Partial(Type.Record(Type.Enum([...ROLES]), Type.Number())) },
        strict,
      ),
    ),
    /** Undefined where there are too few windows. */
    drift: Type.Object(
      {
        /** Of the windows' p50 and p95, ms per hour. */
        p50: Type.Optional(DriftSchema),
        p95: Type.Optional(DriftSchema),
        /** MB per hour. */
        memory: Type.Partial(Type.Record(Type.Enum([...ROLES]), DriftSchema)),
      },
      strict,
    ),
  },
  strict,
);
export type SoakResult = Static<typeof SoakResult>;
