import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { KeyFile } from './key-file.ts';

let folder: string;
let file: KeyFile | undefined;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'key-file-'))));
afterEach(() => {
  file?.close();
  rmSync(folder, { recursive: true });
});

function open(path: string): { readonly applied: string[]; readonly logged: string[] } {
  const applied: string[] = [];
  const logged: string[] = [];
  const apply = (text: string): void => {
    if (text.includes('broken')) throw new Error('it does not parse');
    applied.push(text);
  };
  const log = {
    info: (_context: object, message: string) => logged.push(message),
    error: (context: object) => logged.push(JSON.stringify(context)),
  };
  file = new KeyFile(path, { apply, log, lookEvery: 20 });
  return { applied, logged };
}

test('a file of keys is read again when it changes', async () => {
  const path = join(folder, 'keys.json');
  writeFileSync(path, 'first');
  const { applied } = open(path);
  writeFileSync(path, 'the second');
  await vi.waitFor(() => expect(applied).toEqual(['first', 'the second']), { timeout: 5_000 });
});

test('also where it is a link that is switched over, as Kubernetes does with secrets', async () => {
  writeFileSync(join(folder, 'v1'), 'first');
  writeFileSync(join(folder, 'v2'), 'the second');
  const path = join(folder, 'keys.json');
  symlinkSync(join(folder, 'v1'), path);
  const { applied } = open(path);
  symlinkSync(join(folder, 'v2'), join(folder, 'next'));
  renameSync(join(folder, 'next'), path);
  await vi.waitFor(() => expect(applied).toEqual(['first', 'the second']), { timeout: 5_000 });
});

test('one that is broken or gone is not used, and the log says why', () => {
  const path = join(folder, 'keys.json');
  writeFileSync(path, 'first');
  const { applied, logged } = open(path);
  writeFileSync(path, 'broken');
  file?.look();
  rmSync(path);
  file?.look();
  file?.look();
  expect(applied).toEqual(['first']);
  expect(logged).toHaveLength(2);
  expect(logged[0]).toContain('it does not parse');
  expect(logged[1]).toContain('cannot be read');
});

test('one that is broken or missing at the start ends it', () => {
  expect(() => open(join(folder, 'nowhere'))).toThrow(expect.objectContaining({ code: 'bad-configuration' }));
  writeFileSync(join(folder, 'keys.json'), 'broken');
  expect(() => open(join(folder, 'keys.json'))).toThrow(/keys\.json: .*it does not parse/u);
});
