/**
 * Reads what scenes and the controls of three.js write into `style.cursor`: a keyword of CSS, or images with one behind them
 * (CSS Basic User Interface 4, section 6.1). Of images those count that a page may be given: small ones within a `data:` URL.
 */
import { CURSORS, isCursorImage, type Cursor, type CursorImage } from '@remote-view/protocol';

export interface CursorStyle {
  readonly cursor: Cursor;
  readonly image?: CursorImage;
}

/** Base64 has neither quotes, brackets nor commas, but the URL's head has a comma: so no splitting at commas. */
const URL_PART = /url\(\s*["']?(data:[^"'()\s]*)["']?\s*\)/u.source;
const DENSITY = /\s*([\d.]+)(?:x|dppx)/u.source;
const IMAGE = new RegExp(
  `^(?:${URL_PART}|(?:-webkit-)?image-set\\(([^()]*(?:\\([^()]*\\)[^()]*)*)\\))\\s*(?:(\\d+)\\s+(\\d+)\\s*)?,\\s*`,
  'u',
);
const CANDIDATE = new RegExp(`${URL_PART}${DENSITY}`, 'gu');

/** Reads a style again when it is another one, so that the same image is the same object. */
export class CursorReader {
  #style: unknown;
  #read: CursorStyle | undefined;

  of(style: unknown): CursorStyle | undefined {
    if (style === this.#style) return this.#read;
    this.#style = style;
    this.#read = readCursor(style);
    return this.#read;
  }
}

/** Undefined for what says nothing: no cursor of CSS, or `auto`. */
export function readCursor(style: unknown): CursorStyle | undefined {
  if (typeof style !== 'string') return undefined;
  let rest = style.trim();
  let image: CursorImage | undefined;
  for (let match = IMAGE.exec(rest); match !== null; match = IMAGE.exec(rest)) {
    rest = rest.slice(match[0].length);
    image ??= usable(match);
  }
  const cursor =
    CURSORS.find((name) => name === rest) ?? (image !== undefined && rest === 'auto' ? 'default' : undefined);
  if (cursor === undefined) return undefined;
  return image === undefined ? { cursor } : { cursor, image };
}

/** The densest candidate of a set: a browser makes it smaller where the screen has fewer pixels. */
function usable([, url, set, x = '0', y = '0']: RegExpExecArray): CursorImage | undefined {
  const candidates =
    url === undefined
      ? [...(set ?? '').matchAll(CANDIDATE)].map((candidate) => ({ url: candidate[1]!, density: Number(candidate[2]) }))
      : [{ url, density: 1 }];
  return candidates
    .map((candidate) => ({ ...candidate, x: Number(x), y: Number(y) }))
    .filter(isCursorImage)
    .sort((one, other) => other.density - one.density)[0];
}
