/** The list in pieces of at most `size`, in order: what is long is sent, asked or done piece by piece. */
export function* pieces<T>(list: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < list.length; start += size) yield list.slice(start, start + size);
}
