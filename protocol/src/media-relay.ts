/**
 * Media over the gateway's WebSocket (`/v1/media`, `remote-view-media.v1`), for viewers who cannot have WebRTC: what
 * otherwise goes over data channels and RTP goes over one TCP connection to the gateway and another one on to the host.
 *
 * Both ends dial in with a ticket of their own; the gateway says `open` to both when both are there, and copies binary
 * messages from then on without reading them. A binary message is one byte that names the channel, and its payload.
 *
 * A frame crosses in pieces, so that no message is large, and what is urgent waits behind a piece and not behind a frame.
 */
import type { Static } from 'typebox';
import { RemoteViewError } from './errors.ts';
import { ErrorCodeSchema, Text, Token, Version } from './schema-parts.ts';
import { Type } from './type.ts';

/** Either end: I am who this ticket was given to. It is good once. */
export const Attach = Type.Object(
  { type: Type.Literal('attach'), version: Version, ticket: Token },
  { additionalProperties: false },
);

/** Gateway: the other end is there. */
export const Opened = Type.Object({ type: Type.Literal('open') }, { additionalProperties: false });

/** Gateway: the socket closes next. */
export const Refused = Type.Object(
  { type: Type.Literal('error'), code: ErrorCodeSchema, message: Text },
  { additionalProperties: false },
);

export const GatewayToMedia = Type.Union([Opened, Refused]);
export type GatewayToMedia = Static<typeof GatewayToMedia>;

/** WebSocket close codes beside those of signaling. */
export const CLOSE = {
  /** The other end is gone. */
  otherEndGone: 4004,
  /** This end did not read for too long. */
  tooSlow: 4005,
} as const;

export const RELAY_LIMITS = {
  /** Both ends must have attached by then, ms. */
  attachWithin: 10_000,
  /** Messages of one end per 10 s. */
  messagesPer10s: 20_000,
  /** Bytes on their way to one end in the gateway; above, it reads no more from the other. */
  maxUnread: 131_072,
  /** An end that leaves that many unread for so long is closed, ms. */
  stalledAfter: 10_000,
  /** Of a frame in one message, bytes. */
  pieceBytes: 32_768,
  /** Of one frame, bytes. */
  frameBytes: 8_388_608,
} as const;

/**
 * The payloads of `motion`, `events`, `frames` and `files` are those of the data channels. `video` carries pieces of frames to
 * the viewer; from it, nothing: it asks for a key frame. `audio` carries an RTP timestamp (48 kHz) and an Opus packet.
 */
export const RELAY_CHANNELS = ['motion', 'events', 'frames', 'files', 'video', 'audio'] as const;
export type RelayChannel = (typeof RELAY_CHANNELS)[number];

export interface RelayMessage {
  readonly channel: RelayChannel;
  readonly payload: Uint8Array;
}

export function encodeRelayMessage(channel: RelayChannel, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(1 + payload.length);
  bytes[0] = RELAY_CHANNELS.indexOf(channel);
  bytes.set(payload, 1);
  return bytes;
}

/** The payload lies in `bytes`. @throws RemoteViewError `malformed-message` */
export function decodeRelayMessage(bytes: Uint8Array): RelayMessage {
  const channel = RELAY_CHANNELS[bytes[0] ?? RELAY_CHANNELS.length];
  if (channel === undefined) throw new RemoteViewError('malformed-message', 'A relayed message names no channel.');
  return { channel, payload: bytes.subarray(1) };
}

export interface RelayedFrame {
  readonly keyFrame: boolean;
  /** 90 kHz, 32 bits. */
  readonly rtpTimestamp: number;
  /** One access unit, Annex B (ITU-T H.264). */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const FLAG = { keyFrame: 1, last: 2 } as const;
const PIECE_HEADER_BYTES = 5;

/** The messages that carry a frame, in order. @param nals without start codes */
export function* encodeRelayedFrame(
  frame: Pick<RelayedFrame, 'keyFrame' | 'rtpTimestamp'>,
  nals: readonly Uint8Array[],
): Generator<Uint8Array<ArrayBuffer>> {
  const bytes = annexB(nals);
  for (let start = 0; start < bytes.length; start += RELAY_LIMITS.pieceBytes) {
    const part = bytes.subarray(start, start + RELAY_LIMITS.pieceBytes);
    const payload = new Uint8Array(PIECE_HEADER_BYTES + part.length);
    const isLast = start + part.length === bytes.length;
    payload[0] = (frame.keyFrame ? FLAG.keyFrame : 0) | (isLast ? FLAG.last : 0);
    new DataView(payload.buffer).setUint32(1, frame.rtpTimestamp);
    payload.set(part, PIECE_HEADER_BYTES);
    yield encodeRelayMessage('video', payload);
  }
}

/**
 * Puts frames together again. It holds one frame at most, of no more than `RELAY_LIMITS.frameBytes` in full pieces: many small
 * ones would take a multiple of it. Of a frame that is lost the rest is left out.
 */
export class RelayedFrames {
  #parts: Uint8Array[] = [];
  #bytes = 0;
  #header = 0;
  #rtpTimestamp = 0;
  /** The `rtpTimestamp` of a frame that was lost. */
  #lost: number | undefined;

  /**
   * @param payload of a message on the `video` channel; not to be changed before its frame is complete
   * @returns the frame, with its last piece
   * @throws RemoteViewError `malformed-message`, `message-too-large`; the frame is lost
   */
  take(payload: Uint8Array): RelayedFrame | undefined {
    try {
      return this.#take(payload);
    } catch (thrown) {
      this.#clear();
      throw thrown;
    }
  }

  #take(payload: Uint8Array): RelayedFrame | undefined {
    const flags = payload[0] ?? 0xff;
    if (payload.length <= PIECE_HEADER_BYTES || flags > 3) {
      throw new RemoteViewError('malformed-message', 'A piece of a frame was not understood.');
    }
    const rtpTimestamp = new DataView(payload.buffer, payload.byteOffset).getUint32(1);
    if (rtpTimestamp === this.#lost) return undefined;
    this.#lost = rtpTimestamp;
    const keyFrame = flags & FLAG.keyFrame;
    const isLast = (flags & FLAG.last) !== 0;
    const length = payload.length - PIECE_HEADER_BYTES;
    if (length > RELAY_LIMITS.pieceBytes || (!isLast && length < RELAY_LIMITS.pieceBytes)) {
      throw new RemoteViewError('malformed-message', 'A piece of a frame has not the size of one.');
    }
    if (this.#bytes > 0 && (rtpTimestamp !== this.#rtpTimestamp || keyFrame !== this.#header)) {
      throw new RemoteViewError('malformed-message', 'A frame ended without its last piece.');
    }
    this.#bytes += length;
    if (this.#bytes > RELAY_LIMITS.frameBytes) throw new RemoteViewError('message-too-large');
    this.#header = keyFrame;
    this.#rtpTimestamp = rtpTimestamp;
    this.#lost = undefined;
    this.#parts.push(payload.subarray(PIECE_HEADER_BYTES));
    if (!isLast) return undefined;
    const frame = { keyFrame: keyFrame !== 0, rtpTimestamp, bytes: joined(this.#parts, this.#bytes) };
    this.#clear();
    return frame;
  }

  #clear(): void {
    this.#parts = [];
    this.#bytes = 0;
  }
}

const SOUND_HEADER_BYTES = 4;

export interface RelayedSound {
  /** 48 kHz, 32 bits. */
  readonly rtpTimestamp: number;
  /** One Opus packet (RFC 6716). */
  readonly packet: Uint8Array;
}

export function encodeRelayedSound({ rtpTimestamp, packet }: RelayedSound): Uint8Array<ArrayBuffer> {
  const payload = new Uint8Array(SOUND_HEADER_BYTES + packet.length);
  new DataView(payload.buffer).setUint32(0, rtpTimestamp);
  payload.set(packet, SOUND_HEADER_BYTES);
  return encodeRelayMessage('audio', payload);
}

/** @param payload of a message on the `audio` channel. @throws RemoteViewError `malformed-message` */
export function decodeRelayedSound(payload: Uint8Array): RelayedSound {
  if (payload.length <= SOUND_HEADER_BYTES) {
    throw new RemoteViewError('malformed-message', 'A packet of sound was not understood.');
  }
  const rtpTimestamp = new DataView(payload.buffer, payload.byteOffset).getUint32(0);
  return { rtpTimestamp, packet: payload.subarray(SOUND_HEADER_BYTES) };
}

const START_CODE = Uint8Array.of(0, 0, 0, 1);

function annexB(nals: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const parts = nals.flatMap((nal) => [START_CODE, nal]);
  return joined(
    parts,
    parts.reduce((sum, part) => sum + part.length, 0),
  );
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
