import type { ConnectionStateName } from '../connection/transition.ts';

/** The element's connection has another state. */
export class StateChangeEvent extends Event {
  readonly state: ConnectionStateName;
  readonly previous: ConnectionStateName;

  constructor(state: ConnectionStateName, previous: ConnectionStateName) {
    super('statechange');
    this.state = state;
    this.previous = previous;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    statechange: StateChangeEvent;
  }
}
