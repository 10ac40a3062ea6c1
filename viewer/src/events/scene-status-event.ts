import type { ErrorCode, SceneState } from '@remote-view/protocol';

/** The scene loads, runs, restarts after a fault, or failed for good. */
export class SceneStatusEvent extends Event {
  readonly state: SceneState;
  /** Why it restarts or failed. */
  readonly code: ErrorCode | null;
  /** Readable. */
  readonly text: string;

  constructor(state: SceneState, code: ErrorCode | null, text: string) {
    super('scenestatus');
    this.state = state;
    this.code = code;
    this.text = text;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    scenestatus: SceneStatusEvent;
  }
}
