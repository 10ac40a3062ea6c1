/**
 * Tells what an image's bytes are before a native decoder sees them: the formats that browsers show, and no others.
 *
 * The decoder knows many more, with parsers that nobody asked for; names of formats that are often met make the error say
 * what to do.
 */
export type ImageKind = 'png' | 'jpeg' | 'webp' | 'avif' | 'gif';

export interface UnknownImage {
  /** What it seems to be, for people. */
  readonly seems: string;
}

const DECODED: readonly (readonly [kind: ImageKind, offset: number, magic: string])[] = [
  ['png', 0, '\u0089PNG\r\n\u001A\n'],
  ['jpeg', 0, '\u00FF\u00D8\u00FF'],
  ['gif', 0, 'GIF87a'],
  ['gif', 0, 'GIF89a'],
];

const OTHERS: readonly (readonly [name: string, offset: number, magic: string])[] = [
  ['KTX2 (use KTX2Loader)', 0, '\u00ABKTX 20\u00BB'],
  ['Radiance HDR (use HDRLoader)', 0, '#?'],
  ['OpenEXR (use EXRLoader)', 0, 'v/1\u0001'],
  ['TIFF', 0, 'II*\u0000'],
  ['TIFF', 0, 'MM\u0000*'],
  ['BMP', 0, 'BM'],
  ['DDS (use DDSLoader)', 0, 'DDS '],
  ['JPEG XL', 0, '\u00FF\u000A'],
  ['JPEG XL', 4, 'JXL '],
  ['SVG or HTML', 0, '<'],
];

/** Brands of AVIF files, still and moving (AV1 Image File Format, section 6). */
const AVIF_BRANDS = ['avif', 'avis'];
/** `ftyp` lists few brands; a longer list is not read to its end. */
const MAX_BRANDS = 32;

export function imageKind(bytes: Uint8Array): ImageKind | UnknownImage {
  const text = (offset: number, length: number): string =>
    String.fromCodePoint(...bytes.subarray(offset, offset + length));
  const has = (offset: number, magic: string): boolean => text(offset, magic.length) === magic;
  const found = DECODED.find(([, offset, magic]) => has(offset, magic));
  if (found !== undefined) return found[0];
  if (has(0, 'RIFF') && has(8, 'WEBP')) return 'webp';
  if (has(4, 'ftyp')) {
    const size = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
    const end = Math.min(size, bytes.length, 8 + 4 * MAX_BRANDS);
    for (let offset = 8; offset + 4 <= end; offset += 4) if (AVIF_BRANDS.includes(text(offset, 4))) return 'avif';
    return { seems: `an ISO media file of brand '${text(8, 4)}'` };
  }
  const other = OTHERS.find(([, offset, magic]) => has(offset, magic));
  return { seems: other?.[0] ?? (bytes.length === 0 ? 'empty' : 'no image') };
}
