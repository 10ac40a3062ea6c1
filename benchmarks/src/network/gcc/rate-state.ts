/**
 * What the rate does, by what the detector says (draft-ietf-rmcat-gcc-02, 5.5, figure 2). After a decrease it is held
 * until the queue that overuse left behind has drained.
 */
import type { Usage } from './overuse-detector.ts';

export type RateState = 'hold' | 'increase' | 'decrease';

export function transition(state: RateState, usage: Usage): RateState {
  switch (usage) {
    case 'over':
      return 'decrease';
    case 'under':
      return 'hold';
    case 'normal':
      return state === 'hold' ? 'increase' : state;
    default:
      return usage satisfies never;
  }
}
