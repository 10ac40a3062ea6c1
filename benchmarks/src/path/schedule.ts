/**
 * How much a path carries over time, in words: phases behind one another, each with how long it lasts and its capacity.
 *
 *     40s 10M, 1s 0M, 20s 6.5M
 *
 * `0M` is an outage: all is lost that is sent then.
 */
import { RemoteViewError, type Millis } from '@remote-view/protocol';

export interface Phase {
  readonly seconds: number;
  /** Bits per second; 0: an outage. */
  readonly capacity: number;
}

const MAX_PHASES = 100;
const MAX_SECONDS = 3_600;
const MAX_MEGABITS = 1_000;
const PHASE = /^(\d{1,6}(?:\.\d{1,3})?)s (\d{1,6}(?:\.\d{1,3})?)M$/u;

/** @throws RemoteViewError `bad-configuration` with the phase that it does not understand */
export function parseSchedule(text: string): readonly Phase[] {
  const words = text.split(',').map((phase) => phase.trim().replaceAll(/\s+/gu, ' '));
  if (words.length > MAX_PHASES) throw wrong(`has more than ${MAX_PHASES} phases`);
  const phases = words.map(parsePhase);
  // The bottleneck of an outage is that of the phase before.
  if (phases[0]?.capacity === 0) throw wrong('begins with an outage');
  return phases;
}

function parsePhase(text: string): Phase {
  const [, seconds, megabits] = (PHASE.exec(text) ?? []).map(Number);
  if (seconds === undefined || megabits === undefined) throw wrong(`has '${text}', which is not like '40s 10M'`);
  if (seconds === 0 || seconds > MAX_SECONDS) throw wrong(`has '${text}', of not 0..${MAX_SECONDS} seconds`);
  if (megabits > MAX_MEGABITS) throw wrong(`has '${text}', of more than ${MAX_MEGABITS} Mbit/s`);
  return { seconds, capacity: megabits * 1e6 };
}

function wrong(what: string): RemoteViewError {
  return new RemoteViewError('bad-configuration', `A schedule ${what}.`);
}

/** Shorter or longer phases of the same kind, in whole milliseconds. An outage stays: how long it is is what it asks. */
export function stretched(phases: readonly Phase[], factor: number): readonly Phase[] {
  return phases.map((phase) =>
    phase.capacity === 0 ? phase : { ...phase, seconds: Math.round(phase.seconds * factor * 1_000) / 1_000 },
  );
}

export function lengthOf(phases: readonly Phase[]): Millis {
  return phases.reduce((sum, { seconds }) => sum + seconds * 1_000, 0);
}
