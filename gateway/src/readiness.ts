/**
 * Whether balancers should send anything here. What runs already does not depend on it: sockets stay open, and viewers of running
 * sessions are served for as long as they find their way here.
 */
export class Readiness {
  #isDraining = false;

  /** The gateway is about to stop. There is no way back. */
  drain(): void {
    this.#isDraining = true;
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }
}
