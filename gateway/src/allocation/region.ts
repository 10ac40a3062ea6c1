/**
 * How near a region is, by the round trips that a viewer measured.
 *
 * Regions that differ by less than a person notices, or than such a measurement is exact, count as one: otherwise every viewer of
 * a city would fill the one region and leave its neighbour idle.
 */
import type { rest } from '@remote-view/protocol';

type RoundTrips = rest.Placement['rtt'];

const SAME_WITHIN_MS = 10;
const SAME_WITHIN_SHARE = 0.2;

/** @returns the smaller the better: 0 near the viewer, then ms; Infinity where nothing was measured */
export function regionTier(rtt: RoundTrips, region: string | undefined): number {
  if (rtt === undefined || rtt.length === 0) return 0;
  const nearest = Math.min(...rtt.map(({ ms }) => ms));
  const own = Math.min(...rtt.filter((measured) => measured.region === region).map(({ ms }) => ms));
  return own <= nearest + Math.max(SAME_WITHIN_MS, nearest * SAME_WITHIN_SHARE) ? 0 : own;
}

/** By a host's label; undefined where it has none. */
export function regionOf(labels: readonly string[] | undefined): string | undefined {
  return labels?.find((label) => label.startsWith(REGION))?.slice(REGION.length);
}

const REGION = 'region=';
