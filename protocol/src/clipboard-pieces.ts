/**
 * A message holds a quarter of what a clipboard may have, so a text comes in numbered pieces; one that is not the next
 * voids what came before it.
 */
import { CLIPBOARD_LIMITS, type ClipboardPiece } from './clipboard.ts';
import { RemoteViewError } from './errors.ts';
import { splitsCharacter } from './whole-characters.ts';

/** What goes into a message that has no text. */
export const NO_TEXT: ClipboardPiece = { piece: 0, more: false, text: '' };

/** Cuts a text into pieces, never through a character. @throws RemoteViewError `message-too-large` beyond 64 KiB */
export function clipboardPieces(text: string): readonly ClipboardPiece[] {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > CLIPBOARD_LIMITS.bytes) {
    throw new RemoteViewError('message-too-large', `A clipboard text has at most ${CLIPBOARD_LIMITS.bytes} bytes.`, {
      context: { bytes },
    });
  }
  const pieces: ClipboardPiece[] = [];
  for (let start = 0, end: number; start < text.length; start = end) {
    end = Math.min(text.length, start + CLIPBOARD_LIMITS.piece);
    if (splitsCharacter(text, end)) end--;
    pieces.push({ piece: pieces.length, more: end < text.length, text: text.slice(start, end) });
  }
  return pieces.length === 0 ? [NO_TEXT] : pieces;
}

/** Puts pieces together again; never holds more than 17 of them. */
export class ClipboardAssembler {
  #text = '';
  /** The piece that comes next. */
  #next = 0;

  /** @returns the whole text with its last piece; undefined before, and for what does not fit */
  take({ piece, more, text }: ClipboardPiece): string | undefined {
    const fits = piece === 0 || piece === this.#next;
    this.#text = fits ? (piece === 0 ? text : this.#text + text) : '';
    this.#next = fits && more ? piece + 1 : 0;
    if (!fits || more) return undefined;
    const whole = this.#text;
    this.#text = '';
    return whole;
  }
}
