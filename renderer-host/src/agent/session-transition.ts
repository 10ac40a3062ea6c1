/**
 * The life of one session on a host, as data: what a scene's failure, a stream's failure or an empty room leads to.
 *
 * The viewers stay connected through everything that happens to the scene; only the end of the session ends them.
 */
import type { ErrorCode, Millis } from '@remote-view/protocol';

export type SessionPhase =
  /** The stream process is being taken from the pool. */
  | 'preparing'
  /** The scene process is being taken, or its set-up runs. */
  | 'loading'
  | 'running'
  /** The scene failed; a fresh process takes over after a delay. */
  | 'restarting'
  /** The scene failed too often, or once where it is being written. The viewers keep the last picture and the reason. */
  | 'gave-up'
  | 'ended';

export interface SessionState {
  readonly phase: SessionPhase;
  /** When the scene failed lately, for its budget. */
  readonly failures: readonly Millis[];
  /** When the stream process was lost lately. */
  readonly streamFailures: readonly Millis[];
  /** It ran once: a failure from now on is worth another try. */
  readonly hasRun: boolean;
  /** Somebody is writing the scene: after a failure it is their next save that is worth another try, and nothing else. */
  readonly developing: boolean;
}

export type SessionEvent =
  | { readonly type: 'stream-ready' }
  | { readonly type: 'stream-lost'; readonly text: string }
  | { readonly type: 'scene-running' }
  | { readonly type: 'scene-lost'; readonly code: ErrorCode; readonly text: string }
  | { readonly type: 'retry-due' }
  /** The scene's sources are others now. */
  | { readonly type: 'sources-changed' }
  | { readonly type: 'end'; readonly code: ErrorCode; readonly text: string };

export type SessionAction =
  | { readonly type: 'take-stream' }
  /** A fresh process, in the place of the one that runs where one does. */
  | { readonly type: 'take-scene' }
  /** The scene process, which lives, joins the new stream process. */
  | { readonly type: 'relink-scene' }
  | { readonly type: 'retry-in'; readonly delay: Millis }
  | {
      readonly type: 'tell-viewers';
      readonly state: 'loading' | 'running' | 'restarting' | 'failed';
      readonly code: ErrorCode | '';
      readonly text: string;
    }
  | { readonly type: 'report-ready' }
  | { readonly type: 'renegotiate'; readonly text: string }
  | { readonly type: 'finish'; readonly code: ErrorCode; readonly text: string };

export interface SessionStep {
  readonly state: SessionState;
  readonly actions: readonly SessionAction[];
}

export function initialSession({ developing }: Pick<SessionState, 'developing'>): SessionState {
  return { phase: 'preparing', failures: [], streamFailures: [], hasRun: false, developing };
}

/** Failures within {@link FAILURE_WINDOW} after which the host gives up, and what it waits before each new try. */
const RETRY_DELAYS: readonly Millis[] = [0, 1_000, 3_000];
const FAILURE_WINDOW: Millis = 60_000;
/** A fresh process would meet the same. */
const PERMANENT: ReadonlySet<ErrorCode> = new Set(['scene-unsupported']);
const MAX_STREAM_FAILURES = 3;

export function sessionTransition(state: SessionState, event: SessionEvent, now: Millis): SessionStep {
  if (state.phase === 'ended') return { state, actions: [] };
  switch (event.type) {
    case 'stream-ready':
      return streamReady(state);
    case 'stream-lost':
      return streamLost(state, event.text, now);
    case 'scene-running':
      if (state.phase !== 'loading') return { state, actions: [] };
      return {
        state: { ...state, phase: 'running', hasRun: true },
        actions: [{ type: 'tell-viewers', state: 'running', code: '', text: '' }],
      };
    case 'scene-lost':
      return sceneLost(state, event.code, event.text, now);
    case 'retry-due':
      if (state.phase !== 'restarting') return { state, actions: [] };
      return { state: { ...state, phase: 'loading' }, actions: [{ type: 'take-scene' }] };
    case 'sources-changed':
      return sourcesChanged(state);
    case 'end':
      return {
        state: { ...state, phase: 'ended' },
        actions: [{ type: 'finish', code: event.code, text: event.text }],
      };
    default:
      return event satisfies never;
  }
}

function streamReady(state: SessionState): SessionStep {
  if (state.phase === 'preparing') {
    return {
      state: { ...state, phase: 'loading' },
      actions: [
        { type: 'report-ready' },
        { type: 'tell-viewers', state: 'loading', code: '', text: '' },
        { type: 'take-scene' },
      ],
    };
  }
  // A replacement: the scene that runs joins it, and where none runs the next one will.
  return { state, actions: state.phase === 'running' || state.phase === 'loading' ? [{ type: 'relink-scene' }] : [] };
}

/** Our own code and node-datachannel: it fails rarely, and again and again only where something is badly wrong. */
function streamLost(state: SessionState, text: string, now: Millis): SessionStep {
  const streamFailures = [...lately(state.streamFailures, now), now];
  if (streamFailures.length > MAX_STREAM_FAILURES) {
    return { state: { ...state, phase: 'ended' }, actions: [{ type: 'finish', code: 'stream-failed', text }] };
  }
  return { state: { ...state, streamFailures }, actions: [{ type: 'renegotiate', text }, { type: 'take-stream' }] };
}

function lately(failures: readonly Millis[], now: Millis): Millis[] {
  return failures.filter((at) => now - at < FAILURE_WINDOW);
}

function sceneLost(state: SessionState, code: ErrorCode, text: string, now: Millis): SessionStep {
  if (state.phase !== 'loading' && state.phase !== 'running') return { state, actions: [] };
  if (state.developing) {
    // For the viewers this is a scene that comes back: they keep the connection, the last picture and the reason.
    return {
      state: { ...state, phase: 'gave-up' },
      actions: [{ type: 'tell-viewers', state: 'restarting', code, text }],
    };
  }
  // A scene that never ran fails for a reason of its own: trying again would only delay the message.
  if (!state.hasRun) {
    return { state: { ...state, phase: 'ended' }, actions: [{ type: 'finish', code, text }] };
  }
  const failures = [...lately(state.failures, now), now];
  if (PERMANENT.has(code)) {
    return {
      state: { ...state, phase: 'gave-up', failures },
      actions: [{ type: 'tell-viewers', state: 'failed', code, text }],
    };
  }
  const delay = RETRY_DELAYS[failures.length - 1];
  if (delay === undefined) {
    return {
      state: { ...state, phase: 'gave-up', failures },
      actions: [{ type: 'tell-viewers', state: 'failed', code: 'scene-gave-up', text }],
    };
  }
  return {
    state: { ...state, phase: 'restarting', failures },
    actions: [
      { type: 'tell-viewers', state: 'restarting', code, text },
      { type: 'retry-in', delay },
    ],
  };
}

/** The way of a crash, but for the failure: what runs goes on until a fresh process is ready to take over. */
function sourcesChanged(state: SessionState): SessionStep {
  switch (state.phase) {
    case 'loading':
      return { state, actions: [{ type: 'take-scene' }] };
    case 'running':
    case 'gave-up':
      return {
        state: { ...state, phase: 'loading' },
        actions: [{ type: 'tell-viewers', state: 'loading', code: '', text: '' }, { type: 'take-scene' }],
      };
    case 'preparing':
    case 'restarting':
    case 'ended':
      // No process has read the sources yet that are to run next.
      return { state, actions: [] };
    default:
      return state.phase satisfies never;
  }
}
