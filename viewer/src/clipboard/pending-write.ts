/**
 * What the scene wants in the user's clipboard, on its way there: a state and its transitions. Browsers write only while
 * a press of the user is recent, some only while it is being handled; a text that is too late for one waits for the next,
 * unless that does not come: nobody wants their clipboard overwritten by a press of an hour later. One text waits: another
 * takes its place.
 */
import type { SceneClipboardRefusal } from '../events/scene-clipboard-event.ts';

export type PendingWrite =
  | { readonly name: 'idle' }
  | { readonly name: 'waiting'; readonly write: Write }
  | { readonly name: 'writing'; readonly write: Write; readonly inGesture: boolean };

export interface Write {
  /** Of the scene's request. */
  readonly id: number;
  readonly text: string;
}

export type WriteEvent =
  /** The scene wants it. `active`: a press was recent. */
  | { readonly type: 'asked'; readonly write: Write; readonly allowed: boolean; readonly active: boolean }
  /** A press is being handled. `allowed`: by the page, still. */
  | { readonly type: 'gesture'; readonly allowed: boolean }
  /** No press has come in all the time that a text may wait. */
  | { readonly type: 'expired'; readonly write: Write }
  /** The browser has written, or would not. */
  | { readonly type: 'answered'; readonly write: Write; readonly written: boolean }
  /** Nobody waits for it any more. */
  | { readonly type: 'forgotten' };

export type WriteEffect =
  | { readonly type: 'write'; readonly write: Write }
  | { readonly type: 'written'; readonly write: Write }
  | { readonly type: 'waits'; readonly write: Write }
  | { readonly type: 'refused'; readonly write: Write; readonly why: Exclude<SceneClipboardRefusal, 'too-large'> };

export interface WriteStep {
  readonly state: PendingWrite;
  readonly effects: readonly WriteEffect[];
}

export const IDLE: PendingWrite = { name: 'idle' };

export function transition(state: PendingWrite, event: WriteEvent): WriteStep {
  switch (event.type) {
    case 'asked':
      return asked(state, event);
    case 'gesture':
      if (state.name !== 'waiting') return { state, effects: [] };
      return event.allowed ? writing(state.write, true, []) : refused(state.write, 'policy');
    case 'expired':
      if (state.name !== 'waiting' || state.write !== event.write) return { state, effects: [] };
      return refused(state.write, 'browser');
    case 'answered':
      return answered(state, event.write, event.written);
    case 'forgotten':
      return { state: IDLE, effects: [] };
    default:
      return event satisfies never;
  }
}

function asked(state: PendingWrite, { write, allowed, active }: Extract<WriteEvent, { type: 'asked' }>): WriteStep {
  if (!allowed) return { state, effects: [{ type: 'refused', write, why: 'policy' }] };
  const before: WriteEffect[] = state.name === 'idle' ? [] : [{ type: 'refused', write: state.write, why: 'replaced' }];
  if (active) return writing(write, false, before);
  return { state: { name: 'waiting', write }, effects: [...before, { type: 'waits', write }] };
}

function answered(state: PendingWrite, write: Write, written: boolean): WriteStep {
  // Of a text whose place another took.
  if (state.name !== 'writing' || state.write !== write) return { state, effects: [] };
  if (written) return { state: IDLE, effects: [{ type: 'written', write }] };
  if (state.inGesture) return refused(write, 'browser');
  return { state: { name: 'waiting', write }, effects: [{ type: 'waits', write }] };
}

function refused(write: Write, why: 'policy' | 'browser'): WriteStep {
  return { state: IDLE, effects: [{ type: 'refused', write, why }] };
}

function writing(write: Write, inGesture: boolean, before: readonly WriteEffect[]): WriteStep {
  return { state: { name: 'writing', write, inGesture }, effects: [...before, { type: 'write', write }] };
}
