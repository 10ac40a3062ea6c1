/**
 * What a viewer says of the frames that it got, on the `frames` channel, one message for each that it presents.
 * Browsers send transport-wide feedback every 50 ms at best; this comes with each frame, so a host knows of a full path
 * sooner.
 *
 * The channel repeats nothing, so each message names the frames before the newest once more.
 */
import { Fields, wrong } from './fields.ts';
import type { Millis } from './ids.ts';
import { decode, encode, type PlainLimits } from './msgpack.ts';
import { LIMITS } from './version.ts';

/** Times are of the viewer's clock, whose zero nobody knows: only their differences mean anything. */
export interface AckedFrame {
  /** Names the frame: 90 kHz, 32 bits. */
  readonly rtpTimestamp: number;
  /** Its last packet came in. */
  readonly receivedAt: Millis;
  /** The browser handed it to its compositor. */
  readonly presentedAt: Millis;
}

/** Frames in one message, at most. */
export const MAX_ACKED_FRAMES = 8;

const TYPE = 65;
/** Browsers round times to 0.1 ms, or to more. */
const TICKS_PER_MS = 10;
/** From the last packet to the screen, at most, in ticks: ten seconds. */
const MAX_DELAY = 100_000;
const FIELDS = 3;
const ACK_LIMITS: PlainLimits = { maxBytes: LIMITS.framesBytes, maxDepth: 2, maxNodes: 3 + MAX_ACKED_FRAMES * FIELDS };

/** Encodes the last {@link MAX_ACKED_FRAMES} of at least one frame, newest last. Times are rounded to 0.1 ms. */
export function encodeFrameAck(frames: readonly AckedFrame[]): Uint8Array<ArrayBuffer> {
  const fields: number[] = [];
  for (const { rtpTimestamp, receivedAt, presentedAt } of frames.slice(-MAX_ACKED_FRAMES)) {
    const received = Math.max(0, Math.round(receivedAt * TICKS_PER_MS));
    const delay = Math.round(presentedAt * TICKS_PER_MS) - received;
    fields.push(rtpTimestamp, received, Math.min(Math.max(0, delay), MAX_DELAY));
  }
  return encode([TYPE, fields]);
}

/**
 * Decodes what a viewer sent on the `frames` channel: newest last, most of them named before. Whether there ever were
 * such frames is for the caller to know.
 * @throws RemoteViewError `message-too-large` or `malformed-message`
 */
export function decodeFrameAck(bytes: Uint8Array): readonly AckedFrame[] {
  const fields = new Fields(decode(bytes, ACK_LIMITS));
  if (fields.type !== TYPE) throw wrong(`${fields.typeText} is unknown`);
  const values = fields.ints(MAX_ACKED_FRAMES * FIELDS, 0, Number.MAX_SAFE_INTEGER);
  fields.end();
  if (values.length === 0 || values.length % FIELDS !== 0) throw wrong(`it has ${values.length} values`);
  const frames: AckedFrame[] = [];
  for (let index = 0; index < values.length; index += FIELDS) {
    frames.push(toFrame(values[index]!, values[index + 1]!, values[index + 2]!));
  }
  return frames;
}

function toFrame(rtpTimestamp: number, received: number, delay: number): AckedFrame {
  if (rtpTimestamp > 0xffff_ffff) throw wrong('an RTP timestamp has more than 32 bits');
  if (delay > MAX_DELAY) throw wrong(`a frame was presented ${delay / TICKS_PER_MS} ms after it came`);
  return { rtpTimestamp, receivedAt: received / TICKS_PER_MS, presentedAt: (received + delay) / TICKS_PER_MS };
}
