/**
 * Which way media takes next. WebRTC is faster and comes first; where its path cannot be had, or the browser has no H.264 for
 * it, the gateway's WebSocket carries media. What has worked is kept for the session: a path that broke once is tried again
 * before the other one is. Pure.
 */
import { RemoteViewError, type ErrorCode } from '@remote-view/protocol';
import { readableText } from './gateway.ts';
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
  /** What each of them failed with, since there was a picture. */
  readonly tried: Readonly<Partial<Record<TransportName, Failure>>>;
}

interface Failure {
  readonly text: string;
  /** It can never be had here. */
  readonly final: boolean;
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

/** How far an attempt came: nobody answered, the host or the gateway did, or the host could be talked to. */
export type Reached = 'nobody' | 'answer' | 'host';

/**
 * Whether the path is to blame for what an attempt failed with. A host that takes its time to answer is as slow on any, and a
 * path that the host answered on is none that cannot be had.
 */
export function isOfThePath({ code }: RemoteViewError, reached: Reached): boolean {
  if (code === 'connect-timeout') return reached === 'answer';
  if (code === 'peer-failed') return reached !== 'host';
  return OF_THE_PATH.includes(code);
}

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
export function transportFailed(choice: TransportChoice, error: RemoteViewError): TransportChoice {
  if (!OF_THE_PATH.includes(error.code)) return choice;
  const { preference, transport, worked } = choice;
  const failures = choice.failures + 1;
  const tried: TransportChoice['tried'] = {
    ...choice.tried,
    [transport]: { text: readableText(error.message), final: !error.retry },
  };
  const isForgiven = worked && failures <= FORGIVEN;
  if (preference !== 'auto' || isForgiven || tried[other(transport)]?.final === true) {
    return { ...choice, failures, tried };
  }
  return { preference, transport: other(transport), worked: false, failures: 0, tried };
}

function other(transport: TransportName): TransportName {
  return transport === 'webrtc' ? 'websocket' : 'webrtc';
}

/** What an attempt failed with, for people: where both ways were tried, what came of each. */
export function failureOf({ tried }: TransportChoice, error: RemoteViewError): RemoteViewError {
  const { webrtc, websocket } = tried;
  if (webrtc === undefined || websocket === undefined || !OF_THE_PATH.includes(error.code)) return error;
  const code = webrtc.final && websocket.final ? error.code : 'no-media-path';
  const text = `No picture came. WebRTC: ${webrtc.text} WebSocket: ${websocket.text}`;
  return new RemoteViewError(code, text, { cause: error });
}
