/** What the scene shares changed; `sceneState` of the element has it all. */
export class SceneStateChangeEvent extends Event {
  /** Keys that are new, have another value, or are gone. */
  readonly keys: readonly string[];

  constructor(keys: readonly string[]) {
    super('scenestatechange');
    this.keys = keys;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    scenestatechange: SceneStateChangeEvent;
  }
}
