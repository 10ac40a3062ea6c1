/**
 * The life of a viewer's connection as a pure machine. The shell around it does what a state asks for: an attempt for
 * `trying`, a pause for `waiting`, nothing for the others.
 *
 * Invariant: whatever happens, a connection that is not live either tries, waits for its next attempt, or says why not.
 */
import { ERRORS, type ErrorCode, type Millis } from '@remote-view/protocol';
import type { ReconnectPolicy } from './reconnect-policy.ts';

export interface Reason {
  readonly code: ErrorCode;
  /** For people. */
  readonly text: string;
  /** The gateway asks for a pause of so long, and of many viewers at the same time. */
  readonly retryAfter?: Millis;
}

type Phase = 'connecting' | 'reconnecting';

/** Where the session stands in the queue for a slot. */
export interface QueuePlace {
  /** 1: it is the next. */
  readonly position: number;
  /** Null where it is not known. */
  readonly etaSeconds: number | null;
}

export type ConnectionState =
  | { readonly name: 'idle' }
  /** `attempt` counts from 1; it is 0 while the first one after a stable connection waits. */
  | { readonly name: Phase; readonly step: 'trying'; readonly attempt: number }
  | { readonly name: Phase; readonly step: 'waiting'; readonly attempt: number; readonly reason: Reason }
  /** There is no free slot yet: the gateway tells when the session's turn has come, however long that takes. */
  | ({ readonly name: Phase; readonly step: 'queued'; readonly attempt: number } & QueuePlace)
  /** `attempt` is what it took; 0 once the connection has proven stable. */
  | { readonly name: 'live'; readonly attempt: number }
  | { readonly name: 'ended' | 'failed'; readonly reason: Reason };

export type ConnectionStateName = ConnectionState['name'];

export type ConnectionEvent =
  | { readonly type: 'connect' }
  | { readonly type: 'disconnect' }
  /** The first picture of the newest peer connection is on the screen. */
  | { readonly type: 'frame' }
  /** Live for long enough. */
  | { readonly type: 'settled' }
  /** The attempt or the live connection broke. */
  | { readonly type: 'lost'; readonly reason: Reason }
  /** The pause is over. */
  | { readonly type: 'retry' }
  /** The browser has a network again: nothing waits out its pause, and what was begun without one begins anew. */
  | { readonly type: 'online' }
  | { readonly type: 'queued'; readonly place: QueuePlace }
  /** The session has a slot. */
  | { readonly type: 'admitted' }
  /** The host asks for a new peer connection. */
  | { readonly type: 'renegotiate'; readonly reason: Reason }
  /** Gateway or host say that the session is over. */
  | { readonly type: 'over'; readonly reason: Reason };

export function transition(state: ConnectionState, event: ConnectionEvent, policy: ReconnectPolicy): ConnectionState {
  switch (event.type) {
    case 'connect':
      return isAtRest(state) ? { name: 'connecting', step: 'trying', attempt: 1 } : state;
    case 'disconnect':
      return state.name === 'idle' ? state : { name: 'idle' };
    case 'frame':
      return isTrying(state) ? { name: 'live', attempt: state.attempt } : state;
    case 'settled':
      return state.name === 'live' && state.attempt > 0 ? { name: 'live', attempt: 0 } : state;
    case 'lost':
      return lose(state, event.reason, policy);
    case 'retry':
      return isWaiting(state) ? { name: state.name, step: 'trying', attempt: state.attempt + 1 } : state;
    case 'online':
      if (isWaiting(state)) return { name: state.name, step: 'trying', attempt: state.attempt + 1 };
      return isTrying(state) ? { ...state } : state;
    case 'queued':
      if (!isTrying(state) && !isQueued(state)) return state;
      return { name: state.name, step: 'queued', attempt: state.attempt, ...event.place };
    case 'admitted':
      return isQueued(state) ? { name: state.name, step: 'trying', attempt: state.attempt } : state;
    case 'renegotiate':
      return renegotiate(state, event.reason, policy);
    case 'over':
      if (isAtRest(state)) return state;
      return { name: event.reason.code === 'session-ended' ? 'ended' : 'failed', reason: event.reason };
    default:
      return event satisfies never;
  }
}

function lose(state: ConnectionState, reason: Reason, policy: ReconnectPolicy): ConnectionState {
  if (state.name !== 'live' && !isTrying(state) && !isQueued(state)) return state;
  const { code, retryAfter } = reason;
  if (!ERRORS[code].retry || (retryAfter ?? 0) > policy.longestPause) return { name: 'failed', reason };
  const phase = state.name === 'live' ? 'reconnecting' : state.name;
  // The first attempt after a stable connection does not wait: a new peer connection is what heals most losses.
  if (state.attempt === 0 && retryAfter === undefined) return { name: phase, step: 'trying', attempt: 1 };
  if (state.attempt > policy[phase].length) return { name: 'failed', reason };
  return { name: phase, step: 'waiting', attempt: state.attempt, reason };
}

function renegotiate(state: ConnectionState, reason: Reason, policy: ReconnectPolicy): ConnectionState {
  if (isAtRest(state)) return state;
  const phase = state.name === 'live' ? 'reconnecting' : state.name;
  if (state.attempt > policy[phase].length) return { name: 'failed', reason };
  return { name: phase, step: 'trying', attempt: state.attempt + 1 };
}

type AtRest = Extract<ConnectionState, { name: 'idle' | 'ended' | 'failed' }>;
export type Trying = Extract<ConnectionState, { step: 'trying' }>;
export type Queued = Extract<ConnectionState, { step: 'queued' }>;
type Waiting = Extract<ConnectionState, { step: 'waiting' }>;

function isAtRest(state: ConnectionState): state is AtRest {
  return state.name === 'idle' || state.name === 'ended' || state.name === 'failed';
}

function isWaiting(state: ConnectionState): state is Waiting {
  return 'step' in state && state.step === 'waiting';
}

export function isQueued(state: ConnectionState): state is Queued {
  return 'step' in state && state.step === 'queued';
}

export function isTrying(state: ConnectionState): state is Trying {
  return 'step' in state && state.step === 'trying';
}
