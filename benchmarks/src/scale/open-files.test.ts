import { expect, it } from 'vitest';
import { readOpenFiles, socketLimit } from './open-files.ts';

const line = (soft: string, hard: string): string =>
  `Limit                     Soft Limit           Hard Limit           Units\nMax open files            ${soft}  ${hard}  files\n`;

it('reads the hard limit, to which Node raises its own', () => {
  expect(readOpenFiles(line('1024', '20000'))).toBe(20_000);
});

it('knows of systems without a limit, and of those that do not say', () => {
  expect(readOpenFiles(line('1024', 'unlimited'))).toBe(Infinity);
  expect(readOpenFiles('')).toBe(Infinity);
});

it('leaves some for the rest of the process', async () => {
  expect(await socketLimit()).toBeGreaterThan(100);
});
