/**
 * Texts are bounded in UTF-16 units, and characters beyond the first plane have two: a cut between them leaves halves, which
 * UTF-8 does not have.
 */

/** Whether a cut in front of the unit `at` goes through a character. */
export function splitsCharacter(text: string, at: number): boolean {
  return (text.codePointAt(at - 1) ?? 0) > 0xffff;
}

/** The start of a text: at most so many UTF-16 units. */
export function headOf(text: string, units: number): string {
  return text.slice(0, splitsCharacter(text, units) ? units - 1 : units);
}

/** The end of a text: at most so many UTF-16 units. */
export function tailOf(text: string, units: number): string {
  const start = Math.max(0, text.length - units);
  return text.slice(splitsCharacter(text, start) ? start + 1 : start);
}
