import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RemoteViewError } from './errors.ts';
import { Fields } from './fields.ts';
import {
  acceptsFile,
  decodeFileData,
  decodeFileReply,
  encodeFileData,
  encodeFileReply,
  safeFileName,
  type FileData,
  type FileReply,
} from './files.ts';
import { FILE_LIMITS, readFileRules } from './file-rules.ts';
import { encode } from './msgpack.ts';

const file = fc.integer({ min: 1, max: 0xffff_ffff });
const DATA = {
  file: fc.record({
    type: fc.constant('file'),
    file,
    size: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
    name: fc.string({ unit: 'binary', maxLength: FILE_LIMITS.nameChars / 2 }).map(safeFileName),
    mime: fc.constantFrom('', 'model/gltf-binary', 'image/svg+xml'),
  }),
  piece: fc.record({
    type: fc.constant('piece'),
    file,
    bytes: fc.uint8Array({ minLength: 1, maxLength: 100 }),
  }),
  'file-abort': fc.record({ type: fc.constant('file-abort'), file }),
} as const satisfies { [K in FileData['type']]: fc.Arbitrary<Extract<FileData, { type: K }>> };
const REPLIES = {
  'file-got': fc.record({
    type: fc.constant('file-got'),
    file,
    bytes: fc.integer({ min: 0, max: FILE_LIMITS.totalBytes }),
  }),
  'file-taken': fc.record({ type: fc.constant('file-taken'), file }),
  'file-refused': fc.record({
    type: fc.constant('file-refused'),
    file,
    code: fc.constantFrom('file-refused', 'file-failed', 'rate-limited'),
    text: fc.string({ unit: 'binary', maxLength: FILE_LIMITS.textChars / 2 }),
  }),
} as const satisfies { [K in FileReply['type']]: fc.Arbitrary<Extract<FileReply, { type: K }>> };

function isRefused(read: () => unknown): boolean {
  try {
    read();
    return false;
  } catch (error) {
    if (error instanceof RemoteViewError) return true;
    throw error;
  }
}

describe('what a viewer sends of a file', () => {
  it.each(Object.entries(DATA))('comes back as it was: %s', (_kind, arbitrary) => {
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<FileData>, (data) => {
        expect(decodeFileData(encodeFileData(data))).toEqual(data);
      }),
    );
  });

  it('is refused when a message is cut or continued anywhere', () => {
    for (const data of fc.sample(fc.oneof(DATA.file, DATA['file-abort']), 20)) {
      const bytes = encodeFileData(data);
      for (let length = 0; length < bytes.length; length++) {
        expect(isRefused(() => decodeFileData(bytes.subarray(0, length)))).toBe(true);
      }
      expect(isRefused(() => decodeFileData(Uint8Array.from([...bytes, 0])))).toBe(true);
    }
  });

  it.each([
    ['no bytes', new Uint8Array(5)],
    ['half a number', new Uint8Array(3)],
    ['too many bytes', new Uint8Array(5 + FILE_LIMITS.pieceBytes + 1)],
  ])('is no piece with %s', (_name, bytes) => {
    expect(() => decodeFileData(bytes)).toThrow(/piece/);
  });

  it.each([
    ['a file without a number', [72, 0, 1, 'a', '']],
    ['a size below nothing', [72, 1, -1, 'a', '']],
    ['a name that is too long', [72, 1, 1, 'a'.repeat(FILE_LIMITS.nameChars + 1), '']],
    ['a type that is unknown', [99, 1]],
  ])('is refused: %s', (_name, message) => {
    expect(isRefused(() => decodeFileData(encode(message)))).toBe(true);
  });

  it('has a name that is safe, whatever the sender wrote', () => {
    expect(decodeFileData(encode([72, 1, 1, '../../etc/passwd', 'Text/Plain; charset=x']))).toMatchObject({
      name: 'passwd',
      mime: 'text/plain',
    });
    expect(decodeFileData(encode([72, 1, 1, 'a', 'no media type']))).toMatchObject({ mime: '' });
  });

  it('never makes the host throw anything but a refusal', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        isRefused(() => decodeFileData(bytes));
        isRefused(() => decodeFileReply(bytes));
      }),
    );
  });
});

describe('what the host says of a file', () => {
  it.each(Object.entries(REPLIES))('comes back as it was: %s', (_kind, arbitrary) => {
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<FileReply>, (reply) => {
        expect(decodeFileReply(encodeFileReply(reply))).toEqual(reply);
      }),
    );
  });

  it('is a failure where a newer host refuses with a code that is unknown here', () => {
    expect(decodeFileReply(encode([82, 1, 'new', 'Because.']))).toMatchObject({
      code: 'file-failed',
      text: 'Because.',
    });
  });

  it('is refused with a type that is unknown', () => {
    expect(isRefused(() => decodeFileReply(encode([72, 1])))).toBe(true);
  });

  it('accepts so many types and no more', () => {
    const rules = (count: number): Fields => new Fields([56, 1, true, ...Array<string>(count).fill('.a')]);
    expect(readFileRules(rules(FILE_LIMITS.types)).accept).toHaveLength(FILE_LIMITS.types);
    const more = rules(FILE_LIMITS.types + 1);
    readFileRules(more);
    expect(isRefused(() => more.end())).toBe(true);
  });
});

describe('acceptsFile', () => {
  it.each([
    [[], 'a.bin', '', true],
    [['.glb', '.gltf'], 'Chair.GLB', '', true],
    [['.glb'], 'chair.glb.exe', '', false],
    [['image/*'], 'a', 'image/png', true],
    [['image/*'], 'a', 'imagery/png', false],
    [['model/gltf-binary'], 'a', 'Model/glTF-Binary', true],
    [['model/gltf-binary'], 'a.glb', '', false],
  ])('%j takes %s (%s): %s', (accept, name, mime, accepted) => {
    expect(acceptsFile(accept, name, mime)).toBe(accepted);
  });
});

describe('safeFileName', () => {
  it.each([
    ['chair.glb', 'chair.glb'],
    ['C:\\Users\\me\\chair.glb', 'chair.glb'],
    ['../..', 'file'],
    ['.hidden', 'hidden'],
    ['a\u0000b\u202egnp.exe', 'abgnp.exe'],
    ['what?<now>.glb', 'what__now_.glb'],
    ['', 'file'],
    [`${'x'.repeat(500)}.gltf`, `${'x'.repeat(FILE_LIMITS.nameChars - 5)}.gltf`],
    ['x'.repeat(500), 'x'.repeat(FILE_LIMITS.nameChars)],
  ])('of %j is %j', (name, safe) => {
    expect(safeFileName(name)).toBe(safe);
  });

  it('is always short, whole, and the same when it is made safe again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const safe = safeFileName(name);
        expect(safe.length).toBeGreaterThan(0);
        expect(safe.length).toBeLessThanOrEqual(FILE_LIMITS.nameChars);
        expect(safe).not.toMatch(/[/\\\p{Cc}\p{Cs}]/u);
        expect(safeFileName(safe)).toBe(safe);
      }),
    );
  });
});
