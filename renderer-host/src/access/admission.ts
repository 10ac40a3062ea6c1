/**
 * The viewers of one session on their way in: each with what its token grants, and in the order in which they asked. To verify a
 * token takes a few turns of the event loop, and an offer that a later one of the same page overtook would take its place.
 *
 * Bound: {@link MAX_WAITING} at a time; one more is refused with `rate-limited`.
 */
import { RemoteViewError } from '@remote-view/protocol';
import type { Grant } from './grant.ts';

/** A token takes a fraction of a millisecond: so many at once are an attack. */
const MAX_WAITING = 64;

export interface AdmissionOptions {
  /** @throws RemoteViewError `bad-token` */
  verify(token: string): Promise<Grant>;
  /** What was to be done when it was somebody's turn has failed. */
  fault(error: RemoteViewError): void;
}

export interface Outcome {
  granted(grant: Grant): void;
  refused(error: RemoteViewError): void;
}

export class Admission {
  readonly #options: AdmissionOptions;
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  ask(token: string, { granted, refused }: Outcome): void {
    if (this.#waiting >= MAX_WAITING) {
      refused(new RemoteViewError('rate-limited', 'Too many viewers ask for this session at once.'));
      return;
    }
    this.#waiting++;
    this.inTurn(async () => {
      this.#waiting--;
      const outcome = await this.#options.verify(token).catch((thrown: unknown) => RemoteViewError.from(thrown));
      if (outcome instanceof RemoteViewError) refused(outcome);
      else granted(outcome);
    });
  }

  /** Behind all that was asked before. */
  inTurn(act: () => void | Promise<void>): void {
    this.#last = this.#last.then(act).catch((thrown: unknown) => this.#options.fault(RemoteViewError.from(thrown)));
  }
}
