/**
 * Transport-wide congestion control feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01): which packets of one
 * transport arrived, and when, on the receiver's clock in ticks of 250 us.
 *
 * Parsing never throws and never makes more than one entry for each sequence number that the header claims; whatever does not
 * add up makes the whole report useless, because arrival times are sums of all deltas before them.
 */
import { writeUint16 } from '../rtp/packet.ts';

export const TICKS_PER_MS = 4;
/** The reference time counts 64 ms. */
export const TICKS_PER_REFERENCE = 64 * TICKS_PER_MS;
const REFERENCE_BITS = 24;

/** One report. */
export interface TransportCcFeedback {
  readonly baseSequenceNumber: number;
  /** Of reports, 0-255: one that is missing was lost. */
  readonly count: number;
  /** Signed 24 bits, in 64 ms. */
  readonly reference: number;
  /** By sequence number from the base on: ticks since the reference time, undefined where the packet has not arrived. */
  readonly arrivals: readonly (number | undefined)[];
}

const SYMBOL = { lost: 0, small: 1, large: 2 } as const;
const HEAD_BYTES = 8;
/** More packets than any path has under way between two reports. */
export const MAX_STATUSES = 8_192;
const MAX_RUN = 0x1fff;
const ONE_BIT_SYMBOLS = 14;
const TWO_BIT_SYMBOLS = 7;

/** @param bytes from the base sequence number on; undefined for a report that does not add up */
export function parseTransportCc(bytes: Uint8Array): TransportCcFeedback | undefined {
  if (bytes.length < HEAD_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const statuses = view.getUint16(2);
  if (statuses === 0 || statuses > MAX_STATUSES) return undefined;
  const symbols: number[] = [];
  let at = HEAD_BYTES;
  while (symbols.length < statuses) {
    if (at + 2 > bytes.length) return undefined;
    pushChunk(symbols, view.getUint16(at), statuses);
    at += 2;
  }
  const arrivals: (number | undefined)[] = [];
  let ticks = 0;
  for (const symbol of symbols) {
    if (symbol === SYMBOL.lost) {
      arrivals.push(undefined);
      continue;
    }
    const size = symbol === SYMBOL.small ? 1 : 2;
    if (symbol > SYMBOL.large || at + size > bytes.length) return undefined;
    ticks += size === 1 ? view.getUint8(at) : view.getInt16(at);
    at += size;
    arrivals.push(ticks);
  }
  return {
    baseSequenceNumber: view.getUint16(0),
    count: view.getUint8(7),
    reference: view.getInt32(4) >> 8,
    arrivals,
  };
}

function pushChunk(symbols: number[], chunk: number, statuses: number): void {
  const left = statuses - symbols.length;
  if ((chunk & 0x8000) === 0) {
    const run = Math.min(left, chunk & MAX_RUN);
    // A run of none would let a report go on for ever; it has a bounded number of chunks, so it only does nothing.
    for (let index = 0; index < run; index++) symbols.push((chunk >> 13) & 3);
  } else if ((chunk & 0x4000) === 0) {
    for (let index = 0; index < Math.min(left, ONE_BIT_SYMBOLS); index++) symbols.push((chunk >> (13 - index)) & 1);
  } else {
    for (let index = 0; index < Math.min(left, TWO_BIT_SYMBOLS); index++) symbols.push((chunk >> (12 - index * 2)) & 3);
  }
}

/**
 * The report from its base sequence number on, padded to 32 bits.
 * @throws RangeError where two arrivals that follow each other are further apart than a delta holds (8.2 s): a receiver
 * starts a new report there
 */
export function buildTransportCc({ baseSequenceNumber, count, reference, arrivals }: TransportCcFeedback): Uint8Array {
  let ticks = 0;
  const deltas = arrivals.map((arrival) => {
    if (arrival === undefined) return undefined;
    const delta = arrival - ticks;
    ticks = arrival;
    if (delta < -0x8000 || delta > 0x7fff) throw new RangeError('a delta does not fit into a report');
    return delta;
  });
  const symbols = deltas.map((delta) =>
    delta === undefined ? SYMBOL.lost : delta >= 0 && delta <= 0xff ? SYMBOL.small : SYMBOL.large,
  );
  const chunks = buildChunks(symbols);
  const deltaBytes = symbols.reduce<number>((sum, symbol) => sum + symbol, 0);
  const bytes = new Uint8Array((HEAD_BYTES + chunks.length * 2 + deltaBytes + 3) & ~3);
  writeUint16(bytes, 0, baseSequenceNumber);
  writeUint16(bytes, 2, arrivals.length);
  const reference24 = reference & ((1 << REFERENCE_BITS) - 1);
  bytes[4] = reference24 >>> 16;
  writeUint16(bytes, 5, reference24 & 0xffff);
  bytes[7] = count;
  let at = HEAD_BYTES;
  for (const chunk of chunks) {
    writeUint16(bytes, at, chunk);
    at += 2;
  }
  for (const delta of deltas) {
    if (delta === undefined) continue;
    if (delta >= 0 && delta <= 0xff) bytes[at++] = delta;
    else {
      writeUint16(bytes, at, delta);
      at += 2;
    }
  }
  return bytes;
}

/** Each chunk takes as many symbols as it can: a run, else fourteen of one bit, else seven of two. */
function buildChunks(symbols: readonly number[]): number[] {
  const chunks: number[] = [];
  let from = 0;
  while (from < symbols.length) {
    const first = symbols[from]!;
    let run = 1;
    while (run < MAX_RUN && symbols[from + run] === first) run++;
    const oneBit = symbols.slice(from, from + ONE_BIT_SYMBOLS);
    if (run >= (oneBit.includes(SYMBOL.large) ? TWO_BIT_SYMBOLS : ONE_BIT_SYMBOLS) || from + run === symbols.length) {
      chunks.push((first << 13) | run);
      from += run;
    } else if (!oneBit.includes(SYMBOL.large)) {
      chunks.push(oneBit.reduce((chunk, symbol, index) => chunk | (symbol << (13 - index)), 0x8000));
      from += ONE_BIT_SYMBOLS;
    } else {
      const twoBit = symbols.slice(from, from + TWO_BIT_SYMBOLS);
      chunks.push(twoBit.reduce((chunk, symbol, index) => chunk | (symbol << (12 - index * 2)), 0xc000));
      from += TWO_BIT_SYMBOLS;
    }
  }
  return chunks;
}
