/** As much of a TURN client as it takes to ask a server whom it would send packets to (RFC 8656, RFC 8489), over UDP. */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';

const METHOD = { binding: 0x001, allocate: 0x003, refresh: 0x004, createPermission: 0x008 } as const;
type Method = keyof typeof METHOD;

const ATTRIBUTE = {
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  lifetime: 0x000d,
  xorPeerAddress: 0x0012,
  realm: 0x0014,
  nonce: 0x0015,
  requestedAddressFamily: 0x0017,
  requestedTransport: 0x0019,
} as const;

const MAGIC_COOKIE = 0x2112a442;
const HEADER_BYTES = 20;
const ERROR_CLASS = 0x0110;
const UDP = 17;
const WITHIN_MS = 3_000;
/** RFC 8489 section 6.2.1. */
const REPEAT_MS = 500;

export interface TurnCredentials {
  readonly username: string;
  readonly credential: string;
}

/** 0: it was granted; otherwise the code of RFC 8656 section 19. */
export type TurnAnswer = number;

interface Response {
  readonly code: TurnAnswer;
  readonly attributes: ReadonlyMap<number, Buffer>;
}

export class TurnClient {
  readonly #socket: Socket;
  readonly #server: { readonly host: string; readonly port: number };
  readonly #credentials: TurnCredentials;
  readonly #answers = new Map<string, (bytes: Buffer) => void>();
  #realm: Buffer = Buffer.alloc(0);
  #nonce: Buffer = Buffer.alloc(0);

  constructor(server: { readonly host: string; readonly port: number }, credentials: TurnCredentials) {
    this.#server = server;
    this.#credentials = credentials;
    this.#socket = createSocket(isIPv6(server.host) ? 'udp6' : 'udp4');
    this.#socket.on('message', (bytes) => {
      if (bytes.length >= HEADER_BYTES) this.#answers.get(bytes.toString('hex', 8, HEADER_BYTES))?.(bytes);
    });
    // Nobody listens there yet: the request is repeated.
    this.#socket.on('error', () => {});
  }

  /** Whether anybody answers at all. */
  async binding(): Promise<boolean> {
    return this.#exchange('binding', [], false).then(
      ({ code }) => code === 0,
      () => false,
    );
  }

  /** Asks for a relay of this family. */
  async allocate(family: 4 | 6 = 4): Promise<TurnAnswer> {
    return this.#request('allocate', [
      [ATTRIBUTE.requestedTransport, Buffer.of(UDP, 0, 0, 0)],
      ...(family === 6 ? [[ATTRIBUTE.requestedAddressFamily, Buffer.of(2, 0, 0, 0)] as const] : []),
    ]);
  }

  /** Asks that packets of a peer are let through, and to send some to it. */
  async permit(peer: string): Promise<TurnAnswer> {
    return this.#request('createPermission', [[ATTRIBUTE.xorPeerAddress, peer]]);
  }

  /** @param lifetime seconds; 0 ends the allocation */
  async refresh(lifetime: number): Promise<TurnAnswer> {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(lifetime);
    return this.#request('refresh', [[ATTRIBUTE.lifetime, bytes]]);
  }

  close(): void {
    this.#socket.close();
  }

  /** Asks once more where the server wants a name, or has a new nonce (RFC 8489 section 9.2). */
  async #request(method: Method, attributes: readonly Attribute[]): Promise<TurnAnswer> {
    for (let attempt = 0; ; attempt++) {
      const response = await this.#exchange(method, attributes, this.#nonce.length > 0);
      const { code, attributes: said } = response;
      const nonce = said.get(ATTRIBUTE.nonce);
      if (attempt === 2 || nonce === undefined || (code !== 401 && code !== 438)) return code;
      // Refused in spite of a name.
      if (code === 401 && this.#nonce.length > 0) return code;
      this.#nonce = nonce;
      this.#realm = said.get(ATTRIBUTE.realm) ?? this.#realm;
    }
  }

  async #exchange(method: Method, attributes: readonly Attribute[], signed: boolean): Promise<Response> {
    const transaction = randomBytes(12);
    const plain = attributes.map(([type, value]) =>
      attribute(type, typeof value === 'string' ? xorAddress(value, transaction) : value),
    );
    const message = signed ? this.#sign(method, transaction, plain) : frame(method, transaction, plain);
    const key = transaction.toString('hex');
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    this.#answers.set(key, resolve);
    const send = (): void => this.#socket.send(message, this.#server.port, this.#server.host);
    const repeating = setInterval(send, REPEAT_MS);
    const late = setTimeout(() => reject(new Error(`The TURN server did not answer (${method}).`)), WITHIN_MS);
    send();
    try {
      return readResponse(await promise);
    } finally {
      clearInterval(repeating);
      clearTimeout(late);
      this.#answers.delete(key);
    }
  }

  #sign(method: Method, transaction: Buffer, attributes: readonly Buffer[]): Buffer {
    const { username, credential } = this.#credentials;
    const named = [
      ...attributes,
      attribute(ATTRIBUTE.username, Buffer.from(username)),
      attribute(ATTRIBUTE.realm, this.#realm),
      attribute(ATTRIBUTE.nonce, this.#nonce),
    ];
    const key = createHash('md5').update(`${username}:${this.#realm.toString()}:${credential}`).digest();
    // The length counts the integrity attribute, the HMAC does not (RFC 8489 section 14.5).
    const unsigned = frame(method, transaction, named, 24);
    return Buffer.concat([
      unsigned,
      attribute(ATTRIBUTE.messageIntegrity, createHmac('sha1', key).update(unsigned).digest()),
    ]);
  }
}

/** A text is the IP address of a peer. */
type Attribute = readonly [type: number, value: Buffer | string];

function frame(method: Method, transaction: Buffer, attributes: readonly Buffer[], more = 0): Buffer {
  const body = Buffer.concat(attributes);
  const header = Buffer.alloc(8);
  header.writeUInt16BE(METHOD[method], 0);
  header.writeUInt16BE(body.length + more, 2);
  header.writeUInt32BE(MAGIC_COOKIE, 4);
  return Buffer.concat([header, transaction, body]);
}

function attribute(type: number, value: Buffer): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt16BE(type, 0);
  header.writeUInt16BE(value.length, 2);
  return Buffer.concat([header, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}

/** RFC 8489 section 14.2; the port is of no matter for a permission. */
function xorAddress(address: string, transaction: Buffer): Buffer {
  const cookie = Buffer.alloc(4);
  cookie.writeUInt32BE(MAGIC_COOKIE);
  const mask = Buffer.concat([cookie, transaction]);
  const bytes = isIPv6(address) ? ipv6Bytes(address) : Buffer.from(address.split('.').map(Number));
  const family = bytes.length === 16 ? 2 : 1;
  const port = 50_000 ^ (MAGIC_COOKIE >>> 16);
  return Buffer.concat([Buffer.of(0, family, port >> 8, port & 255), bytes.map((byte, index) => byte ^ mask[index]!)]);
}

function ipv6Bytes(address: string): Buffer {
  // The URL parser writes all in hexadecimal, and leaves out at most one run of zeros.
  const [head = '', tail = ''] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const groups = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((part) => Number.parseInt(part, 16));
  const [first, last] = [groups(head), groups(tail)];
  const all = [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 255]));
}

function readResponse(bytes: Buffer): Response {
  const attributes = new Map<number, Buffer>();
  for (let at = HEADER_BYTES; at + 4 <= bytes.length;) {
    const length = bytes.readUInt16BE(at + 2);
    attributes.set(bytes.readUInt16BE(at), bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length + ((4 - (length % 4)) % 4);
  }
  if ((bytes.readUInt16BE(0) & ERROR_CLASS) !== ERROR_CLASS) return { code: 0, attributes };
  const error = attributes.get(ATTRIBUTE.errorCode);
  return { code: error === undefined ? 500 : error[2]! * 100 + error[3]!, attributes };
}
