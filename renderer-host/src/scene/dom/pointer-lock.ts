/**
 * Who has the pointer lock, as a state and its transitions (W3C Pointer Lock 2.0). The scene asks, the browser of one
 * viewer decides, and the answer takes as long as the path does. A page is asked only in answer to a button or a key that
 * it sent: browsers want a gesture of their user, and of several viewers it says whose.
 */
import type { LockRequest } from '@remote-view/protocol';

/** The newest button or key: which viewer's, and the number of that input. */
export interface Gesture {
  readonly viewer: number;
  readonly seq: number;
}

export type LockState =
  | { readonly name: 'free' }
  /** The page of this viewer has been asked. */
  | { readonly name: 'asked'; readonly gesture: Gesture }
  | { readonly name: 'locked'; readonly gesture: Gesture };

export type LockEvent =
  /** The scene wants the lock. */
  | { readonly type: 'request'; readonly gesture: Gesture | undefined; readonly unadjusted: boolean }
  /** The scene wants it no more. */
  | { readonly type: 'exit' }
  /** A page says what became of it; `refused` is empty unless its browser would not. */
  | { readonly type: 'answer'; readonly viewer: number; readonly locked: boolean; readonly refused: string }
  | { readonly type: 'gone'; readonly viewer: number };

export type LockEffect =
  | { readonly type: 'tell'; readonly request: LockRequest }
  /** The lock began or ended: `pointerlockchange`. */
  | { readonly type: 'changed' }
  /** Promises of `requestPointerLock` are kept. */
  | { readonly type: 'granted' }
  /** They are not, and there is a `pointerlockerror`. */
  | { readonly type: 'failed'; readonly reason: string };

export interface LockStep {
  readonly state: LockState;
  readonly effects: readonly LockEffect[];
}

export const FREE: LockState = { name: 'free' };

export function transition(state: LockState, event: LockEvent): LockStep {
  switch (event.type) {
    case 'request':
      return request(state, event.gesture, event.unadjusted);
    case 'exit':
      // The lock lasts until the page says that it ended, as in a browser.
      return state.name === 'free' ? { state, effects: [] } : { state, effects: [tell(state.gesture, false)] };
    case 'answer':
      return answer(state, event);
    case 'gone':
      if (state.name === 'free' || state.gesture.viewer !== event.viewer) return { state, effects: [] };
      return { state: FREE, effects: [state.name === 'asked' ? failed('the viewer left') : { type: 'changed' }] };
    default:
      return event satisfies never;
  }
}

function request(state: LockState, gesture: Gesture | undefined, unadjusted: boolean): LockStep {
  if (gesture === undefined) {
    return { state, effects: [failed('no viewer has pressed a button or a key, which browsers want first')] };
  }
  if (state.name !== 'locked') return { state: { name: 'asked', gesture }, effects: [tell(gesture, true, unadjusted)] };
  if (state.gesture.viewer === gesture.viewer) return { state, effects: [{ type: 'granted' }] };
  return { state, effects: [failed('another viewer has it')] };
}

function answer(state: LockState, event: Extract<LockEvent, { type: 'answer' }>): LockStep {
  // Nobody asked this viewer, or no longer.
  if (state.name === 'free' || state.gesture.viewer !== event.viewer) return { state, effects: [] };
  if (event.locked) {
    const effects: LockEffect[] = state.name === 'asked' ? [{ type: 'changed' }, { type: 'granted' }] : [];
    return { state: { name: 'locked', gesture: state.gesture }, effects };
  }
  if (state.name === 'locked') return { state: FREE, effects: [{ type: 'changed' }] };
  return { state: FREE, effects: [failed(event.refused === '' ? 'it ended before it began' : event.refused)] };
}

function tell({ seq }: Gesture, wanted: boolean, unadjusted = false): LockEffect {
  return { type: 'tell', request: { type: 'lock', wanted, seq, unadjusted } };
}

function failed(reason: string): LockEffect {
  return { type: 'failed', reason };
}
