/** The receiving half, written apart from the sending one: tests read back what was sent. */

export interface ReceivedRtp {
  readonly payloadType: number;
  readonly marker: boolean;
  readonly sequenceNumber: number;
  readonly timestamp: number;
  readonly ssrc: number;
  /** Data of each one-byte header extension, by id. */
  readonly extensions: ReadonlyMap<number, Uint8Array>;
  readonly payload: Uint8Array;
}

export function readRtp(bytes: Uint8Array): ReceivedRtp {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = view.getUint8(0);
  if (first >> 6 !== 2 || (first & 0x2f) !== 0) throw new Error(`a first byte of ${first}`);
  const extensions = new Map<number, Uint8Array>();
  let payloadAt = 12;
  if ((first & 0x10) !== 0) {
    if (view.getUint16(12) !== 0xbede) throw new Error('no one-byte header extensions');
    payloadAt = 16 + view.getUint16(14) * 4;
    for (let at = 16; at < payloadAt;) {
      const head = view.getUint8(at);
      const length = head === 0 ? 0 : (head & 0x0f) + 1;
      if (head !== 0) extensions.set(head >> 4, bytes.slice(at + 1, at + 1 + length));
      at += 1 + length;
    }
  }
  return {
    payloadType: view.getUint8(1) & 0x7f,
    marker: view.getUint8(1) >= 0x80,
    sequenceNumber: view.getUint16(2),
    timestamp: view.getUint32(4),
    ssrc: view.getUint32(8),
    extensions,
    payload: bytes.slice(payloadAt),
  };
}

/** NAL units out of RTP payloads in order (RFC 6184 section 5). */
export function depacketize(payloads: readonly Uint8Array[]): Uint8Array[] {
  const nals: Uint8Array[] = [];
  let fragments: number[] | undefined;
  for (const payload of payloads) {
    const type = payload[0]! & 0x1f;
    if (type === 28) {
      const header = payload[1]!;
      if ((header & 0x80) !== 0) fragments = [(payload[0]! & 0xe0) | (header & 0x1f)];
      if (fragments === undefined) throw new Error('a fragment without a start');
      fragments.push(...payload.subarray(2));
      if ((header & 0x40) === 0) continue;
      nals.push(Uint8Array.from(fragments));
      fragments = undefined;
      continue;
    }
    if (fragments !== undefined) throw new Error('a fragment without an end');
    if (type !== 24) {
      nals.push(payload);
      continue;
    }
    for (let at = 1; at < payload.length;) {
      const length = (payload[at]! << 8) | payload[at + 1]!;
      nals.push(payload.slice(at + 2, at + 2 + length));
      at += 2 + length;
    }
  }
  if (fragments !== undefined) throw new Error('a fragment without an end');
  return nals;
}
