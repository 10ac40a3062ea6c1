import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ApiKeys, readApiKeys } from './api-keys.ts';
import { generateKeys, makeKeys } from './generate-keys.ts';
import { HostKeys, readHostKeys } from './host-keys.ts';
import { readTokenKeys } from './token-keys.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'generate-keys-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('what is made is what a gateway reads', async () => {
  const { files, api, admin, host } = makeKeys('2026-11-20');
  const text = (name: string): string => files.find((file) => file.name === name)?.text ?? '';
  const bearing = (key: string) => ({ authorization: `Bearer ${key}` });
  const apiKeys = new ApiKeys(readApiKeys(text('api-keys.json')));
  expect(apiKeys.identify(bearing(api), 0)).toMatchObject({ tenant: 'default', name: 'backend-2026-11-20' });
  expect(apiKeys.identify(bearing(api), 0)?.scopes).not.toContain('admin');
  expect(apiKeys.identify(bearing(admin), 0)?.scopes).toContain('admin');
  expect(new HostKeys(readHostKeys(text('host-keys.json'))).admit(bearing(host), 0)?.name).toBe('hosts-2026-11-20');
  expect((await readTokenKeys(text('token-keys.json'))).signing.kid).toBe('tokens-2026-11-20');
  expect(text('turn-secret').trim()).toMatch(/^[\w-]{43}$/);
});

test('files are for their owner alone, and hold no plain key', () => {
  const out = join(folder, 'new', 'keys');
  const shown = generateKeys(['--out', out], '2026-11-20');
  const keys = shown.match(/rv_\w+_[\w-]{49}/g) ?? [];
  expect(keys.map((key) => key.split('_')[1])).toEqual(['api', 'admin', 'host']);
  for (const name of readdirSync(out)) {
    const path = join(out, name);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
    const content = readFileSync(path, 'utf8');
    for (const key of keys) expect(content).not.toContain(key);
    expect(shown).toContain(path);
    expect(shown).not.toContain(content.trim());
  }
  if (process.platform !== 'win32') expect(statSync(out).mode & 0o777).toBe(0o700);
});

test('a file that is there is left alone, and no other is written beside it', () => {
  writeFileSync(join(folder, 'token-keys.json'), 'in use');
  expect(() => generateKeys(['--out', folder], '2026-11-20')).toThrow(
    expect.objectContaining({ code: 'bad-configuration', message: expect.stringContaining('token-keys.json') }),
  );
  expect(readdirSync(folder)).toEqual(['token-keys.json']);
  expect(readFileSync(join(folder, 'token-keys.json'), 'utf8')).toBe('in use');
});

test('a folder that cannot be made is named, as is a flag that there is not', () => {
  writeFileSync(join(folder, 'file'), '');
  const refusal = expect.objectContaining({ code: 'bad-configuration' });
  expect(() => generateKeys(['--out', join(folder, 'file', 'keys')], '2026-11-20')).toThrow(refusal);
  expect(() => generateKeys(['--force'], '2026-11-20')).toThrow(refusal);
  expect(generateKeys(['--help'], '2026-11-20')).toContain('--out DIR');
});
