import { describe, expect, it } from 'vitest';
import { sourceExcerpt } from './source-excerpt.ts';

const SOURCE = ['one', 'two', '\tthree(x);', 'four', 'five', 'six'].join('\n');
const at = (line: number, column?: number) => sourceExcerpt(SOURCE, { path: '/scene.ts', line, column });

describe('the excerpt of a source', () => {
  it('shows the line between its neighbours, and points at the column', () => {
    expect(at(3, 8)).toBe(
      ['  1 | one', '  2 | two', '> 3 |   three(x);', '    |         ^', '  4 | four', '  5 | five'].join('\n'),
    );
  });

  it('points at nothing where the column is not known', () => {
    expect(at(1)).toBe(['> 1 | one', '  2 | two', '  3 |   three(x);'].join('\n'));
  });

  it('ends with the source', () => {
    expect(at(6, 1).split('\n').slice(-2)).toEqual(['> 6 | six', '    | ^']);
  });

  it('is empty for a line that is not there', () => {
    expect(at(7)).toBe('');
    expect(at(0)).toBe('');
  });

  it('keeps to a width, whatever a bundler wrote', () => {
    const excerpt = sourceExcerpt('x'.repeat(100_000), { path: '/bundle.js', line: 1, column: 90_000 });
    expect(excerpt.length).toBeLessThan(200);
    expect(excerpt.split('\n')).toHaveLength(1);
  });
});
