import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClipboardAssembler, clipboardPieces, NO_TEXT } from './clipboard-pieces.ts';
import { CLIPBOARD_LIMITS } from './clipboard.ts';

const { bytes, piece: pieceChars } = CLIPBOARD_LIMITS;

/** What comes out at the other end. */
function carried(text: string): string | undefined {
  const assembler = new ClipboardAssembler();
  return clipboardPieces(text)
    .map((piece) => assembler.take(piece))
    .at(-1);
}

describe('a text of a clipboard', () => {
  it('comes back as it was, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 9_000 }), (text) => {
        expect(carried(text)).toBe(text);
      }),
      { numRuns: 50 },
    );
  });

  it('is one empty piece where it is empty', () => {
    expect(clipboardPieces('')).toEqual([NO_TEXT]);
  });

  it('is never cut through a character', () => {
    const text = `${'x'.repeat(pieceChars - 1)}👍👍`;
    const pieces = clipboardPieces(text);
    expect(pieces.map(({ text: part }) => part)).toEqual(['x'.repeat(pieceChars - 1), '👍👍']);
  });

  it('fits its message at its largest, in 17 pieces at most', () => {
    for (const letter of ['x', 'é', '語', '👍']) {
      const text = letter.repeat(bytes / 4 / Math.ceil(new TextEncoder().encode(letter).length / 4));
      expect(carried(text)).toBe(text);
    }
    expect(clipboardPieces('x'.repeat(bytes))).toHaveLength(17);
  });

  it('is refused beyond 64 KiB, by its bytes', () => {
    const tooLarge = expect.objectContaining({ code: 'message-too-large' });
    expect(() => clipboardPieces('x'.repeat(bytes + 1))).toThrow(tooLarge);
    expect(() => clipboardPieces('語'.repeat(bytes / 3 + 1))).toThrow(tooLarge);
  });
});

describe('pieces', () => {
  const [first, second, third] = clipboardPieces('abc'.repeat(pieceChars));

  it('void what came before where one is missing', () => {
    const assembler = new ClipboardAssembler();
    expect([first!, third!].map((piece) => assembler.take(piece))).toEqual([undefined, undefined]);
    expect(assembler.take(second!)).toBeUndefined();
  });

  it('begin anew with the first', () => {
    const assembler = new ClipboardAssembler();
    const taken = [first!, second!, first!, second!, third!].map((piece) => assembler.take(piece));
    expect(taken.at(-1)).toBe('abc'.repeat(pieceChars));
    expect(assembler.take(third!), 'the text is over').toBeUndefined();
  });
});
