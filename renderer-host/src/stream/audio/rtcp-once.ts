/**
 * Lets each RTCP datagram through once, where libdatachannel hands one to every track that it names.
 *
 * A viewer may send the same bytes twice, and then both count: only what came on the other track is held to be the same.
 * Bounded: of each track the newest {@link REMEMBERED} that the other has not had.
 */
const REMEMBERED = 16;

export class RtcpOnce<Track extends string> {
  readonly #alone = new Map<Track, Uint8Array[]>();

  /** @returns whether it is new */
  take(track: Track, bytes: Uint8Array): boolean {
    for (const [other, datagrams] of this.#alone) {
      if (other === track) continue;
      const at = datagrams.findIndex((one) => Buffer.compare(one, bytes) === 0);
      if (at < 0) continue;
      datagrams.splice(0, at + 1);
      return false;
    }
    const own = this.#alone.get(track) ?? [];
    this.#alone.set(track, own);
    own.push(bytes);
    if (own.length > REMEMBERED) own.shift();
    return true;
  }
}
