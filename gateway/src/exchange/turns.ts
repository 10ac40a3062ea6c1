/**
 * What is heard about one viewer or one session, done in the order in which it was heard: to let a viewer in takes a look at its token and
 * at the store, and what it says right behind would otherwise overtake it.
 *
 * Bound: {@link MAX_WAITING} for each of them; one more is refused. Each takes no longer than the store does.
 */
import { RemoteViewError } from '@remote-view/protocol';

const MAX_WAITING = 64;

interface Line {
  last: Promise<void>;
  waiting: number;
}

export class Turns {
  readonly #lines = new Map<string, Line>();

  /** Of whom something is done now. */
  get size(): number {
    return this.#lines.size;
  }

  /**
   * Settles as `act` does. What fails keeps nothing behind it.
   * @throws RemoteViewError `rate-limited`
   */
  async take(of: string, act: () => Promise<void>): Promise<void> {
    const line = this.#lines.get(of) ?? { last: Promise.resolve(), waiting: 0 };
    if (line.waiting >= MAX_WAITING) throw new RemoteViewError('rate-limited');
    this.#lines.set(of, line);
    // Whoever is alone does not wait for a turn.
    const done = line.waiting === 0 ? act() : line.last.then(act);
    line.waiting += 1;
    line.last = done.catch(() => undefined);
    try {
      await done;
    } finally {
      line.waiting -= 1;
      if (line.waiting === 0) this.#lines.delete(of);
    }
  }
}
