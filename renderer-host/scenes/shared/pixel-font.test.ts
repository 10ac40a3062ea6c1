import { describe, expect, it } from 'vitest';
import { textRuns, textWidth } from './pixel-font.ts';

function drawn(text: string): string[] {
  const rows = Array.from({ length: 7 }, () => Array.from({ length: textWidth(text) }, () => '.'));
  for (const [x, y, width] of textRuns(text)) rows[y]!.fill('#', x, x + width);
  return rows.map((row) => row.join(''));
}

describe('pixel text', () => {
  it('draws letters in dots, upper and lower case alike', () => {
    expect(drawn('a1')).toEqual([
      '.###....#..',
      '#...#..##..',
      '#...#...#..',
      '#####...#..',
      '#...#...#..',
      '#...#...#..',
      '#...#..###.',
    ]);
  });

  it('joins dots that touch sideways', () => {
    expect(textRuns('-')).toEqual([[0, 3, 5]]);
  });

  it('leaves unknown characters blank', () => {
    expect(textRuns(' ☃')).toEqual([]);
  });
});
