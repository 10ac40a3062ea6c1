import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { boundedTo, fileChunks, streamOf } from './asset-body.ts';

const folder = mkdtempSync(join(tmpdir(), 'remote-view-body-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const large = join(folder, 'large.bin');
writeFileSync(large, new Uint8Array(3_000_000).fill(7));
const noFile = join(folder, 'folder');
mkdirSync(noFile);

/** Linux says which files a process has open. */
const FILES = '/proc/self/fd';

function isOpen(path: string): boolean {
  return readdirSync(FILES).some((name) => {
    try {
      return readlinkSync(join(FILES, name)) === path;
    } catch {
      return false;
    }
  });
}

describe.runIf(process.platform === 'linux')('a file that is read', () => {
  it('is open from the first read to the last', async () => {
    const chunks = fileChunks(large, undefined);
    expect(isOpen(large)).toBe(false);
    let bytes = 0;
    for await (const chunk of chunks) {
      bytes += chunk.length;
      expect(isOpen(large)).toBe(true);
    }
    expect([bytes, isOpen(large)]).toEqual([3_000_000, false]);
  });

  it('is closed where reading fails', async () => {
    await expect(fileChunks(noFile, undefined).next()).rejects.toMatchObject({ code: 'EISDIR' });
    expect(isOpen(noFile)).toBe(false);
  });

  it('is closed where the reader cancels while it is being opened', async () => {
    const reader = streamOf(fileChunks(large, undefined)).getReader();
    const reading = reader.read();
    await reader.cancel();
    expect(await reading).toEqual({ value: undefined, done: true });
    expect(isOpen(large)).toBe(false);
  });

  it('is closed where the scene gives it up', async () => {
    const given = new AbortController();
    const chunks = fileChunks(large, given.signal);
    await chunks.next();
    given.abort(new Error('enough'));
    await expect(chunks.next()).rejects.toThrow('enough');
    expect(isOpen(large)).toBe(false);
  });
});

describe('chunks that are bounded', () => {
  it('end with an error behind the last that fits, and end what they come from', async () => {
    const cancelled = Promise.withResolvers<unknown>();
    const endless = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: (controller) => controller.enqueue(new Uint8Array(400)),
      cancel: cancelled.resolve,
    });
    const reader = endless.pipeThrough(boundedTo(1_000, () => new Error('too large'))).getReader();
    let bytes = 0;
    const read = async (): Promise<void> => {
      for (let next = await reader.read(); !next.done; next = await reader.read()) bytes += next.value.length;
    };
    await expect(read()).rejects.toThrow('too large');
    expect(bytes).toBe(800);
    expect(await cancelled.promise).toMatchObject({ message: 'too large' });
  });
});
