import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { comparePictures } from './measure.ts';
import { QUICK } from './plan.ts';

const temporary = mkdtempSync(join(tmpdir(), 'remote-view-test-'));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(temporary, { recursive: true, force: true });
});

describe('comparing pictures', () => {
  it('leaves no server and no folder where Chromium does not start', { timeout: 30_000 }, async () => {
    vi.stubEnv('CHROMIUM', join(temporary, 'no-such-program'));
    vi.stubEnv('TMPDIR', temporary);
    await expect(comparePictures([], QUICK)).rejects.toThrow(/no-such-program/u);
    expect(readdirSync(temporary)).toEqual([]);
    expect(process.getActiveResourcesInfo()).not.toContain('TCPServerWrap');
  });
});
