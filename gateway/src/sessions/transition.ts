/**
 * The life of a session as the gateway of its host sees it, as data and one pure function.
 *
 *     (queued) --> starting --> ready --> active <--> disconnected
 *         \            \          \          \            /
 *          +------------+----------+----------+----------+--> ended
 *
 * `queued`: there is no free slot yet; it has no host either, so it lies in the store that gateways share, and what can become of
 * it there is in `cluster/`. `starting`: a slot is taken and the host was asked. `ready`: its processes are up, nobody joined
 * yet. `active`: up, and somebody joined. `disconnected`: nobody is connected to it any more. `ended` is final. Orthogonal to
 * these, a host's link may be cut (`hostBackBy`): its streams run on without us, so the session waits for the host to come back
 * before it is given up.
 */
import { ERRORS, type ErrorCode, type Millis } from '@remote-view/protocol';

interface Alive {
  /** The host's link is cut; the session ends at this time unless the host is back with it. */
  readonly hostBackBy: Millis | null;
  /** Its longest time is over then; null: it has none. */
  readonly endBy: Millis | null;
}

export interface Starting extends Alive {
  readonly name: 'starting';
  /** Null where somebody joined already: viewers need not wait for the host. */
  readonly claimBy: Millis | null;
  readonly startBy: Millis;
}

export interface Ready extends Alive {
  readonly name: 'ready';
  readonly claimBy: Millis;
}

export interface Active extends Alive {
  readonly name: 'active';
}

export interface Disconnected extends Alive {
  readonly name: 'disconnected';
  /** Somebody must be connected again by then. */
  readonly backBy: Millis;
}

export interface Ended {
  readonly name: 'ended';
  readonly code: ErrorCode;
  readonly message: string;
}

export type LiveState = Starting | Ready | Active | Disconnected;
export type SessionState = LiveState | Ended;

export type SessionEvent =
  /** A viewer with the right token joined. */
  | { readonly type: 'claimed' }
  /** Its host counts the peer connections that are alive. */
  | { readonly type: 'viewers'; readonly count: number; readonly backBy: Millis }
  | { readonly type: 'host-ready' }
  /** The host's link was cut. */
  | { readonly type: 'host-lost'; readonly backBy: Millis }
  /** The host registered again and still runs the session. */
  | { readonly type: 'host-back' }
  /** The host registered again and knows nothing of the session. */
  | { readonly type: 'host-forgot' }
  | { readonly type: 'host-ended'; readonly code: ErrorCode; readonly message: string }
  /** Who may has ended it for everybody. */
  | { readonly type: 'end'; readonly code: ErrorCode; readonly message: string }
  | { readonly type: 'time'; readonly now: Millis };

/** Returns the state after `event`; the very same object where nothing changes. */
export function transition(state: SessionState, event: SessionEvent): SessionState {
  if (state.name === 'ended') return state;
  switch (event.type) {
    case 'claimed':
      return claimed(state);
    case 'viewers':
      return counted(state, event.count, event.backBy);
    case 'host-ready':
      return hostReady(state);
    case 'host-lost':
      // A second cut of the same link buys no more time.
      return state.hostBackBy === null ? { ...state, hostBackBy: event.backBy } : state;
    case 'host-back':
      return state.hostBackBy === null ? state : { ...state, hostBackBy: null };
    case 'host-forgot':
      return ended('host-lost');
    case 'host-ended':
    case 'end':
      return ended(event.code, event.message);
    case 'time':
      return elapsed(state, event.now);
    default:
      event satisfies never;
      return state;
  }
}

function claimed(state: LiveState): SessionState {
  const { hostBackBy, endBy } = state;
  switch (state.name) {
    case 'starting':
      return state.claimBy === null ? state : { ...state, claimBy: null };
    case 'ready':
    case 'disconnected':
      return { name: 'active', hostBackBy, endBy };
    case 'active':
      return state;
    default:
      state satisfies never;
      return state;
  }
}

/** Who joined may still be on the way to its host, so only a count of its own makes a session one that nobody is in. */
function counted(state: LiveState, count: number, backBy: Millis): SessionState {
  if (count > 0) return claimed(state);
  if (state.name !== 'active') return state;
  return { name: 'disconnected', backBy, hostBackBy: state.hostBackBy, endBy: state.endBy };
}

function hostReady(state: LiveState): SessionState {
  if (state.name !== 'starting') return state;
  const { claimBy, hostBackBy, endBy } = state;
  return claimBy === null ? { name: 'active', hostBackBy, endBy } : { name: 'ready', claimBy, hostBackBy, endBy };
}

function elapsed(state: LiveState, now: Millis): SessionState {
  if (isOver(state.hostBackBy, now)) return ended('host-lost');
  if (isOver(state.endBy, now)) return ended('session-expired');
  switch (state.name) {
    case 'starting':
      if (isOver(state.claimBy, now)) return ended('session-unclaimed');
      if (now < state.startBy) return state;
      return ended('host-refused', 'The renderer host did not start the session in time.');
    case 'ready':
      return isOver(state.claimBy, now) ? ended('session-unclaimed') : state;
    case 'disconnected':
      return isOver(state.backBy, now) ? ended('session-ended', 'Nobody was connected any more.') : state;
    case 'active':
      return state;
    default:
      state satisfies never;
      return state;
  }
}

function isOver(limit: Millis | null, now: Millis): boolean {
  return limit !== null && now >= limit;
}

function ended(code: ErrorCode, message: string = ERRORS[code].text): Ended {
  return { name: 'ended', code, message };
}
