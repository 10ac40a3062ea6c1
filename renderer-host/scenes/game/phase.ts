/** The three phases of the game and what leads from one to another. */

export type Phase =
  /** Nobody plays; the ship flies by itself to show how. */
  | 'ready'
  | 'playing'
  /** All lives lost; the score is shown. */
  | 'over';

export type PhaseEvent =
  | { readonly type: 'start' }
  | { readonly type: 'lost' }
  /** Time goes by: this many seconds since the phase began. */
  | { readonly type: 'time'; readonly seconds: number };

/** A finished game makes room for the next player after this long. */
export const OVER_SECONDS = 12;

export function after(phase: Phase, event: PhaseEvent): Phase {
  switch (event.type) {
    case 'start':
      return 'playing';
    case 'lost':
      return phase === 'playing' ? 'over' : phase;
    case 'time':
      return phase === 'over' && event.seconds > OVER_SECONDS ? 'ready' : phase;
    default:
      return event satisfies never;
  }
}
