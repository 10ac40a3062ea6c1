/**
 * From milestones to phases. A phase is the time between two consecutive milestones of the path. A page may hear of a
 * milestone after the next one has happened, since events of a peer connection are told by tasks: then the later phase is
 * counted as nothing, not as less, and how far the order was broken is kept.
 */
import type { Millis } from '@remote-view/protocol';
import { BESIDE, PATH, type BesideMilestone, type StartupRecording } from './milestones.ts';

export interface StartupSample {
  /** connect() -> first frame presented. */
  readonly whole: Millis;
  /** In the order of {@link PATH}: how long it took until that milestone, from the one before it. */
  readonly phases: Millis[];
  /** Whole minus the sum of the phases: negative where a milestone was seen behind the presentation. */
  readonly residual: Millis;
  /** By how much milestones were seen before the ones that they follow. */
  readonly disorder: Millis;
  /** Since connect(), of those beside the path that happened until the end. */
  readonly beside: Partial<Record<BesideMilestone, Millis>>;
  /** The element's own number minus `whole`. */
  readonly elementDifference: Millis;
}

/** @returns undefined where a milestone of the path is missing */
export function phasesOf({ startedAt, marks, elementSays }: StartupRecording): StartupSample | undefined {
  let reached = startedAt;
  let disorder = 0;
  const phases: Millis[] = [];
  for (const name of PATH) {
    const time = marks[name];
    if (time === undefined) return undefined;
    disorder = Math.max(disorder, reached - time);
    phases.push(Math.max(0, time - reached));
    reached = Math.max(reached, time);
  }
  const whole = marks.presented! - startedAt;
  return {
    whole,
    phases,
    residual: whole - (reached - startedAt),
    disorder,
    beside: besideOf(marks, startedAt),
    elementDifference: elementSays - whole,
  };
}

function besideOf(marks: StartupRecording['marks'], startedAt: Millis): StartupSample['beside'] {
  const beside: Partial<Record<BesideMilestone, Millis>> = {};
  for (const name of BESIDE) {
    const time = marks[name];
    if (time !== undefined) beside[name] = time - startedAt;
  }
  return beside;
}
