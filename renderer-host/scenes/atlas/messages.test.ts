import { describe, expect, it } from 'vitest';
import { parsePageMessage } from './messages.ts';
import { MEASURES } from './places.ts';

describe('a message from the page', () => {
  it.each([
    ...MEASURES.map((name) => ({ type: 'measure', name })),
    { type: 'town', id: 'alby' },
    { type: 'town', id: null },
    { type: 'state' },
  ])('%j is understood', (message) => {
    expect(parsePageMessage(message)).toEqual(message);
  });

  it.each([
    [null, 'object'],
    [[], 'object'],
    [{ type: 'sail' }, 'type'],
    [{ type: 'measure', name: 'depth' }, 'name'],
    [{ type: 'town', id: 5 }, 'id'],
    [{ type: 'town' }, 'id'],
  ])('%j is refused with a reason', (payload, about) => {
    expect(parsePageMessage(payload)).toContain(about);
  });
});
