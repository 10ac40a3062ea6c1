/**
 * When the inputs happen: a Poisson process, so each comes at a random phase of the host's frames and of the screen's
 * refresh, and none waits for the picture of the one before it (open loop). Its arrivals see the system as it is on
 * average over time, which evenly spaced or answered inputs do not.
 */
import type { Millis } from '@remote-view/protocol';
import type { Random } from '../stats/random.ts';

/** Mean distance of two inputs. */
export const MEAN_GAP: Millis = 50;
/** The viewer merges moves that come closer; a longer tail would only make the run longer. */
const SHORTEST_GAP: Millis = 5;
const LONGEST_GAP: Millis = 250;

/** Times of inputs after the start, ascending: as many as happen in `warmUp`, and `count` behind it. */
export function arrivals(random: Random, count: number, warmUp: Millis): { times: Millis[]; warmUpCount: number } {
  const times: Millis[] = [];
  let warmUpCount = 0;
  for (let time = gap(random); times.length < warmUpCount + count; time += gap(random)) {
    if (time < warmUp) warmUpCount++;
    times.push(time);
  }
  return { times, warmUpCount };
}

function gap(random: Random): Millis {
  const exponential = -Math.log(1 - random()) * MEAN_GAP;
  return Math.min(LONGEST_GAP, Math.max(SHORTEST_GAP, exponential));
}
