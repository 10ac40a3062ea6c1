/** The file that the startup suite leaves, `remote-view-startup` version 1. Times are milliseconds. */
import * as Type from 'typebox';
import type { Static } from 'typebox';
import { Machine } from '../report/machine.ts';
import { Count, DistributionSchema } from '../stats/schema.ts';
import { BESIDE, PATH } from './milestones.ts';

/**
 * - `session`: a new session, and the host has processes of both kinds ready: what a visitor meets
 * - `join`: one more viewer of a session that runs
 * - `cold`: a new session on a host that keeps nothing ready
 */
export const STARTUP_CASES = ['session', 'join', 'cold'] as const;
export type StartupCaseName = (typeof STARTUP_CASES)[number];

const strict = { additionalProperties: false } as const;

export const StartupCase = Type.Object(
  {
    name: Type.Enum([...STARTUP_CASES]),
    repetitions: Count,
    /** Without a picture, or without a milestone of the path. */
    missed: Count,
    /** Why, and how often. */
    failures: Type.Record(Type.String(), Count),
    /** In which the browser told only of a later frame, which stands for the first: the picture came a little earlier. */
    lateCallbacks: Count,
    /** connect() -> first frame presented. */
    whole: DistributionSchema,
    /** Each from the milestone before it; together they are the whole. */
    phases: Type.Record(Type.Enum([...PATH]), DistributionSchema),
    /** Since connect(). */
    beside: Type.Partial(Type.Record(Type.Enum([...BESIDE]), DistributionSchema)),
    check: Type.Object(
      {
        /** Whole minus the sum of the phases. */
        residual: DistributionSchema,
        /** By how much milestones were seen before the ones that they follow. */
        disorder: DistributionSchema,
        /** The element's own number minus the whole. */
        elementDifference: DistributionSchema,
      },
      strict,
    ),
    /** One a repetition; `phases` in the order of `pathNames`. */
    samples: Type.Array(
      Type.Object(
        {
          whole: Type.Number(),
          phases: Type.Array(Type.Number()),
          residual: Type.Number(),
          disorder: Type.Number(),
          beside: Type.Partial(Type.Record(Type.Enum([...BESIDE]), Type.Number())),
          elementDifference: Type.Number(),
        },
        strict,
      ),
    ),
  },
  strict,
);

/** From a save of the scene's source to the first frame that shows it, presented. */
export const ReloadFigure = Type.Object(
  { repetitions: Count, missed: Count, whole: DistributionSchema, samples: Type.Array(Type.Number()) },
  strict,
);
export type ReloadFigure = Static<typeof ReloadFigure>;

export const StartupResult = Type.Object(
  {
    format: Type.Literal('remote-view-startup'),
    version: Type.Literal(1),
    /** When the run began, ISO 8601. */
    at: Type.String(),
    machine: Machine,
    settings: Type.Object(
      { scene: Type.String(), width: Count, height: Count, hostFps: Type.Number(), repetitions: Count },
      strict,
    ),
    /** Names of `samples[].phases`, in their order. */
    pathNames: Type.Array(Type.String()),
    cases: Type.Array(StartupCase),
    /** Where it was asked for; results from before it was measured have none. */
    reload: Type.Optional(ReloadFigure),
  },
  strict,
);
export type StartupResult = Static<typeof StartupResult>;
export type StartupCase = Static<typeof StartupCase>;
