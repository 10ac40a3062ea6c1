/**
 * How pieces of any size become archives of a limited one: laid end to end and cut wherever an archive is full. So the
 * archives are few, and a piece is complete as soon as the one or two that hold it are there.
 */

/** A file to deliver; the first one needs nothing but gzip to be unpacked, the others may need the first. */
export interface Piece {
  readonly name: string;
  readonly bytes: number;
  /** SHA-256 of the whole, hexadecimal. */
  readonly sha256: string;
}

export interface Slice {
  readonly piece: string;
  /** Of its piece, from 0. */
  readonly number: number;
  /** Where in the piece it starts, and where it ends (exclusive). */
  readonly from: number;
  readonly to: number;
}

export const MIB = 2 ** 20;

/** Where a delivery takes 64 MiB at a time, this leaves some for the sources that travel beside it. */
export const ARCHIVE_LIMIT = 58 * MIB;

/** For the manifest and what tar puts around files. */
const ALLOWANCE = 64 * 1024;

/**
 * @param limit of an archive, bytes
 * @returns what each archive holds
 * @throws RangeError for a limit that has no room for anything
 */
export function cutIntoArchives(pieces: readonly Piece[], limit = ARCHIVE_LIMIT): Slice[][] {
  const room = limit - ALLOWANCE;
  if (room <= 0) throw new RangeError(`an archive of ${limit} bytes has no room for anything`);
  const archives: Slice[][] = [];
  let free = 0;
  for (const { name, bytes } of pieces) {
    for (let from = 0, number = 0; from < bytes; number++) {
      if (free === 0) {
        archives.push([]);
        free = room;
      }
      const to = Math.min(bytes, from + free);
      archives.at(-1)?.push({ piece: name, number, from, to });
      free -= to - from;
      from = to;
    }
  }
  return archives;
}

/** Names sort in the order in which slices are joined. */
export function sliceName({ piece, number }: Slice): string {
  return `${piece}.${String(number).padStart(3, '0')}`;
}

export function archiveName(index: number, archives: number): string {
  return `remote-view-gpu-${index + 1}-of-${archives}.tar`;
}

/**
 * What run.sh reads, the same in each archive: which build it is, the pieces in the order of unpacking, and the archive
 * that each slice is in.
 */
export function manifest(build: string, pieces: readonly Piece[], archives: readonly (readonly Slice[])[]): string {
  const lines = [
    `build ${build}`,
    ...pieces.map(({ name, bytes, sha256 }) => `piece ${name} ${bytes} ${sha256}`),
    ...archives.flatMap((slices, index) =>
      slices.map((slice) => `slice ${sliceName(slice)} ${archiveName(index, archives.length)}`),
    ),
  ];
  return `${lines.join('\n')}\n`;
}
