import type { ControlState } from '@remote-view/protocol';

/** The viewer may act now, or not any more; or others ask for it. */
export class ControlChangeEvent extends Event {
  readonly control: ControlState;
  /** Viewers that ask for control. */
  readonly requests: number;

  constructor(control: ControlState, requests: number) {
    super('controlchange');
    this.control = control;
    this.requests = requests;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    controlchange: ControlChangeEvent;
  }
}
