import { describe, expect, it } from 'vitest';
import { parsePageMessage, SHADINGS, SWITCHES } from './messages.ts';

describe('a message from the page', () => {
  it.each([
    ...SHADINGS.map((name) => ({ type: 'shading', name })),
    ...SWITCHES.map((name) => ({ type: 'switch', name, on: false })),
    { type: 'fit' },
    { type: 'example' },
    { type: 'state' },
  ])('%j is understood', (message) => {
    expect(parsePageMessage(message)).toEqual(message);
  });

  it.each([
    [null, 'object'],
    [[], 'object'],
    ['fit', 'object'],
    [{ type: 'explode' }, 'type'],
    [{ type: 'shading', name: 'toon' }, 'name'],
    [{ type: 'switch', name: 'lights', on: true }, 'name'],
    [{ type: 'switch', name: 'grid', on: 1 }, 'on'],
  ])('%j is refused with a reason', (payload, about) => {
    expect(parsePageMessage(payload)).toContain(about);
  });
});
