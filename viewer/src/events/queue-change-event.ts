import type { QueuePlace } from '../connection/transition.ts';

/** The session stands elsewhere in the queue for a free place, or not in it any more. */
export class QueueChangeEvent extends Event {
  /** Null: it waits no longer. */
  readonly queue: QueuePlace | null;

  constructor(queue: QueuePlace | null) {
    super('queuechange');
    this.queue = queue;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    queuechange: QueueChangeEvent;
  }
}
