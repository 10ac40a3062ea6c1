/** Where a session stands in the line, as people are told. */
import type { Millis } from '@remote-view/protocol';
import { coarseSeconds, timeUntil } from '../allocation/slot-rate.ts';
import type { WaitingNews } from './cluster-store.ts';

/** @param freed when slots became free that it could have used, the oldest first */
export function standing(position: number, freed: readonly Millis[], now: Millis): WaitingNews {
  const time = timeUntil(position, freed, now);
  return { state: 'queued', position, ...(time === undefined ? {} : { etaSeconds: coarseSeconds(time) }) };
}
