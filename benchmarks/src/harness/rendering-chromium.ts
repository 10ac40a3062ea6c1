/**
 * The Chromium in which the peer's scene is drawn: as `harness/chromium.ts`, with WebGL. Without a GPU that is ANGLE on
 * SwiftShader, whose libraries Chromium looks for beside its executable and nowhere else, so it gets a folder with both.
 */
import { unpackChromiumPart } from '@remote-view/renderer-host/software-rendering';
import { copyFile, constants, link, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer from 'puppeteer';
import { CHROMIUM_FLAGS, type LaunchedBrowser } from '../harness/chromium.ts';

/** WebGL beside the common flags; the page is composited without it, since SwiftShader for both is slower. */
const FLAGS = [...CHROMIUM_FLAGS, '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

export async function launchSenderChromium(): Promise<LaunchedBrowser> {
  const folder = await mkdtemp(join(tmpdir(), 'remote-view-sender-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    const { executablePath, environment } = await prepare(folder);
    const browser = await puppeteer.launch({
      executablePath,
      headless: 'shell',
      userDataDir: join(folder, 'profile'),
      args: FLAGS,
      env: { ...process.env, ...environment, HOME: folder },
    });
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

async function prepare(folder: string): Promise<{ executablePath: string; environment: Record<string, string> }> {
  const named = process.env['CHROMIUM'];
  if (named !== undefined) return { executablePath: named, environment: {} };
  const [chromium, libraries, swiftShader] = await Promise.all([
    unpackChromiumPart('chromium'),
    unpackChromiumPart('al2023'),
    unpackChromiumPart('swiftshader'),
  ]);
  if (chromium === undefined || libraries === undefined || swiftShader === undefined) {
    throw new Error('No Chromium: install the npm package @sparticuz/chromium, or name one in CHROMIUM.');
  }
  const executablePath = join(folder, 'chromium');
  await linkOrCopy(chromium, executablePath);
  for (const name of await readdir(swiftShader)) await linkOrCopy(join(swiftShader, name), join(folder, name));
  const fonts = join(folder, 'fonts.conf');
  await writeFile(fonts, `<?xml version="1.0"?><fontconfig><cachedir>${join(folder, 'fonts')}</cachedir></fontconfig>`);
  const path = [join(libraries, 'lib'), process.env['LD_LIBRARY_PATH']].filter((part) => part !== undefined);
  return { executablePath, environment: { LD_LIBRARY_PATH: path.join(':'), FONTCONFIG_FILE: fonts } };
}

/** A symbolic link would be followed: the executable's folder would be the one that it was unpacked to. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch {
    // The temporary folder may lie on another file system.
    await copyFile(from, to, constants.COPYFILE_FICLONE);
  }
}
