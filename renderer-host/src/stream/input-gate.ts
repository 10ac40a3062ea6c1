/**
 * What a viewer may say: each data-channel message is decoded and bounded here before anything else sees it.
 *
 * What more than its budget comes on a channel whose messages may be lost is dropped, since the next one says more: ten
 * fingers on a fast screen are no attack. A viewer that floods the reliable channel, or keeps sending what nobody
 * understands, is closed: libdatachannel queues what nobody reads yet without a bound. A state makes up many inputs at once,
 * so states have a budget of their own; a later one says all.
 *
 * What the viewer's rights do not cover is dropped and counted before anything is remembered of it.
 */
import {
  decodeFrameAck,
  decodeFromViewer,
  encodeViewerData,
  isForHost,
  LIMITS,
  NO_WISHES,
  RemoteViewError,
  type AckedFrame,
  type ChannelLabel,
  type ControlRequest,
  type FromViewer,
  type Here,
  type InputState,
  type Millis,
  type Quality,
  type Right,
  type ViewerData,
} from '@remote-view/protocol';
import { permittedOf } from '../access/permitted-input.ts';
import { TokenBucket } from '../token-bucket.ts';
import { DeadMan } from './dead-man.ts';

type Accepted<T> = { readonly type: 'accept'; readonly data: T };
type Refused =
  /** Counted and ignored. */
  | { readonly type: 'drop'; readonly reason: 'malformed' | 'stale' | 'over-budget' | 'forbidden' }
  | { readonly type: 'close'; readonly error: RemoteViewError };

export type GateResult =
  /** With the same as bytes, for the scene: the viewer's own, or less where its rights do not cover all. */
  | (Accepted<ViewerData> & { readonly bytes: Uint8Array })
  /** For who looks after the session's viewers. */
  | { readonly type: 'presence'; readonly data: ControlRequest | Here }
  /** Nothing for the scene: {@link InputGate.wishes} are others now. */
  | { readonly type: 'drop'; readonly reason: 'wish' }
  /** The viewer may have missed the newest picture. */
  | { readonly type: 'refresh' }
  | Refused;
export type AckResult = Accepted<readonly AckedFrame[]> | Refused;

const WINDOW: Millis = 1_000;
/** Messages per window. An ack comes every 4 ms at most. */
const BUDGET: Readonly<Record<ChannelLabel, number>> = { motion: 1_000, events: 2_000, frames: 500 };
const LONGEST: Readonly<Record<ChannelLabel, number>> = {
  motion: LIMITS.motionBytes,
  events: LIMITS.eventsBytes,
  frames: LIMITS.framesBytes,
};
/** A viewer sends two a second, and another where it doubts its path. */
const STATES = { burst: 10, perSecond: 4 };
const MAX_MALFORMED = 20;
/** Pointers whose order is watched, until they leave; more are let through in any order. */
const MAX_POINTERS = 64;
/** Sensors beside the pointers, whose ids are -1 and up. */
const ORIENTATION = -2;
const DEVICE_MOTION = -3;

export class InputGate {
  readonly #rights: ReadonlySet<Right>;
  #windowStart: Millis = -Infinity;
  readonly #messages: Record<ChannelLabel, number> = { motion: 0, events: 0, frames: 0 };
  #malformed = 0;
  /** By pointer or sensor: the newest input that was applied. */
  readonly #newest = new Map<number, number>();
  /** The newest of a pointer that left: a browser gives each touch another id. */
  #newestLeave = 0;
  readonly #states = new TokenBucket(STATES);
  #wishes: Quality = NO_WISHES;
  readonly #deadMan = new DeadMan();
  readonly #counts = { accepted: 0, malformed: 0, stale: 0, overBudget: 0, forbidden: 0 };

  constructor(rights: readonly Right[]) {
    this.#rights = new Set(rights);
  }

  get counts(): Readonly<Record<'accepted' | 'malformed' | 'stale' | 'overBudget' | 'forbidden', number>> {
    return { ...this.#counts };
  }

  /** The newest that this viewer said. */
  get wishes(): Quality {
    return this.#wishes;
  }

  /** A message on a channel for input. */
  take(bytes: Uint8Array, channel: 'motion' | 'events', now: Millis): GateResult {
    const result = this.#read(channel, bytes, now, () => decodeFromViewer(bytes, channel));
    if (result.type !== 'accept') return result;
    const data = permittedOf(result.data, this.#rights);
    if (data === undefined) return this.#forbidden();
    if (data.type === 'inputState' && !this.#states.take(1, now)) return this.#overBudget();
    if (this.#isStale(data)) {
      this.#counts.stale++;
      return { type: 'drop', reason: 'stale' };
    }
    this.#counts.accepted++;
    if ('seq' in data) this.#deadMan.take(data);
    if (!isForHost(data)) {
      return { type: 'accept', data, bytes: data === result.data ? bytes : encodeViewerData(data) };
    }
    if (data.type === 'refresh') return { type: 'refresh' };
    if (data.type !== 'quality') return { type: 'presence', data };
    this.#wishes = data;
    return { type: 'drop', reason: 'wish' };
  }

  /** A message on the `frames` channel. */
  takeAck(bytes: Uint8Array, now: Millis): AckResult {
    const result = this.#read('frames', bytes, now, () => decodeFrameAck(bytes));
    if (result.type === 'accept') this.#counts.accepted++;
    return result;
  }

  /** Whether the viewer may do what does not come as a message for the scene; where not, it is counted. */
  permits(right: Right): boolean {
    if (this.#rights.has(right)) return true;
    this.#counts.forbidden++;
    return false;
  }

  /** What is to reach the scene in the place of a viewer that holds something down and has fallen silent. */
  letGo(now: Millis): InputState | undefined {
    return this.#deadMan.letGo(now);
  }

  #read<T>(channel: ChannelLabel, { length }: Uint8Array, now: Millis, decode: () => T): Accepted<T> | Refused {
    this.#deadMan.heard(now);
    if (now - this.#windowStart >= WINDOW) {
      this.#windowStart = now;
      Object.assign(this.#messages, { motion: 0, events: 0, frames: 0 });
      this.#malformed = 0;
    }
    // What is too long is refused below, and counts as malformed however much there is: dropping bounds no bytes.
    if (++this.#messages[channel] > BUDGET[channel] && length <= LONGEST[channel]) {
      if (channel === 'events') return close('rate-limited', 'The viewer sent too many messages.');
      return this.#overBudget();
    }
    try {
      return { type: 'accept', data: decode() };
    } catch (thrown) {
      this.#counts.malformed++;
      if (++this.#malformed > MAX_MALFORMED) return close(RemoteViewError.from(thrown, 'malformed-message').code);
      return { type: 'drop', reason: 'malformed' };
    }
  }

  #forbidden(): Refused {
    this.#counts.forbidden++;
    return { type: 'drop', reason: 'forbidden' };
  }

  #overBudget(): Refused {
    this.#counts.overBudget++;
    return { type: 'drop', reason: 'over-budget' };
  }

  /**
   * The motion channel is unordered: a position older than one that was applied would jump back, and one from before a
   * button was let go would look like a drag that goes on. One that overtook a press would be a drag that nobody began.
   */
  #isStale(data: FromViewer): boolean {
    switch (data.type) {
      case 'move':
        // Ahead of its press or its release, which no loss can take away: the moves behind that go on from here.
        if (data.buttons !== this.#deadMan.buttonsOf(data.pointerId)) return true;
        return this.#isOlder(data.pointerId, data.seq);
      case 'orientation':
        return this.#isOlder(ORIENTATION, data.seq);
      case 'deviceMotion':
        return this.#isOlder(DEVICE_MOTION, data.seq);
      case 'presence':
        if (data.action === 'leave') this.#left(data.pointerId, data.seq);
        else this.#applied(data.pointerId, data.seq);
        return false;
      case 'button':
        this.#applied(data.pointerId, data.seq);
        return false;
      case 'inputState':
        for (const { pointerId } of data.pointers) this.#applied(pointerId, data.seq);
        return false;
      default:
        return false;
    }
  }

  #isOlder(source: number, seq: number): boolean {
    if (seq <= (this.#newest.get(source) ?? this.#newestLeave)) return true;
    this.#applied(source, seq);
    return false;
  }

  #left(pointerId: number, seq: number): void {
    this.#newest.delete(pointerId);
    this.#newestLeave = Math.max(this.#newestLeave, seq);
  }

  #applied(source: number, seq: number): void {
    const newest = this.#newest.get(source);
    if (newest !== undefined || this.#newest.size < MAX_POINTERS) this.#newest.set(source, Math.max(newest ?? 0, seq));
  }
}

function close(code: RemoteViewError['code'], text?: string): Refused {
  return { type: 'close', error: new RemoteViewError(code, text) };
}
