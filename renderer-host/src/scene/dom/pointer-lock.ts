/**
 * Who has the pointer lock, as a state and its transitions (W3C Pointer Lock 2.0). The scene asks, the browser of one
 * viewer decides, and the answer takes as long as the path does. A page is asked only in answer to a button or a key that
 * it sent: browsers want a gesture of their user, and of several viewers it says whose. One page is asked at a time, and
 * nobody else hears of it: two that lock would be one lock too many, which nobody could end.
 */
import type { LockRequest } from '@remote-view/protocol';

export type LockState =
  | { readonly name: 'free' }
  /** The page of this viewer has been asked. */
  | { readonly name: 'asked'; readonly viewer: number }
  | { readonly name: 'locked'; readonly viewer: number };

export type LockEvent =
  /** The scene wants the lock; `viewer` pressed the newest button or key. */
  | { readonly type: 'request'; readonly viewer: number | undefined; readonly unadjusted: boolean }
  /** The scene wants it no more. */
  | { readonly type: 'exit' }
  /** A page says what became of it; `refused` is empty unless its browser would not. */
  | { readonly type: 'answer'; readonly viewer: number; readonly locked: boolean; readonly refused: string }
  | { readonly type: 'gone'; readonly viewer: number };

export type LockEffect =
  /** For the page of this viewer alone. */
  | { readonly type: 'tell'; readonly viewer: number; readonly request: LockRequest }
  /** The lock began or ended: `pointerlockchange`. */
  | { readonly type: 'changed' }
  /** All promises of `requestPointerLock` are kept. */
  | { readonly type: 'granted' }
  /** The newest of them is not, and there is a `pointerlockerror`; those before it wait on. */
  | { readonly type: 'refused'; readonly reason: string }
  /** None of them is, and there is a `pointerlockerror`. */
  | { readonly type: 'failed'; readonly reason: string };

export interface LockStep {
  readonly state: LockState;
  readonly effects: readonly LockEffect[];
}

export const FREE: LockState = { name: 'free' };

export function transition(state: LockState, event: LockEvent): LockStep {
  switch (event.type) {
    case 'request':
      return request(state, event.viewer, event.unadjusted);
    case 'exit':
      // The lock lasts until the page says that it ended, as in a browser.
      return state.name === 'free' ? { state, effects: [] } : { state, effects: [tell(state.viewer, false)] };
    case 'answer':
      return answer(state, event);
    case 'gone':
      if (state.name === 'free' || state.viewer !== event.viewer) return { state, effects: [] };
      return { state: FREE, effects: [state.name === 'asked' ? failed('the viewer left') : { type: 'changed' }] };
    default:
      return event satisfies never;
  }
}

function request(state: LockState, viewer: number | undefined, unadjusted: boolean): LockStep {
  if (viewer === undefined) {
    return { state, effects: [refused('no viewer has pressed a button or a key, which browsers want first')] };
  }
  if (state.name !== 'free' && state.viewer !== viewer) {
    return { state, effects: [refused(state.name === 'asked' ? 'another viewer is asked' : 'another viewer has it')] };
  }
  if (state.name === 'locked') return { state, effects: [{ type: 'granted' }] };
  return { state: { name: 'asked', viewer }, effects: [tell(viewer, true, unadjusted)] };
}

function answer(state: LockState, event: Extract<LockEvent, { type: 'answer' }>): LockStep {
  const { viewer, locked } = event;
  // The page has locked by itself: for the scene that is as if it had asked, and it may end it.
  if (state.name === 'free')
    return locked ? { state: { name: 'locked', viewer }, effects: [{ type: 'changed' }] } : { state, effects: [] };
  if (state.viewer !== viewer) return { state, effects: locked ? [tell(viewer, false)] : [] };
  if (locked) {
    const effects: LockEffect[] = state.name === 'asked' ? [{ type: 'changed' }, { type: 'granted' }] : [];
    return { state: { name: 'locked', viewer }, effects };
  }
  if (state.name === 'locked') return { state: FREE, effects: [{ type: 'changed' }] };
  return { state: FREE, effects: [failed(event.refused === '' ? 'it ended before it began' : event.refused)] };
}

function tell(viewer: number, wanted: boolean, unadjusted = false): LockEffect {
  return { type: 'tell', viewer, request: { type: 'lock', wanted, unadjusted } };
}

function refused(reason: string): LockEffect {
  return { type: 'refused', reason };
}

function failed(reason: string): LockEffect {
  return { type: 'failed', reason };
}
