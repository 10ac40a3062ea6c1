/**
 * The life of a viewer's connection as a pure machine. The shell around it does what a state asks for: an attempt for
 * `trying`, a pause for `waiting`, nothing for the others.
 *
 * Invariant: whatever happens, a connection that is not live either tries, waits for its next attempt, or says why not.
 */
import { ERRORS, type ErrorCode } from '@remote-view/protocol';
import type { ReconnectPolicy } from './reconnect-policy.ts';

export interface Reason {
  readonly code: ErrorCode;
  /** For people. */
  readonly text: string;
}

type Phase = 'connecting' | 'reconnecting';

export type ConnectionState =
  | { readonly name: 'idle' }
  /** `attempt` counts from 1. */
  | { readonly name: Phase; readonly step: 'trying'; readonly attempt: number }
  | { readonly name: Phase; readonly step: 'waiting'; readonly attempt: number; readonly reason: Reason }
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
  if (state.name !== 'live' && !isTrying(state)) return state;
  if (!ERRORS[reason.code].retry) return { name: 'failed', reason };
  const phase = state.name === 'live' ? 'reconnecting' : state.name;
  // The first attempt after a stable connection does not wait: a new peer connection is what heals most losses.
  if (state.attempt === 0) return { name: phase, step: 'trying', attempt: 1 };
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
type Waiting = Extract<ConnectionState, { step: 'waiting' }>;

function isAtRest(state: ConnectionState): state is AtRest {
  return state.name === 'idle' || state.name === 'ended' || state.name === 'failed';
}

function isWaiting(state: ConnectionState): state is Waiting {
  return 'step' in state && state.step === 'waiting';
}

export function isTrying(state: ConnectionState): state is Trying {
  return 'step' in state && state.step === 'trying';
}
