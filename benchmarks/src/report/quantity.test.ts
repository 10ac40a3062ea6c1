import { expect, it } from 'vitest';
import { quantity } from './quantity.ts';

it('shows three digits that mean something', () => {
  const shown = [0, 5, 1_234, 0.0123, 0.5, 1.234, 12.34, 123.4, -12.34, 1e12, 1.5e300].map(quantity);
  expect(shown).toEqual(['0', '5', '1234', '0.012', '0.50', '1.23', '12.3', '123', '-12.3', '1.00e+12', '1.50e+300']);
});
