/**
 * Where a session that the element makes shall run: in the region that the page names, or near this browser. Then the gateway goes
 * by the round trips to its regions that are measured here, all at the same time and within {@link WITHIN}; a region that cannot be
 * reached by then is left out. What was measured holds for {@link KEPT_FOR} in this tab.
 */
import { explain, LIMITS, parseJson, RemoteViewError, rest, type Millis } from '@remote-view/protocol';
import type { Gateway } from './gateway.ts';

type RoundTrips = NonNullable<rest.Placement['rtt']>;

const WITHIN: Millis = 1_000;
const KEPT_FOR: Millis = 600_000;
/** The first of them looks up the address and makes the connection. */
const PROBES = 2;
/** What {@link rest.Placement} has room for. */
const MAX_REGIONS = 16;
const KEY = 'remote-view regions ';

/**
 * @param region `auto`, or the name of one
 * @throws RemoteViewError `bad-configuration` for what cannot be a name
 */
export async function placementFor(gateway: Gateway, region: string): Promise<Pick<rest.CreateSession, 'placement'>> {
  if (region !== 'auto') {
    if (explain(rest.Region, region) === undefined) return { placement: { labels: [`region=${region}`] } };
    throw new RemoteViewError('bad-configuration', `'${region.slice(0, 64)}' is not the name of a region.`);
  }
  const key = KEY + gateway.sessions.href;
  const kept = readKept(load(key), Date.now());
  const rtt = kept ?? (await measure(gateway));
  if (kept === null && rtt.length > 0) keep(key, JSON.stringify([Date.now(), rtt]));
  return rtt.length > 0 ? { placement: { rtt } } : {};
}

/** What this tab has measured, unless it is too old by now. */
export function readKept(text: string | null, now: Millis): RoundTrips | null {
  try {
    const [at, rtt] = JSON.parse(text ?? '[]') as unknown[];
    const isFresh = typeof at === 'number' && at <= now && now - at < KEPT_FOR;
    return isFresh && explain(rest.Placement.properties.rtt, rtt) === undefined ? (rtt as RoundTrips) : null;
  } catch {
    return null;
  }
}

/** Empty where nothing was reached: the gateway takes a host without it. */
async function measure(gateway: Gateway): Promise<RoundTrips> {
  const signal = AbortSignal.timeout(WITHIN);
  try {
    const response = await fetch(new URL('regions', gateway.sessions), { credentials: 'omit', signal });
    const { regions } = parseJson(rest.RegionList, await response.text(), LIMITS.signalingBytes);
    const trips = regions.slice(0, MAX_REGIONS).map(async ({ name, url }) => ({
      region: name,
      ms: await roundTrip(url, signal),
    }));
    return (await Promise.all(trips)).filter(({ ms }) => ms < WITHIN);
  } catch {
    return [];
  }
}

/** The least of {@link PROBES}, ms; infinite where none came back. */
async function roundTrip(url: string, signal: AbortSignal): Promise<Millis> {
  let least = Infinity;
  try {
    for (let probe = 0; probe < PROBES; probe++) {
      const sentAt = performance.now();
      // What it says does not matter, so it needs no leave to be read.
      await fetch(url, { mode: 'no-cors', cache: 'no-store', credentials: 'omit', signal });
      least = Math.min(least, performance.now() - sentAt);
    }
  } catch {
    // Not there, or not in time.
  }
  return Math.round(least * 10) / 10;
}

function load(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

function keep(key: string, text: string): void {
  try {
    sessionStorage.setItem(key, text);
  } catch {
    // Storage is full, or denied to this page: the next session measures again.
  }
}
