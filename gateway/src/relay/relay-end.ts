/**
 * One end of a relay: hands what it says to the other end, unread, and no faster than that one reads.
 *
 * Bound: `RELAY_LIMITS.maxUnread` on the way to an end, plus what was read already when that was noticed (a message or two).
 * Above it nothing more is read from the other end, so that TCP slows down whoever sends. An end that leaves it so for
 * `RELAY_LIMITS.stalledAfter` is closed.
 */
import { mediaRelay, RemoteViewError, type Millis } from '@remote-view/protocol';
import type { PeerSocket } from '../wire/peer-socket.ts';

const { CLOSE, RELAY_LIMITS } = mediaRelay;

export class RelayEnd {
  readonly #socket: PeerSocket;
  readonly #stalledAfter: Millis;
  #other: RelayEnd | undefined;
  #stall: NodeJS.Timeout | undefined;

  constructor(socket: PeerSocket, stalledAfter: Millis = RELAY_LIMITS.stalledAfter) {
    this.#socket = socket;
    this.#stalledAfter = stalledAfter;
  }

  /** What either says goes to the other from now on. */
  connect(other: RelayEnd): void {
    this.#other = other;
    other.#other = this;
  }

  tell(message: mediaRelay.GatewayToMedia): void {
    this.#socket.send(message);
  }

  /** @throws RemoteViewError `malformed-message` before the other end is there */
  take(bytes: Buffer): void {
    const other = this.#other;
    if (other === undefined) throw new RemoteViewError('malformed-message', 'The other end is not there yet.');
    other.#socket.sendBinary(bytes, () => this.#sent(other));
    if (other.#socket.unread <= RELAY_LIMITS.maxUnread || this.#stall !== undefined) return;
    this.#socket.pause();
    this.#stall = setTimeout(() => {
      other.refuse('rate-limited', CLOSE.tooSlow);
      this.close();
    }, this.#stalledAfter);
  }

  /** The other end is gone, as it is at the end of every session: no fault of this one. */
  close(closeCode: number = CLOSE.otherEndGone): void {
    this.gone();
    this.#socket.close(closeCode);
  }

  /** There is no relay to be had, or not any more. */
  refuse(code: 'connect-timeout' | 'rate-limited' | 'unavailable', closeCode: number): void {
    this.gone();
    this.#socket.refuse(new RemoteViewError(code), closeCode);
  }

  /** This end's socket closed. */
  gone(): void {
    clearTimeout(this.#stall);
    this.#stall = undefined;
    // An end that is closed must be read until its goodbye is here.
    this.#socket.resume();
  }

  #sent(other: RelayEnd): void {
    if (this.#stall === undefined || other.#socket.unread > RELAY_LIMITS.maxUnread / 2) return;
    clearTimeout(this.#stall);
    this.#stall = undefined;
    this.#socket.resume();
  }
}
