/**
 * Whether anybody is still there: neither ICE nor the transport says so in time (a vanished peer is noticed after half a
 * minute). Pure.
 */
import { RemoteViewError, type Millis } from '@remote-view/protocol';

/** Answers without a transport after this long mean that nobody came. */
const CONNECT_WITHIN: Millis = 15_000;
/** A viewer pings every 500 ms; one that is silent for so long is gone, whatever ICE thinks. */
const SILENT_AFTER: Millis = 5_000;
/** Two pings that did not come: the browser may be slowing the timers of a hidden page, which still answers. */
const QUIET_AFTER: Millis = 1_000;

export class PeerLiveness {
  readonly #since: Millis;
  #heardAt: Millis | undefined;

  /** @param now when it was answered */
  constructor(now: Millis) {
    this.#since = now;
  }

  /** The viewer said something. One that never does, a player that is not ours, is not missed for it but by ICE (RFC 7675). */
  heard(now: Millis): void {
    this.#heardAt = now;
  }

  /** It is worth asking whether anybody is there. */
  isQuiet(now: Millis): boolean {
    return this.#heardAt !== undefined && now - this.#heardAt > QUIET_AFTER;
  }

  /**
   * @param connected there is a transport
   * @returns why it is given up, if it is: `connect-timeout`, `peer-failed`
   */
  lost(now: Millis, connected: boolean): RemoteViewError | undefined {
    if (!connected) return now - this.#since > CONNECT_WITHIN ? new RemoteViewError('connect-timeout') : undefined;
    if (this.#heardAt === undefined || now - this.#heardAt <= SILENT_AFTER) return undefined;
    return new RemoteViewError('peer-failed', 'The viewer fell silent.');
  }
}
