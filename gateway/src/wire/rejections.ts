/** Counts what was refused, by reason: the reasons are a closed union, so a peer cannot make the table grow. */

/** Why something from outside was not acted upon. */
export type Rejection =
  | 'malformed'
  | 'too-large'
  | 'rate-limited'
  | 'silent'
  | 'unanswered-pings'
  | 'too-slow'
  | 'unsupported-version'
  | 'no-subprotocol'
  | 'origin'
  | 'no-key'
  | 'bad-key'
  | 'forbidden'
  | 'unknown-session'
  | 'bad-token'
  | 'bad-ticket'
  | 'too-many-viewers'
  | 'fenced-host'
  | 'lying-host'
  | 'foreign-session'
  | 'foreign-viewer'
  | 'stale-session'
  | 'stale-viewer'
  | 'foreign-gateway'
  | 'internal';

export class Rejections {
  readonly #counts = new Map<Rejection, number>();

  add(reason: Rejection): void {
    this.#counts.set(reason, this.count(reason) + 1);
  }

  count(reason: Rejection): number {
    return this.#counts.get(reason) ?? 0;
  }

  /** All that were refused so far. */
  get counts(): ReadonlyMap<Rejection, number> {
    return this.#counts;
  }
}
