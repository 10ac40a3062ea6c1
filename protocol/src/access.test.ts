import { expect, test } from 'vitest';
import { RIGHTS, rightsWithin } from './access.ts';

test('a role has all of its rights where none are named, and else those that are, and never more', () => {
  expect(rightsWithin('owner')).toEqual(RIGHTS);
  expect(rightsWithin('controller', ['files', 'pointer'])).toEqual(['pointer', 'files']);
  expect(rightsWithin('spectator', ['pointer', 'chat'])).toEqual(['chat']);
  expect(rightsWithin('owner', [])).toEqual([]);
});
