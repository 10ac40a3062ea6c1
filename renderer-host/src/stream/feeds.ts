/**
 * Which viewer sees which view. Every viewer begins at the view that all share, and the scene may give it another one.
 *
 * Word of that and the view's frames come over two sockets, in any order: a feed begins with whichever comes first, and is
 * forgotten when its view has ended and nobody is there. What a scene names beyond {@link MAX_FEEDS} views is dropped.
 */
import type { KeyFrameRequest, RateRequest } from '../link/messages.ts';
import { Feed, type FeedPeer } from './feed.ts';

/** The one that all viewers share. */
const SHARED = 0;
/** Views that a scene may have at once, those that are just ending among them. */
const MAX_FEEDS = 32;

export class Feeds<Peer extends FeedPeer> {
  readonly #toEncoder: (message: KeyFrameRequest | RateRequest) => void;
  readonly #shared: Feed;
  readonly #feeds = new Map<number, Feed>();
  readonly #watched = new Map<Peer, Feed>();

  constructor(toEncoder: (message: KeyFrameRequest | RateRequest) => void) {
    this.#toEncoder = toEncoder;
    this.#shared = new Feed(SHARED, toEncoder);
    this.#feeds.set(SHARED, this.#shared);
  }

  /** The feed of a view, new where there was none; undefined where there are too many. */
  of(view: number | undefined): Feed | undefined {
    const known = this.#feeds.get(view ?? SHARED);
    if (known !== undefined || view === undefined || this.#feeds.size >= MAX_FEEDS) return known;
    const feed = new Feed(view, this.#toEncoder);
    this.#feeds.set(view, feed);
    return feed;
  }

  /** Bits per second that the pictures could use which who joins gets first. */
  get usefulBitrate(): number {
    return this.#shared.usefulBitrate;
  }

  /** The feed at which a viewer is; the shared one for who is at none yet. */
  at(peer: Peer): Feed {
    return this.#watched.get(peer) ?? this.#shared;
  }

  /** Nobody else's picture is another when this viewer's is. */
  hasOwnView(peer: Peer): boolean {
    return this.at(peer).isOf(peer);
  }

  join(peer: Peer): void {
    this.#watched.set(peer, this.#shared);
    this.#shared.add(peer);
  }

  leave(peer: Peer): void {
    this.at(peer).remove(peer);
    this.#watched.delete(peer);
    this.#forgetUnused();
  }

  /** This viewer sees that view from now on. */
  watch(peer: Peer, view: number | undefined): void {
    const feed = this.of(view);
    const before = this.at(peer);
    if (feed === undefined || feed === before) return;
    before.remove(peer);
    this.#watched.set(peer, feed);
    feed.take(peer);
    this.#forgetUnused();
  }

  /** Nothing comes of this view any more. */
  end(view: number): void {
    this.#feeds.get(view)?.end();
    this.#forgetUnused();
  }

  /** There is another scene: everybody is at the shared view again, and keeps the last picture. */
  reset(): void {
    for (const [peer, feed] of this.#watched) {
      if (feed === this.#shared) continue;
      feed.remove(peer);
      this.#watched.set(peer, this.#shared);
      this.#shared.take(peer);
    }
    for (const [view, feed] of this.#feeds) if (view !== SHARED) feed.end();
    this.#forgetUnused();
  }

  /** There is a new encoder thread. */
  restart(): void {
    for (const feed of this.#feeds.values()) feed.restart();
  }

  close(): void {
    for (const feed of this.#feeds.values()) feed.end();
  }

  #forgetUnused(): void {
    for (const [view, feed] of this.#feeds) {
      if (view === SHARED || !feed.isUnused) continue;
      feed.end();
      this.#feeds.delete(view);
    }
  }
}
