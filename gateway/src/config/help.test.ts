import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { configurationPage, usage } from './help.ts';
import { nearest } from './nearest.ts';
import { namedSettings } from './settings.ts';

test('the help has every flag, and no line that a terminal would break', () => {
  const help = usage();
  for (const { flag, setting } of namedSettings()) {
    expect(help).toContain(`--${setting.fallback === true ? 'no-' : ''}${flag}`);
  }
  expect(help.split('\n').filter((line) => line.length > 125)).toEqual([]);
});

test('docs/configuration.md is what the table says: `npm run docs:api` writes it', () => {
  const page = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');
  expect(page).toBe(configurationPage());
});

test('no two settings have a name in common', () => {
  for (const kind of ['key', 'flag', 'env'] as const) {
    const names = namedSettings().flatMap((one) => [
      one[kind],
      ...(one.setting.byFile ? [`${one[kind]} of a file`] : []),
    ]);
    expect(new Set(names).size).toBe(names.length);
  }
});

test.each([
  ['prot', 'port'],
  ['allowed-origins', 'allowed-origin'],
  ['hots-key', 'host-key'],
  ['something-else', undefined],
])('for %s is meant %s', (slip, meant) => {
  const names = namedSettings().map(({ flag }) => flag);
  expect(nearest(slip, names)).toBe(meant);
});
