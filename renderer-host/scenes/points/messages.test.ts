import { describe, expect, it } from 'vitest';
import { parsePageMessage } from './messages.ts';

describe('a message from the page', () => {
  it.each([
    [
      { type: 'filter', min: 1, max: 2.5 },
      { type: 'filter', min: 1, max: 2.5 },
    ],
    [
      { type: 'filter', min: null, max: 3 },
      { type: 'filter', min: -Infinity, max: 3 },
    ],
    [{ type: 'filter' }, { type: 'filter', min: -Infinity, max: Infinity }],
    [{ type: 'state' }, { type: 'state' }],
    [
      { type: 'colour', by: 'age' },
      { type: 'colour', by: 'age' },
    ],
  ])('%j is understood', (payload, message) => {
    expect(parsePageMessage(payload)).toEqual(message);
  });

  it.each([
    [null, 'object'],
    [[1], 'object'],
    [{ type: 'zoom' }, 'type'],
    [{ type: 'filter', min: 'a', max: 2 }, 'min'],
    [{ type: 'filter', min: NaN, max: 2 }, 'min'],
    [{ type: 'filter', min: 3, max: 2 }, 'above'],
    [{ type: 'colour', by: 'constructor' }, 'by'],
  ])('%j is refused with a reason', (payload, about) => {
    expect(parsePageMessage(payload)).toContain(about);
  });
});
