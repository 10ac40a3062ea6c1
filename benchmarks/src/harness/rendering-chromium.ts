/**
 * A Chromium that draws: as `chromium.ts`, with WebGL or with WebGPU. Without a GPU both are on SwiftShader, whose
 * libraries Chromium looks for beside its executable and nowhere else, so it gets a folder with both.
 */
import { unpackChromiumPart } from '@remote-view/renderer-host/software-rendering';
import { copyFile, constants, link, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHROMIUM_FLAGS } from './chromium.ts';
import { launchBrowser, type LaunchedBrowser } from './launched-browser.ts';

/** Beside the common flags. The page is composited without any of them, since SwiftShader for both is slower. */
const FLAGS = {
  webgl: ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
  webgpu: [
    ...['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--enable-unsafe-swiftshader'],
    // Without them a canvas's first texture ends the GPU process, and with it the device.
    ...['--use-gl=angle', '--use-angle=swiftshader', '--enable-features=Vulkan', '--use-vulkan=swiftshader'],
  ],
} as const;

export async function launchRenderingChromium(api: keyof typeof FLAGS): Promise<LaunchedBrowser> {
  return launchBrowser('rendering', async (folder) => {
    const { executablePath, environment } = await prepare(folder);
    return {
      executablePath,
      headless: 'shell',
      userDataDir: join(folder, 'profile'),
      // `--disable-gpu` would take WebGPU away.
      args: [...CHROMIUM_FLAGS.filter((flag) => api === 'webgl' || flag !== '--disable-gpu'), ...FLAGS[api]],
      env: environment,
    };
  });
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
  const path = [join(libraries, 'lib'), folder, process.env['LD_LIBRARY_PATH']].filter((part) => part !== undefined);
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
