import type { Millis } from '@remote-view/protocol';

/** The first picture is on the screen. */
export class FirstFrameEvent extends Event {
  /** Since the element began to connect. */
  readonly milliseconds: Millis;

  constructor(milliseconds: Millis) {
    super('firstframe');
    this.milliseconds = milliseconds;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    firstframe: FirstFrameEvent;
  }
}
