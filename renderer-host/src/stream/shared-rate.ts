/**
 * One encoder for several viewers: what it makes is what the slowest of them can take. One that is far behind the others must
 * not take the picture from all, so it is left behind: it gets frames where its path has room, and otherwise waits
 * for a key frame. Pure.
 */
import type { Preference } from '@remote-view/protocol';

export interface ViewerRate {
  /** Bits per second that its path takes. */
  readonly target: number;
  /** Its path has room for another frame. */
  readonly ready: boolean;
}

export interface SharedRate<Viewer> {
  /** Bits per second for the encoder; undefined without a viewer. */
  readonly bitrate: number | undefined;
  /** No frame shall be made now: a path is full. */
  readonly hold: boolean;
  readonly leftBehind: ReadonlySet<Viewer>;
}

/** Share of the best viewer's rate that still counts. */
const LEAST_SHARE = 0.25;

/** Bits per second. */
export interface PictureRates {
  /** That the encoder makes at most. */
  readonly useful: number;
  /** With which an ordinary scene looks right: who has more than that gains little, and leaves nobody behind for it. */
  readonly ordinary: number;
}

export function sharedRate<Viewer extends ViewerRate>(
  viewers: Iterable<Viewer>,
  { useful, ordinary }: PictureRates,
): SharedRate<Viewer> {
  const all = [...viewers];
  const best = Math.min(useful, ordinary, Math.max(0, ...all.map(({ target }) => target)));
  const leftBehind = new Set(all.filter(({ target }) => target < best * LEAST_SHARE));
  const counted = all.filter((viewer) => !leftBehind.has(viewer));
  if (counted.length === 0) return { bitrate: undefined, hold: false, leftBehind };
  return {
    bitrate: Math.min(useful, ...counted.map(({ target }) => target)),
    hold: counted.some(({ ready }) => !ready),
    leftBehind,
  };
}

/** Share by which a rate must change to be told: less is within what frames vary. */
const STEP = 0.02;

/** Whether a rate is another than the one that was told, both bits per second. */
export function isWorthTelling(rate: number, told: number): boolean {
  return Math.abs(rate - told) >= told * STEP;
}

/** The one that is asked for, where nobody asks for the other. */
export function sharedPreference(preferences: readonly Preference[]): Preference {
  const asked = new Set(preferences.filter((preference) => preference !== 'auto'));
  const [only] = asked;
  return asked.size === 1 && only !== undefined ? only : 'auto';
}
