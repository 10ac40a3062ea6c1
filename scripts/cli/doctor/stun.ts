/** A STUN Binding request (RFC 8489 section 5 and 6), which every TURN server answers without credentials. */

const BINDING_REQUEST = 0x0001;
const MAGIC_COOKIE = 0x2112a442;
const HEADER_BYTES = 20;

/** @param transaction 12 bytes nobody can guess */
export function bindingRequest(transaction: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, BINDING_REQUEST);
  view.setUint32(4, MAGIC_COOKIE);
  bytes.set(transaction, 8);
  return bytes;
}

/** Whether these bytes answer that request, with success or with an error: either way a STUN server lives there. */
export function answers(bytes: Uint8Array, transaction: Uint8Array): boolean {
  if (bytes.length < HEADER_BYTES) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = view.getUint16(0);
  if ((type !== 0x0101 && type !== 0x0111) || view.getUint32(4) !== MAGIC_COOKIE) return false;
  return transaction.every((byte, index) => bytes[8 + index] === byte);
}

export interface StunServer {
  readonly host: string;
  readonly port: number;
}

/** Reads `turn:host:port` or `stun:host:port` as WebRTC writes them (RFC 7064, RFC 7065); undefined where it is neither. */
export function parseServer(url: string): StunServer | undefined {
  const [, bracketed, plain, port] =
    /^(?:turn|stun):(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.-]+))(?::(\d{1,5}))?(?:\?transport=udp)?$/.exec(url) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || Number(port ?? 3478) > 65_535) return undefined;
  return { host, port: Number(port ?? 3478) };
}
