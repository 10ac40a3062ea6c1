/**
 * When the bar is seen: as long as somebody uses it, and for a while after the pointer has moved or a finger has tapped. Who
 * looks at the scene has all of it.
 */
import type { Millis } from '@remote-view/protocol';

/** From the last movement on. */
const SHOWN_FOR: Millis = 3_000;
/** The pointer has left the view. */
const LEFT_FOR: Millis = 500;

export type Presence =
  | { readonly name: 'hidden' }
  | { readonly name: 'shown'; readonly until: Millis }
  /** It has the pointer or the focus, a menu is open, or there is no picture to look at. */
  | { readonly name: 'kept' };

export type PresenceEvent =
  /** The pointer moved over the view, or a finger tapped it. */
  | { readonly type: 'stirred'; readonly now: Millis }
  | { readonly type: 'left'; readonly now: Millis }
  | { readonly type: 'kept' }
  | { readonly type: 'freed'; readonly now: Millis }
  | { readonly type: 'elapsed'; readonly now: Millis };

export function transition(state: Presence, event: PresenceEvent): Presence {
  switch (event.type) {
    case 'stirred':
      return state.name === 'kept' ? state : { name: 'shown', until: event.now + SHOWN_FOR };
    case 'left':
      return state.name === 'shown' ? { name: 'shown', until: Math.min(state.until, event.now + LEFT_FOR) } : state;
    case 'kept':
      return { name: 'kept' };
    case 'freed':
      return state.name === 'kept' ? { name: 'shown', until: event.now + SHOWN_FOR } : state;
    case 'elapsed':
      return state.name === 'shown' && event.now >= state.until ? { name: 'hidden' } : state;
    default:
      return event satisfies never;
  }
}
