/**
 * A real Chromium from npm: `@sparticuz/chromium` unpacked beside the package, with its shared libraries, so that tests
 * and benchmarks run where no browser is installed. `CHROMIUM` in the environment names another one.
 */
import { unpackChromiumPart } from '@remote-view/renderer-host/software-rendering';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launchBrowser, type LaunchedBrowser } from './launched-browser.ts';

export type { LaunchedBrowser } from './launched-browser.ts';

/** Software compositing at 60 Hz; nothing leaves this machine. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--no-zygote',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--disable-component-update',
  '--disable-background-networking',
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
  '--no-first-run',
  '--no-default-browser-check',
  '--autoplay-policy=no-user-gesture-required',
  // WebRTC keeps to addresses it takes for public ones by default; every address of ours is loopback.
  '--allow-loopback-in-peer-connection',
  '--force-color-profile=srgb',
  '--hide-scrollbars',
];

export async function launchChromium(options: { readonly args?: readonly string[] } = {}): Promise<LaunchedBrowser> {
  return launchBrowser('chromium', async (profile) => {
    const { executablePath, environment } = await findChromium(profile);
    return {
      executablePath,
      headless: 'shell',
      userDataDir: profile,
      args: [...CHROMIUM_FLAGS, ...(options.args ?? [])],
      env: environment,
    };
  });
}

async function findChromium(profile: string): Promise<{ executablePath: string; environment: Record<string, string> }> {
  const named = process.env['CHROMIUM'];
  if (named !== undefined) return { executablePath: named, environment: {} };
  const [executablePath, libraries, fonts] = await Promise.all([
    unpackChromiumPart('chromium'),
    unpackChromiumPart('al2023'),
    unpackChromiumPart('fonts'),
  ]);
  if (executablePath === undefined || libraries === undefined || fonts === undefined) {
    throw new Error('No Chromium: install the npm package @sparticuz/chromium, or name one in CHROMIUM.');
  }
  // The package's own fonts.conf names folders of AWS Lambda.
  const fontConfiguration = join(profile, 'fonts.conf');
  await writeFile(fontConfiguration, fontsConf([fonts, '/usr/share/fonts'], join(profile, 'fonts')));
  const path = [join(libraries, 'lib'), process.env['LD_LIBRARY_PATH']].filter((part) => part !== undefined);
  return { executablePath, environment: { LD_LIBRARY_PATH: path.join(':'), FONTCONFIG_FILE: fontConfiguration } };
}

function fontsConf(folders: readonly string[], cache: string): string {
  const entries = folders.map((folder) => `<dir>${folder}</dir>`).join('');
  return `<?xml version="1.0"?><fontconfig>${entries}<cachedir>${cache}</cachedir></fontconfig>`;
}
