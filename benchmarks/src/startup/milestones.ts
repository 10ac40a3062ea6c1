/**
 * What happens between `connect()` and the first picture. The request for a session, the socket and the offer are begun
 * at the same time, so not every milestone is waited for: `PATH` holds those that the picture needs, in the order in which
 * each needs the one before it; `BESIDE` those that happen meanwhile and cost the picture nothing by themselves.
 */
import type { Millis, VideoInfo } from '@remote-view/protocol';

/**
 * - `session`: the answer to `POST /v1/sessions` is read; a viewer that joins has one from the start
 * - `description`: the offer is made and is the local description
 * - `offer`: it left on the socket, for which it waits where the socket opens later
 * - `answer`: the host's answer came in
 * - `ice`: ICE is connected
 * - `dtls`: the whole peer connection is connected
 * - `received`: the last packet of the first presented frame came in; a new scene makes its first frame before. The
 *   browser tells of presented frames at its next refresh, and then of the newest: frames come close together at the
 *   start, so this may be the second or third.
 * - `decoded`: that frame is decoded
 * - `presented`: that frame was handed to the compositor
 */
export const PATH = [
  'session',
  'description',
  'offer',
  'answer',
  'ice',
  'dtls',
  'received',
  'decoded',
  'presented',
] as const;
export type PathMilestone = (typeof PATH)[number];

/** The signaling socket is open; the `events` channel is open; the host says on it that the scene runs. */
export const BESIDE = ['socket', 'channel', 'running'] as const;
export type BesideMilestone = (typeof BESIDE)[number];

export type Milestone = PathMilestone | BesideMilestone;

/** What one page saw. Every time is its `performance.now()`. */
export interface StartupRecording {
  /** The element began to connect. */
  readonly startedAt: Millis;
  readonly marks: Readonly<Partial<Record<Milestone, Millis>>>;
  /** What the element itself says in `firstframe`: until its callback ran, so a little longer. */
  readonly elementSays: Millis;
  /** Frames presented until the first callback; more than one where the browser left some out. */
  readonly presentedFrames: number;
  readonly video: VideoInfo | undefined;
}

/** What a page is asked to do. */
export interface StartupPlan {
  /** Base URL of the gateway. */
  readonly gateway: string;
  readonly scene: string;
  /** Of the session to join; without it, the element makes one. */
  readonly join?: { readonly session: string; readonly token: string };
  /** Of the element, CSS pixels; one device pixel each. */
  readonly width: number;
  readonly height: number;
}
