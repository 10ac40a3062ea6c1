import { expect, it } from 'vitest';
import { table } from './table.ts';

it('lines up numbers under each other', () => {
  const rows = [
    ['what', 'p50'],
    ['encode', '1.25'],
    ['gpu', '12.5'],
  ];
  expect(table(rows)).toBe(['what     p50', 'encode  1.25', 'gpu     12.5'].join('\n'));
});
