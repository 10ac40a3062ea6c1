/**
 * The life of a session as the gateway sees it, as data and one pure function.
 *
 *     queued --> starting --> ready --> active
 *         \           \          \          \
 *          +-----------+----------+----------+--> ended
 *
 * `queued`: there is no free slot yet. `starting`: a slot is taken and the host was asked. `ready`: its processes are up, nobody joined yet. `active`: up,
 * and somebody joined. `ended` is final. Orthogonal to these, a host's link may be cut (`hostBackBy`): its streams run
 * on without us, so the session waits for the host to come back before it is given up.
 */
import { ERRORS, type ErrorCode, type Millis } from '@remote-view/protocol';

export interface Queued {
  readonly name: 'queued';
  /** Null once somebody joined. */
  readonly claimBy: Millis | null;
  /** Whoever waited is not connected any more, and must be back by then. */
  readonly abandonBy: Millis | null;
  /** Null while there are hosts that could take it once they have a slot. */
  readonly giveUp: GiveUp | null;
}

/** What a session that waits in vain ends with, and when. */
export interface GiveUp {
  readonly at: Millis;
  readonly code: ErrorCode;
  readonly message: string;
}

interface Alive {
  /** The host's link is cut; the session ends at this time unless the host is back with it. */
  readonly hostBackBy: Millis | null;
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

export interface Ended {
  readonly name: 'ended';
  readonly code: ErrorCode;
  readonly message: string;
}

export type SessionState = Queued | Starting | Ready | Active | Ended;

export type SessionEvent =
  /** A viewer with the right token joined. */
  | { readonly type: 'claimed' }
  /** Nobody is connected to the gateway for it any more. */
  | { readonly type: 'deserted'; readonly abandonBy: Millis }
  /** What the hosts are that there are now: null where one of them could take it. */
  | { readonly type: 'prospect'; readonly giveUp: GiveUp | null }
  /** A slot was taken for it. */
  | { readonly type: 'placed'; readonly startBy: Millis }
  | { readonly type: 'host-ready' }
  /** The host's link was cut. */
  | { readonly type: 'host-lost'; readonly backBy: Millis }
  /** The host registered again and still runs the session. */
  | { readonly type: 'host-back' }
  /** The host registered again and knows nothing of the session. */
  | { readonly type: 'host-forgot' }
  | { readonly type: 'host-ended'; readonly code: ErrorCode; readonly message: string }
  /** Who has its token ended it for everybody. */
  | { readonly type: 'left' }
  | { readonly type: 'time'; readonly now: Millis };

/** Returns the state after `event`; the very same object where nothing changes. */
export function transition(state: SessionState, event: SessionEvent): SessionState {
  if (state.name === 'ended') return state;
  if (state.name === 'queued') return whileQueued(state, event);
  switch (event.type) {
    case 'claimed':
      return claimed(state);
    case 'deserted':
    case 'prospect':
    case 'placed':
      // Media does not pass here: its host sees who is left.
      return state;
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
      return ended(event.code, event.message);
    case 'left':
      return ended('session-ended');
    case 'time':
      return elapsed(state, event.now);
    default:
      event satisfies never;
      return state;
  }
}

function whileQueued(state: Queued, event: SessionEvent): SessionState {
  switch (event.type) {
    case 'claimed':
      if (state.claimBy === null && state.abandonBy === null) return state;
      return { ...state, claimBy: null, abandonBy: null };
    case 'deserted':
      return { ...state, abandonBy: event.abandonBy };
    case 'prospect':
      return withProspect(state, event.giveUp);
    case 'placed':
      return { name: 'starting', claimBy: state.claimBy, startBy: event.startBy, hostBackBy: null };
    case 'left':
      return ended('session-ended');
    case 'time':
      if (isOver(state.claimBy, event.now) || isOver(state.abandonBy, event.now)) return ended('session-unclaimed');
      if (state.giveUp !== null && event.now >= state.giveUp.at) return ended(state.giveUp.code, state.giveUp.message);
      return state;
    case 'host-ready':
    case 'host-lost':
    case 'host-back':
    case 'host-forgot':
    case 'host-ended':
      // It has no host that could say so.
      return state;
    default:
      event satisfies never;
      return state;
  }
}

/** The time runs from the first bad prospect; the newest one says why. */
function withProspect(state: Queued, giveUp: GiveUp | null): Queued {
  const { giveUp: before } = state;
  if (before === null || giveUp === null) return before === giveUp ? state : { ...state, giveUp };
  return before.code === giveUp.code ? state : { ...state, giveUp: { ...giveUp, at: before.at } };
}

function claimed(state: Starting | Ready | Active): SessionState {
  switch (state.name) {
    case 'starting':
      return state.claimBy === null ? state : { ...state, claimBy: null };
    case 'ready':
      return { name: 'active', hostBackBy: state.hostBackBy };
    case 'active':
      return state;
    default:
      state satisfies never;
      return state;
  }
}

function hostReady(state: Starting | Ready | Active): SessionState {
  if (state.name !== 'starting') return state;
  const { claimBy, hostBackBy } = state;
  return claimBy === null ? { name: 'active', hostBackBy } : { name: 'ready', claimBy, hostBackBy };
}

function elapsed(state: Starting | Ready | Active, now: Millis): SessionState {
  if (isOver(state.hostBackBy, now)) return ended('host-lost');
  if (state.name !== 'active' && isOver(state.claimBy, now)) return ended('session-unclaimed');
  if (state.name === 'starting' && now >= state.startBy) {
    return ended('host-refused', 'The renderer host did not start the session in time.');
  }
  return state;
}

function isOver(limit: Millis | null, now: Millis): boolean {
  return limit !== null && now >= limit;
}

function ended(code: ErrorCode, message: string = ERRORS[code].text): Ended {
  return { name: 'ended', code, message };
}
