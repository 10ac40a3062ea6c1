/**
 * What of one result can be compared. Each suite says it once for a single result; finding what two of them have in common,
 * ratios, intervals and verdicts are the same for all.
 */
import type { Machine } from '../report/machine.ts';
import type { Redraw } from './bootstrap.ts';
import type { Losses } from './verdict.ts';

export interface Comparable {
  /** What was measured. Results that differ in it are of different things. */
  readonly task: Readonly<Record<string, string | number>>;
  /** What explains a difference, so that one of them is told. */
  readonly conditions: Readonly<Record<string, string | number>>;
  readonly machine: Machine;
  readonly figures: readonly Figure[];
  /** What has no value because it never came. */
  readonly losses: readonly { readonly name: string; readonly losses: Losses }[];
  /** What makes its numbers mean less. */
  readonly doubts: readonly string[];
}

/** Something of which less is better. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  /** False where it only says where a difference comes from. */
  readonly decides: boolean;
  readonly values: readonly FigureValue[];
  /** The same values, drawn again. Without it nothing is known of the noise, and the tolerance alone decides. */
  readonly redraw?: Redraw;
}

export interface FigureValue {
  /** As `p95`; empty where there is only one. */
  readonly label: string;
  readonly value: number;
  /** Enough was measured to decide by it. */
  readonly enough: boolean;
}
