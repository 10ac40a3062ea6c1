import { describe, expect, it } from 'vitest';
import { parsePageMessage } from './messages.ts';

describe('a message from the page', () => {
  it.each([
    [
      { type: 'paint', color: '#A1b2C3' },
      { type: 'paint', color: '#a1b2c3' },
    ],
    [
      { type: 'material', name: 'carbon' },
      { type: 'material', name: 'carbon' },
    ],
    [{ type: 'state' }, { type: 'state' }],
    [
      { type: 'part', name: 'band' },
      { type: 'part', name: 'band' },
    ],
  ])('%j is understood', (payload, message) => {
    expect(parsePageMessage(payload)).toEqual(message);
  });

  it.each([
    [null, 'object'],
    ['paint', 'object'],
    [[], 'object'],
    [{}, 'type'],
    [{ type: 'explode' }, 'type'],
    [{ type: 'paint' }, 'color'],
    [{ type: 'paint', color: 'red' }, 'color'],
    [{ type: 'paint', color: '#12345' }, 'color'],
    [{ type: 'material', name: 'toString' }, 'name'],
    [{ type: 'part', name: 7 }, 'name'],
    [{ type: 'part', name: 'fabric' }, 'name'],
  ])('%j is refused with a reason', (payload, about) => {
    expect(parsePageMessage(payload)).toContain(about);
  });
});
