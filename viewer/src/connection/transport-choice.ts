/**
 * Which way media takes next. WebRTC is faster and comes first; where its path cannot be had, or the browser has no H.264 for
 * it, the gateway's WebSocket carries media. What has worked is kept for the session: a path that broke once is tried again
 * before the other one is. Pure.
 */
import { RemoteViewError, type ErrorCode } from '@remote-view/protocol';
import type { TransportName } from './media-path.ts';

/** `auto` takes what works; the others insist. */
export type TransportPreference = 'auto' | TransportName;

export interface TransportChoice {
  readonly preference: TransportPreference;
  /** For the next attempt. */
  readonly transport: TransportName;
  /** It has shown a picture. */
  readonly worked: boolean;
  /** Attempts in a row that failed for its sake. */
  readonly failures: number;
  /** Why each of them was given up, since there was a picture. */
  readonly tried: Readonly<Partial<Record<TransportName, string>>>;
}

/** What another transport may do better. Everything else is wrong on any. */
const OF_THE_PATH: readonly ErrorCode[] = [
  'sdp-no-h264',
  'sdp-invalid',
  'unsupported-browser',
  'peer-failed',
  'connect-timeout',
];
/** Failures in a row that a transport which has worked is forgiven. */
const FORGIVEN = 1;

export function firstChoice(preference: TransportPreference): TransportChoice {
  const transport = preference === 'websocket' ? 'websocket' : 'webrtc';
  return { preference, transport, worked: false, failures: 0, tried: {} };
}

/** A transport that fails now makes way for one that was not tried yet. */
export function mayChange({ preference, transport, worked, failures, tried }: TransportChoice): boolean {
  return preference === 'auto' && (!worked || failures >= FORGIVEN) && tried[other(transport)] === undefined;
}

/** A picture came. */
export function transportWorked(choice: TransportChoice): TransportChoice {
  return { ...choice, worked: true, failures: 0, tried: {} };
}

/** An attempt failed before there was a picture. */
export function transportFailed(choice: TransportChoice, { code, message }: RemoteViewError): TransportChoice {
  if (!OF_THE_PATH.includes(code)) return choice;
  const { preference, transport, worked } = choice;
  const failures = choice.failures + 1;
  const tried = { ...choice.tried, [transport]: message };
  if (preference !== 'auto' || (worked && failures <= FORGIVEN)) return { ...choice, failures, tried };
  return { preference, transport: other(transport), worked: false, failures: 0, tried };
}

function other(transport: TransportName): TransportName {
  return transport === 'webrtc' ? 'websocket' : 'webrtc';
}

/** What an attempt failed with, for people: where both ways were tried, what came of each. */
export function failureOf({ tried }: TransportChoice, error: RemoteViewError): RemoteViewError {
  const { webrtc, websocket } = tried;
  if (webrtc === undefined || websocket === undefined || !OF_THE_PATH.includes(error.code)) return error;
  const code = error.retry ? 'no-media-path' : error.code;
  return new RemoteViewError(code, `No picture came. WebRTC: ${webrtc} WebSocket: ${websocket}`, { cause: error });
}
