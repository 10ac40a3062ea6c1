/** Draws each scene in the host and in Chromium, with the same three.js, and compares the pixels. */
import { softwareVulkanEnvironment } from '@remote-view/renderer-host/software-rendering';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { servePage } from '../harness/page-server.ts';
import { launchRenderingChromium } from '../harness/rendering-chromium.ts';
import { repositoryPath } from '../harness/stack.ts';
import type { PictureName } from './catalogue.ts';
import { contrastOf, differenceOf, type Difference } from './difference.ts';
import type { PicturePlan } from './plan.ts';

export interface ComparedPicture {
  readonly name: PictureName;
  readonly difference: Difference;
  /** Of the host's picture. */
  readonly contrast: number;
  /** Milliseconds that a frame took the host, the median of all but the first. */
  readonly frameMs: number;
  /** Milliseconds of the first. */
  readonly firstFrameMs: number;
  /** Blue, green, red and one more for each pixel of the plan. */
  readonly host: Uint8Array;
  readonly chromium: Uint8Array;
}

export interface ComparedPictures {
  readonly adapter: string;
  readonly chromium: string;
  readonly pictures: readonly ComparedPicture[];
}

/** A scene that takes longer hangs. */
const TIMEOUT_MS = 120_000;

export async function comparePictures(
  names: readonly PictureName[],
  plan: PicturePlan,
  step: (name: PictureName) => void = () => {},
): Promise<ComparedPictures> {
  const closing: (() => Promise<void>)[] = [];
  try {
    const folder = await mkdtemp(join(tmpdir(), 'remote-view-pictures-'));
    closing.push(() => rm(folder, { recursive: true, force: true }));
    const server = await servePage('benchmarks/src/picture/page/picture.ts');
    closing.push(() => server.close());
    const chromium = await launchRenderingChromium('webgpu');
    closing.push(() => chromium.close());
    const page = await chromium.browser.newPage();
    await page.goto(server.url);
    await page.waitForFunction(() => globalThis.drawPicture !== undefined);
    const pictures: ComparedPicture[] = [];
    let adapter = '';
    for (const name of names) {
      step(name);
      const drawn = await drawInHost(name, plan, join(folder, 'pixels'));
      ({ adapter } = drawn);
      const text = await page.evaluate((name, plan) => globalThis.drawPicture(name, plan), name, plan);
      const picture = new Uint8Array(Buffer.from(text, 'base64'));
      const { pixels, frameMs } = drawn;
      const later = frameMs.slice(1).toSorted((a, b) => a - b);
      pictures.push({
        name,
        difference: differenceOf(pixels, picture),
        contrast: contrastOf(pixels),
        firstFrameMs: frameMs[0] ?? 0,
        frameMs: later[Math.floor(later.length / 2)] ?? 0,
        host: pixels,
        chromium: picture,
      });
    }
    return { adapter, chromium: await chromium.browser.version(), pictures };
  } finally {
    for (const close of closing.toReversed()) await close();
  }
}

interface HostPicture {
  readonly pixels: Uint8Array;
  readonly adapter: string;
  readonly frameMs: readonly number[];
}

/** In software on either side, whatever the machine has: the pictures of two rasterisers are not the same. */
async function drawInHost(name: PictureName, plan: PicturePlan, path: string): Promise<HostPicture> {
  const environment = await softwareVulkanEnvironment();
  const module = pathToFileURL(repositoryPath(`benchmarks/src/picture/scenes/${name}/scene.ts`)).href;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      '--conditions=@remote-view/source',
      repositoryPath('benchmarks/src/picture/host-picture.ts'),
      ...[module, JSON.stringify(plan), path],
    ],
    { env: { ...process.env, XDG_RUNTIME_DIR: tmpdir(), ...environment }, timeout: TIMEOUT_MS },
  );
  const { adapter, frameMs } = JSON.parse(stdout) as Omit<HostPicture, 'pixels'>;
  return { pixels: new Uint8Array(await readFile(path)), adapter, frameMs };
}
