/**
 * Fingers on the picture as a trackpad: one moves the cursor, a tap clicks, a tap and a drag right behind it drags, two
 * fingers scroll or pinch, and a tap of two or three is a click of another button. Pure: a state, and what it does with
 * each finger that comes, moves or goes.
 *
 * Nothing waits for a timer: a tap clicks as it ends, and what follows it becomes a drag only where it moves. So a tap and a
 * drag are a double click whose second press is held, as they are with a mouse.
 */
import type { Millis } from '@remote-view/protocol';

export interface Finger {
  readonly id: number;
  /** CSS pixels: now, and where it came down. */
  readonly x: number;
  readonly y: number;
  readonly startX: number;
  readonly startY: number;
}

export interface FingerEvent {
  readonly type: 'down' | 'move' | 'up' | 'cancel';
  readonly id: number;
  /** CSS pixels. */
  readonly x: number;
  readonly y: number;
  readonly now: Millis;
}

export type GestureState =
  /** No finger; a tap ended then. */
  | { readonly name: 'idle'; readonly tappedAt: Millis }
  /** Fingers that have not moved: a tap, if they leave in time. `most`: at once. */
  | {
      readonly name: 'resting';
      readonly fingers: readonly Finger[];
      readonly since: Millis;
      readonly most: number;
      readonly afterTap: boolean;
    }
  | { readonly name: 'pointing'; readonly fingers: readonly Finger[]; readonly movedAt: Millis }
  /** As pointing, with the main button held. */
  | { readonly name: 'dragging'; readonly fingers: readonly Finger[]; readonly movedAt: Millis }
  | { readonly name: 'scrolling'; readonly fingers: readonly Finger[] }
  | { readonly name: 'pinching'; readonly fingers: readonly Finger[] }
  /** It is over, or never was one; the rest of the fingers are waited for. */
  | { readonly name: 'over'; readonly fingers: readonly Finger[] };

export type Gesture =
  /** CSS pixels that the cursor moves. */
  | { readonly type: 'move'; readonly x: number; readonly y: number }
  /** `MouseEvent.button`. */
  | { readonly type: 'press' | 'release'; readonly button: number }
  /** CSS pixels that the fingers moved. */
  | { readonly type: 'scroll'; readonly x: number; readonly y: number }
  /** By how much their distance grew. */
  | { readonly type: 'pinch'; readonly factor: number };

export interface GestureStep {
  readonly state: GestureState;
  readonly gestures: readonly Gesture[];
}

export const NO_FINGERS: GestureState = { name: 'idle', tappedAt: -Infinity };

/** A finger that moved further does not tap, CSS pixels. */
const SLOP = 8;
const TAP_WITHIN: Millis = 250;
/** A finger that comes so soon after a tap belongs to it. */
const AGAIN_WITHIN: Millis = 300;
const MAX_FINGERS = 3;
/** Main, secondary and middle, by the number of fingers that tap. */
const BUTTON_OF_TAP = [0, 2, 1] as const;

export function transition(state: GestureState, event: FingerEvent): GestureStep {
  switch (event.type) {
    case 'down':
      return down(state, event);
    case 'move':
      return move(state, event);
    case 'up':
      return up(state, event);
    case 'cancel':
      return leave(state, event.id);
    default:
      return event.type satisfies never;
  }
}

/** How much further the cursor goes than the finger: slow ones are for aiming, fast ones cross the picture. */
export function gain(distance: number, elapsed: Millis): number {
  const speed = distance / Math.max(elapsed, 1);
  return 1 + Math.min(2, Math.max(0, speed - 0.25) * 1.5);
}

function down(state: GestureState, { id, x, y, now }: FingerEvent): GestureStep {
  const finger = { id, x, y, startX: x, startY: y };
  const fingers = [...fingersOf(state), finger];
  switch (state.name) {
    case 'idle': {
      const afterTap = now - state.tappedAt <= AGAIN_WITHIN;
      return only({ name: 'resting', fingers, since: now, most: 1, afterTap });
    }
    case 'resting': {
      if (fingers.length > MAX_FINGERS) return only({ name: 'over', fingers });
      return only({ ...state, fingers, most: fingers.length, afterTap: false });
    }
    case 'pointing': {
      // The first has moved already, so this is no tap; what the two of them do is seen when they move.
      const anew = fingers.map((each) => ({ ...each, startX: each.x, startY: each.y }));
      return only({ name: 'resting', fingers: anew, since: -Infinity, most: 2, afterTap: false });
    }
    case 'dragging':
      return only({ ...state, fingers });
    case 'scrolling':
    case 'pinching':
    case 'over':
      return only({ name: 'over', fingers });
    default:
      return state satisfies never;
  }
}

function move(state: GestureState, event: FingerEvent): GestureStep {
  const before = fingersOf(state).find(({ id }) => id === event.id);
  if (before === undefined || state.name === 'idle') return only(state);
  const finger = { ...before, x: event.x, y: event.y };
  const fingers = fingersOf(state).map((each) => (each.id === event.id ? finger : each));
  const [x, y] = [event.x - before.x, event.y - before.y];
  switch (state.name) {
    case 'resting':
      return Math.hypot(finger.x - finger.startX, finger.y - finger.startY) <= SLOP
        ? only({ ...state, fingers })
        : begin({ ...state, fingers }, finger, event.now);
    case 'pointing':
    case 'dragging': {
      const factor = gain(Math.hypot(x, y), event.now - state.movedAt);
      return {
        state: { ...state, fingers, movedAt: event.now },
        gestures: [{ type: 'move', x: x * factor, y: y * factor }],
      };
    }
    case 'scrolling':
      // The middle of two fingers moves half as far as one of them.
      return { state: { ...state, fingers }, gestures: [{ type: 'scroll', x: x / 2, y: y / 2 }] };
    case 'pinching': {
      const factor = spread(fingers) / Math.max(1, spread(state.fingers));
      return { state: { ...state, fingers }, gestures: [{ type: 'pinch', factor }] };
    }
    case 'over':
      return only({ ...state, fingers });
    default:
      return state satisfies never;
  }
}

/** A finger left its place: what they do is known from here on. */
function begin(state: Extract<GestureState, { name: 'resting' }>, moved: Finger, now: Millis): GestureStep {
  const { fingers, most, afterTap } = state;
  if (most === 1) {
    const first: Gesture = { type: 'move', x: moved.x - moved.startX, y: moved.y - moved.startY };
    if (!afterTap) return { state: { name: 'pointing', fingers, movedAt: now }, gestures: [first] };
    return { state: { name: 'dragging', fingers, movedAt: now }, gestures: [{ type: 'press', button: 0 }, first] };
  }
  if (fingers.length !== 2) return only({ name: 'over', fingers });
  const apart = spread(fingers) - spread(fingers.map(({ startX, startY, id }) => ({ id, x: startX, y: startY })));
  const along = Math.hypot(
    ...(['x', 'y'] as const).map((axis) => {
      const start = axis === 'x' ? 'startX' : 'startY';
      return fingers.reduce((sum, finger) => sum + finger[axis] - finger[start], 0) / 2;
    }),
  );
  return only({ name: Math.abs(apart) > along ? 'pinching' : 'scrolling', fingers });
}

function up(state: GestureState, { id, now }: FingerEvent): GestureStep {
  if (state.name !== 'resting' || now - state.since > TAP_WITHIN) return leave(state, id);
  const fingers = state.fingers.filter((finger) => finger.id !== id);
  if (fingers.length > 0) return only({ ...state, fingers });
  const button = BUTTON_OF_TAP[state.most - 1]!;
  return {
    // Only a tap of one finger may become a drag.
    state: { name: 'idle', tappedAt: state.most === 1 ? now : -Infinity },
    gestures: [
      { type: 'press', button },
      { type: 'release', button },
    ],
  };
}

/** A finger is gone, and it was no tap. */
function leave(state: GestureState, id: number): GestureStep {
  const fingers = fingersOf(state).filter((finger) => finger.id !== id);
  if (state.name === 'dragging') {
    if (fingers.length > 0) return only({ ...state, fingers });
    return { state: NO_FINGERS, gestures: [{ type: 'release', button: 0 }] };
  }
  return only(fingers.length > 0 ? { name: 'over', fingers } : NO_FINGERS);
}

function only(state: GestureState): GestureStep {
  return { state, gestures: [] };
}

function fingersOf(state: GestureState): readonly Finger[] {
  return state.name === 'idle' ? [] : state.fingers;
}

function spread([a, b]: readonly Pick<Finger, 'x' | 'y'>[]): number {
  return a === undefined || b === undefined ? 0 : Math.hypot(a.x - b.x, a.y - b.y);
}
