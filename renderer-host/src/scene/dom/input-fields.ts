/** What several kinds of input say in the same way, as the DOM's events have it. */
import { MODIFIER, POSITION_MAX } from '@remote-view/protocol';

/** Fractions of the picture as CSS pixels of the canvas. */
export function toPlace(
  size: { readonly width: number; readonly height: number },
  x: number,
  y: number,
): { readonly clientX: number; readonly clientY: number } {
  return { clientX: (x / POSITION_MAX) * size.width, clientY: (y / POSITION_MAX) * size.height };
}

export function toModifiers(
  bits: number,
): Required<Pick<EventModifierInit, 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>> {
  return {
    shiftKey: (bits & MODIFIER.shift) !== 0,
    ctrlKey: (bits & MODIFIER.ctrl) !== 0,
    altKey: (bits & MODIFIER.alt) !== 0,
    metaKey: (bits & MODIFIER.meta) !== 0,
  };
}
