import type { Right, Role } from '@remote-view/protocol';

/** The token of the session lets the user do other things; fired when it is first known, too. */
export class RightsChangeEvent extends Event {
  /** Null: there is no session any more. */
  readonly role: Role | null;
  readonly rights: readonly Right[];

  constructor(role: Role | null, rights: readonly Right[]) {
    super('rightschange');
    this.role = role;
    this.rights = rights;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    rightschange: RightsChangeEvent;
  }
}
