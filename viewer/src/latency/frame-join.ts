/**
 * Brings together what the host says about a frame and when the browser presented it. Either may come first, and many
 * never find the other: lost metadata, frames that were never shown. So both sides are bounded and forget the oldest.
 */
import type { FrameMetadata, Millis } from '@remote-view/protocol';

/** When one frame went through the browser; performance.now() time. */
export interface Presentation {
  readonly presentedAt: Millis;
  /** Its last packet came in; not every browser tells. */
  readonly receivedAt: Millis | undefined;
  /** Spent in the decoder. */
  readonly decode: Millis;
  /** Frames presented so far, this one with them; not every player counts. */
  readonly count?: number | undefined;
}

export interface ShownFrame {
  readonly metadata: FrameMetadata;
  readonly presentation: Presentation;
}

const MAX_WAITING = 128;

export class FrameJoin {
  readonly #described = new Map<number, FrameMetadata>();
  readonly #presented = new Map<number, Presentation>();

  described(metadata: FrameMetadata): ShownFrame | undefined {
    const presentation = take(this.#presented, metadata.rtpTimestamp);
    if (presentation !== undefined) return { metadata, presentation };
    put(this.#described, metadata.rtpTimestamp, metadata);
    return undefined;
  }

  presented(rtpTimestamp: number, presentation: Presentation): ShownFrame | undefined {
    const metadata = take(this.#described, rtpTimestamp);
    if (metadata !== undefined) return { metadata, presentation };
    put(this.#presented, rtpTimestamp, presentation);
    return undefined;
  }
}

function take<T>(map: Map<number, T>, key: number): T | undefined {
  const value = map.get(key);
  map.delete(key);
  return value;
}

function put<T>(map: Map<number, T>, key: number, value: T): void {
  map.set(key, value);
  // A Map iterates in the order of insertion, so its first key is its oldest.
  if (map.size > MAX_WAITING) map.delete(map.keys().next().value!);
}
