/** Which files a scene takes, and the bounds that both ends keep to. */
import type { Fields } from './fields.ts';

/** The viewer opens it in-band (RFC 8832). */
export const FILES_CHANNEL = { label: 'files', ordered: true } as const;

export const FILE_LIMITS = {
  /** One file, and all that is being sent within a session, bytes. */
  totalBytes: 64 * 1_048_576,
  /** Files that are being sent within a session at a time. */
  atOnce: 4,
  /** Bytes a second within a session. */
  bytesPerSecond: 16 * 1_048_576,
  /** Bytes of a file in one message. */
  pieceBytes: 16_384,
  /** Bytes that the host has not confirmed yet. */
  windowBytes: 262_144,
  /** Characters of a file's name. */
  nameChars: 120,
  /** Characters of a media type, and of one entry of what is accepted. */
  typeChars: 100,
  /** Entries of what is accepted. */
  types: 32,
  /** Characters of a reason. */
  textChars: 1_000,
} as const;

/** What the scene accepts, for every page. */
export interface FileRules {
  readonly type: 'files';
  /** Of one file; 0: no files at all. */
  readonly maxBytes: number;
  /** Several may be dropped together. */
  readonly multiple: boolean;
  /** As in the `accept` attribute of HTML: `.glb`, `model/gltf-binary`, `image/*`. None: any. */
  readonly accept: readonly string[];
}

export function fileRulesFields({ maxBytes, multiple, accept }: FileRules): unknown[] {
  return [maxBytes, multiple, ...accept];
}

export function readFileRules(fields: Fields): FileRules {
  const maxBytes = fields.int(0, FILE_LIMITS.totalBytes);
  const multiple = fields.boolean();
  const accept: string[] = [];
  while (!fields.isAtEnd && accept.length < FILE_LIMITS.types) accept.push(fields.string(FILE_LIMITS.typeChars));
  return { type: 'files', maxBytes, multiple, accept };
}
