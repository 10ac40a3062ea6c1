/** A browser whose files are in a folder of its own, which goes with it, also where it could not be started. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Browser, type LaunchOptions } from 'puppeteer';

export interface LaunchedBrowser {
  readonly browser: Browser;
  close(): Promise<void>;
}

/** @param prepare fills the folder, and says how to start what is in it */
export async function launchBrowser(
  name: string,
  prepare: (folder: string) => Promise<LaunchOptions>,
): Promise<LaunchedBrowser> {
  const folder = await mkdtemp(join(tmpdir(), `remote-view-${name}-`));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    const { env, ...options } = await prepare(folder);
    const browser = await puppeteer.launch({ ...options, env: { ...process.env, ...env, HOME: folder } });
    return {
      browser,
      close: async () => {
        await browser.close();
        await remove();
      },
    };
  } catch (cause) {
    await remove();
    throw cause;
  }
}
