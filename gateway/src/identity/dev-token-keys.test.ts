import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { devTokenKeys, devTokenKeysFile } from './dev-token-keys.ts';
import { readTokenKeys } from './token-keys.ts';

describe('token keys of dev mode', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'dev-token-keys-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are made once, for their owner alone', async () => {
    const file = devTokenKeysFile({ XDG_CACHE_HOME: folder });
    const keys = devTokenKeys(file)!;
    expect((await readTokenKeys(keys)).public).toMatchObject([{ kid: 'dev' }]);
    expect(devTokenKeys(file)).toBe(keys);
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  it('are done without where they cannot be kept', () => {
    writeFileSync(join(folder, 'a-file'), '');
    expect(devTokenKeys(join(folder, 'a-file', 'below'))).toBeUndefined();
  });

  it('are looked for in the home of the user where nothing else is said', () => {
    expect(devTokenKeysFile({})).toContain(join('.cache', 'remote-view'));
  });
});
