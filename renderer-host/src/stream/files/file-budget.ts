/** What all viewers of a session together may send of files, at a time and in a second. */
import { FILE_LIMITS, RemoteViewError, type Millis } from '@remote-view/protocol';

/** What one second allows may come in one go. */
const BURST_MS = 1_000;

export class FileBudget {
  #files = 0;
  #bytes = 0;
  /** All that came would have been through by then, had it come at the rate. */
  #paidUntil: Millis = -Infinity;

  /**
   * A viewer begins a file; {@link close} ends what it takes of the budget.
   * @throws RemoteViewError `file-refused`
   */
  open(size: number): void {
    const { totalBytes, atOnce } = FILE_LIMITS;
    if (size > totalBytes) throw refused(`The host takes files of at most ${totalBytes / 1_048_576} MiB.`);
    if (this.#files >= atOnce) throw refused(`There are ${atOnce} files under way already.`);
    if (this.#bytes + size > totalBytes) throw refused('Too many bytes are under way already.');
    this.#files++;
    this.#bytes += size;
  }

  close(size: number): void {
    this.#files--;
    this.#bytes -= size;
  }

  /** So many bytes came. @returns when more are wanted, in time where the session keeps to its rate */
  pass(bytes: number, now: Millis): Millis {
    const cost = (bytes / FILE_LIMITS.bytesPerSecond) * 1_000;
    this.#paidUntil = Math.max(this.#paidUntil, now - BURST_MS) + cost;
    return Math.max(now, this.#paidUntil);
  }
}

function refused(text: string): RemoteViewError {
  return new RemoteViewError('file-refused', text);
}
