import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { buildViewer, SIZE_BUDGET } from '../build.ts';

const run = promisify(execFile);

describe('the package on a server', () => {
  it('can be imported, registers nothing, and asks for no browser', async () => {
    const script = `
      const { RemoteView } = await import(${JSON.stringify(new URL('index.ts', import.meta.url).href)});
      console.log(typeof RemoteView, customElements.get('remote-view') === undefined, typeof document, typeof window);
    `;
    const { stdout, stderr } = await run(process.execPath, [
      '--conditions=@remote-view/source',
      '--input-type=module',
      '--eval',
      script,
    ]);
    expect(stderr).toBe('');
    expect(stdout.trim()).toBe('function true undefined undefined');
  });
});

describe('the module for pages without a bundler', () => {
  const folder = mkdtemp(join(tmpdir(), 'remote-view-bundle-'));

  afterAll(async () => rm(await folder, { recursive: true, force: true }));

  it('stays within its budget and generates no code, which a strict CSP forbids', async () => {
    const { path, withoutLit, parts } = await buildViewer(join(await folder, 'remote-view.js'));
    const text = await readFile(path, 'utf8');
    expect(withoutLit).toBeLessThan(SIZE_BUDGET);
    expect(text).not.toMatch(/\bnew Function\b|\beval\(/u);
    expect(text, 'nothing is left to import before it runs').not.toMatch(/\bfrom\s*["']|\bimport\s*["']/u);
    expect(Object.keys(parts)).toContain('semantics');
  });

  it('is exported by the package under the name that it is built to', async () => {
    const { exports } = JSON.parse(
      await readFile(fileURLToPath(new URL('../package.json', import.meta.url)), 'utf8'),
    ) as { exports: Record<string, string> };
    expect(exports['./remote-view.js']).toBe('./dist/remote-view.js');
  });
});
