/** Which of several things a key goes to, where one of them is a tab stop (WAI-ARIA APG, toolbar and menu patterns). */

export interface Axis {
  readonly forward: string;
  readonly backward: string;
}

export const VERTICAL: Axis = { forward: 'ArrowDown', backward: 'ArrowUp' };

/** In a text that runs from right to left the next button is on the left. */
export function horizontal(rightToLeft: boolean): Axis {
  return rightToLeft
    ? { forward: 'ArrowLeft', backward: 'ArrowRight' }
    : { forward: 'ArrowRight', backward: 'ArrowLeft' };
}

/** The index to go to, round the ends; undefined: the key means nothing here. */
export function rove(key: string, index: number, count: number, { forward, backward }: Axis): number | undefined {
  if (count === 0) return undefined;
  switch (key) {
    case forward:
      return (index + 1) % count;
    case backward:
      return (index - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

/** The next thing whose name begins with what was typed; undefined: there is none. */
export function typedAhead(key: string, index: number, names: readonly string[]): number | undefined {
  if ([...key].length !== 1 || key === ' ') return undefined;
  const first = key.toLocaleLowerCase();
  const after = names.map((_, offset) => (index + 1 + offset) % names.length);
  return after.find((at) => names[at]!.toLocaleLowerCase().startsWith(first));
}
