/** - `read`: something went to the scene, by a paste or because it asked. - `write`: the scene gave something. */
export type SceneClipboardAction = 'read' | 'write';

/**
 * - `done`: the text is where it belongs. - `waiting`: it waits for the user to press something. - `refused`: `reason` says
 * why.
 */
export type SceneClipboardState = 'done' | 'waiting' | 'refused';

/**
 * - `policy`: the `clipboard` attribute does not allow it. - `browser`: the browser or its user does not, has no clipboard
 * for this page, or no press came within a minute. - `replaced`: the scene gave another text meanwhile. - `too-large`: more than 64 KiB.
 */
export type SceneClipboardRefusal = 'policy' | 'browser' | 'replaced' | 'too-large';

/** The scene and the user's clipboard. */
export class SceneClipboardEvent extends Event {
  readonly action: SceneClipboardAction;
  readonly state: SceneClipboardState;
  /** Null where nothing was refused. */
  readonly reason: SceneClipboardRefusal | null;

  constructor(action: SceneClipboardAction, state: SceneClipboardState, reason: SceneClipboardRefusal | null = null) {
    super('sceneclipboard');
    this.action = action;
    this.state = state;
    this.reason = reason;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    sceneclipboard: SceneClipboardEvent;
  }
}
