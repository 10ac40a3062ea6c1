/** Names at the ends of lines that come together would stand on each other: moves them apart, no farther than it must. */

/**
 * @param wanted where each label would stand, pixels
 * @param distance that two must keep
 * @returns where each stands, in the order that was given
 */
export function spreadLabels(wanted: readonly number[], distance: number): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => wanted[a]! - wanted[b]!);
  // Labels that touch are one stack around the mean of what they want.
  const stacks: { members: number[]; middle: number }[] = [];
  for (const index of order) {
    stacks.push({ members: [index], middle: wanted[index]! });
    for (let top = stacks.at(-2); top !== undefined && overlaps(top, stacks.at(-1)!, distance); top = stacks.at(-2)) {
      const bottom = stacks.pop()!;
      const members = [...top.members, ...bottom.members];
      stacks[stacks.length - 1] = {
        members,
        middle: members.reduce((sum, member) => sum + wanted[member]!, 0) / members.length,
      };
    }
  }
  const places = wanted.map(() => 0);
  for (const { members, middle } of stacks)
    for (const [place, member] of members.entries())
      places[member] = middle + (place - (members.length - 1) / 2) * distance;
  return places;
}

interface Stack {
  readonly members: readonly number[];
  readonly middle: number;
}

function overlaps(upper: Stack, lower: Stack, distance: number): boolean {
  return lower.middle - upper.middle < ((upper.members.length + lower.members.length) / 2) * distance;
}
