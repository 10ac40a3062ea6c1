/** Nobody has used the session for long, and it is about to end; or somebody is there after all. */
export class AfkWarningEvent extends Event {
  /** Null: it goes on. */
  readonly endsInSeconds: number | null;

  constructor(endsInSeconds: number | null) {
    super('afkwarning');
    this.endsInSeconds = endsInSeconds;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    afkwarning: AfkWarningEvent;
  }
}
