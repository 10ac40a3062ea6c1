/**
 * Reads what scenes and the controls of three.js write into `style.cursor`: a keyword of CSS, or images with one behind them
 * (CSS Basic User Interface 4, section 6.1). Of images those count that a page may be given: small ones within a `data:` URL;
 * all others leave the keyword.
 */
import { CURSORS, isCursorImage, type Cursor, type CursorImage } from '@remote-view/protocol';

export interface CursorStyle {
  readonly cursor: Cursor;
  readonly image?: CursorImage;
}

/** A quoted URL may have everything but its quote: so no splitting at commas. */
const QUOTED = /"[^"]*"|'[^']*'/u.source;
const URL_PART = `url\\(\\s*(${QUOTED}|[^"'()\\s]*)\\s*\\)`;
const DENSITY = /\s*([\d.]+)(?:x|dppx)/u.source;
/** Brackets within brackets are the URLs of a set. */
const SET = `(?:-webkit-)?image-set\\(((?:${QUOTED}|[^"'()]|\\((?:${QUOTED}|[^"'()])*\\))*)\\)`;
const POINT = /(-?[\d.]+)\s+(-?[\d.]+)\s*/u.source;
const IMAGE = new RegExp(`^(?:${URL_PART}|${SET})\\s*(?:${POINT})?,\\s*`, 'iu');
const CANDIDATE = new RegExp(`${URL_PART}${DENSITY}`, 'giu');

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
  const keyword = rest.toLowerCase();
  const cursor =
    CURSORS.find((name) => name === keyword) ?? (image !== undefined && keyword === 'auto' ? 'default' : undefined);
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
    .map(({ url: quoted, density }) => ({
      url: unquoted(quoted),
      density,
      x: Math.round(Number(x)),
      y: Math.round(Number(y)),
    }))
    .filter(isCursorImage)
    .sort((one, other) => other.density - one.density)[0];
}

function unquoted(url: string): string {
  return /^["']/u.test(url) ? url.slice(1, -1) : url;
}
