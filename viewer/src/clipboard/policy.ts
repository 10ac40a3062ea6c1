/** The `clipboard` attribute: what a page's owner lets the scene do with the user's clipboard. */

export interface ClipboardPolicy {
  /** What the user pastes goes to the scene, and it may ask for more. */
  readonly read: boolean;
  /** The scene may put something there. */
  readonly write: boolean;
}

/** @param words `read`, `write`, or both; everything else allows nothing, like an attribute that was taken away (null) */
export function toPolicy(words: string | null | undefined): ClipboardPolicy {
  const all = (words ?? '').toLowerCase().split(/\s+/u);
  return { read: all.includes('read'), write: all.includes('write') };
}
