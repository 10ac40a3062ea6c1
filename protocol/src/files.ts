/**
 * Files that a viewer gives to the scene, over a data channel of their own, which is opened with the first of them.
 *
 * The viewer names a file, waits until it may begin, and sends it in pieces. The host says how much has come; more than
 * {@link FILE_LIMITS.windowBytes} beyond that is never under way, so that a scene or a host that falls behind slows down
 * whoever sends. A viewer sends one file at a time.
 */
import { isErrorCode, type ErrorCode } from './errors.ts';
import { Fields, wrong } from './fields.ts';
import { FILE_LIMITS } from './file-rules.ts';
import { decode, encode, type PlainLimits } from './msgpack.ts';
import { headOf } from './whole-characters.ts';

const TYPE = { file: 72, fileAbort: 73, fileGot: 80, fileTaken: 81, fileRefused: 82 } as const;
/** First byte of a piece: no MessagePack array begins with it. Four bytes, big-endian, name the file; the rest is of it. */
const PIECE = 0;
const PIECE_HEADER_BYTES = 5;

const LIMITS: PlainLimits = { maxBytes: 8_192, maxDepth: 1, maxNodes: 8 };

/** From the viewer. `file` counts its files of one peer connection, from 1. */
export type FileData =
  | {
      readonly type: 'file';
      readonly file: number;
      /** Bytes. */
      readonly size: number;
      readonly name: string;
      /** As the browser knows it; often empty. */
      readonly mime: string;
    }
  | { readonly type: 'piece'; readonly file: number; readonly bytes: Uint8Array }
  /** The rest does not come. */
  | { readonly type: 'file-abort'; readonly file: number };

/** From the host, on the same channel. */
export type FileReply =
  /** So many bytes have come; 0: begin. */
  | { readonly type: 'file-got'; readonly file: number; readonly bytes: number }
  /** The scene has made something of it. */
  | { readonly type: 'file-taken'; readonly file: number }
  | { readonly type: 'file-refused'; readonly file: number; readonly code: ErrorCode; readonly text: string };

export function encodeFileData(data: FileData): Uint8Array<ArrayBuffer> {
  switch (data.type) {
    case 'file':
      return encode([TYPE.file, data.file, data.size, safeFileName(data.name), safeMediaType(data.mime)]);
    case 'piece': {
      const bytes = new Uint8Array(PIECE_HEADER_BYTES + data.bytes.length);
      bytes[0] = PIECE;
      new DataView(bytes.buffer).setUint32(1, data.file);
      bytes.set(data.bytes, PIECE_HEADER_BYTES);
      return bytes;
    }
    case 'file-abort':
      return encode([TYPE.fileAbort, data.file]);
  }
}

/**
 * Decodes what a viewer sent on the `files` channel. A name is one that is safe to show and to store under.
 * @throws RemoteViewError `message-too-large` or `malformed-message`
 */
export function decodeFileData(bytes: Uint8Array): FileData {
  if (bytes[0] === PIECE) return readPiece(bytes);
  const fields = new Fields(decode(bytes, LIMITS));
  const data = readFileData(fields);
  fields.end();
  return data;
}

function readPiece(bytes: Uint8Array): FileData {
  const size = bytes.length - PIECE_HEADER_BYTES;
  if (size < 1 || size > FILE_LIMITS.pieceBytes) throw wrong(`a piece of a file has ${size} bytes`);
  const file = new DataView(bytes.buffer, bytes.byteOffset).getUint32(1);
  return { type: 'piece', file, bytes: bytes.subarray(PIECE_HEADER_BYTES) };
}

function readFileData(fields: Fields): FileData {
  switch (fields.type) {
    case TYPE.file: {
      const file = readNumber(fields);
      const size = fields.int(0, Number.MAX_SAFE_INTEGER);
      const name = safeFileName(fields.string(FILE_LIMITS.nameChars));
      return { type: 'file', file, size, name, mime: safeMediaType(fields.string(FILE_LIMITS.typeChars)) };
    }
    case TYPE.fileAbort:
      return { type: 'file-abort', file: readNumber(fields) };
    default:
      throw wrong(`${fields.typeText} is unknown`);
  }
}

export function encodeFileReply(reply: FileReply): Uint8Array<ArrayBuffer> {
  switch (reply.type) {
    case 'file-got':
      return encode([TYPE.fileGot, reply.file, reply.bytes]);
    case 'file-taken':
      return encode([TYPE.fileTaken, reply.file]);
    case 'file-refused':
      return encode([TYPE.fileRefused, reply.file, reply.code, reply.text.slice(0, FILE_LIMITS.textChars)]);
  }
}

/**
 * Decodes what the host sent on the `files` channel.
 * @throws RemoteViewError `message-too-large` or `malformed-message`
 */
export function decodeFileReply(bytes: Uint8Array): FileReply {
  const fields = new Fields(decode(bytes, LIMITS));
  const reply = readFileReply(fields);
  fields.end();
  return reply;
}

function readFileReply(fields: Fields): FileReply {
  switch (fields.type) {
    case TYPE.fileGot:
      return { type: 'file-got', file: readNumber(fields), bytes: fields.int(0, FILE_LIMITS.totalBytes) };
    case TYPE.fileTaken:
      return { type: 'file-taken', file: readNumber(fields) };
    case TYPE.fileRefused: {
      const file = readNumber(fields);
      const code = fields.string(64);
      const text = fields.string(FILE_LIMITS.textChars);
      return { type: 'file-refused', file, code: isErrorCode(code) ? code : 'file-failed', text };
    }
    default:
      throw wrong(`${fields.typeText} is unknown`);
  }
}

function readNumber(fields: Fields): number {
  return fields.int(1, 0xffff_ffff);
}

/**
 * Whether a file fits what is accepted, by its media type or by the end of its name.
 * @param accept entries as in the `accept` attribute of HTML; none: every file
 */
export function acceptsFile(accept: readonly string[], name: string, mime: string): boolean {
  const [lowerName, lowerMime] = [name.toLowerCase(), mime.toLowerCase()];
  return (
    accept.length === 0 ||
    accept.some((entry) => {
      const wanted = entry.trim().toLowerCase();
      if (wanted.startsWith('.')) return lowerName.endsWith(wanted);
      return wanted.endsWith('/*') ? lowerMime.startsWith(wanted.slice(0, -1)) : lowerMime === wanted;
    })
  );
}

/** Control characters, and marks that turn the direction of the text around them. */
const UNSEEN = /[\p{Cc}\p{Cs}\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;
/** What no file system takes, Windows among them. */
const RESERVED = /[<>:"|?*]/gu;

/** A name without a path, control characters and what a file system would not take; never empty, and not hidden. */
export function safeFileName(name: string): string {
  const last = name.replaceAll('\\', '/').split('/').at(-1)!;
  const clean = last
    .normalize('NFC')
    .replace(UNSEEN, '')
    .replace(RESERVED, '_')
    .replace(/^[.\s]+|[.\s]+$/gu, '');
  if (clean.length <= FILE_LIMITS.nameChars) return clean === '' ? 'file' : clean;
  // The end says what it is.
  const ending = /\.[A-Za-z0-9]{1,12}$/u.exec(clean)?.[0] ?? '';
  const start = headOf(clean, FILE_LIMITS.nameChars - ending.length);
  return start.replace(/[.\s]+$/u, '') + ending;
}

/** A media type in lower case without its parameters; empty where it is none. */
function safeMediaType(mime: string): string {
  const type = mime.replace(/;.*/su, '').trim().toLowerCase();
  return type.length <= FILE_LIMITS.typeChars && /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/.test(type) ? type : '';
}
