/**
 * Hot reload: from saving a scene's source to the first frame that shows what was saved, presented in a page that is
 * connected all the while. The host has a warm process each time, as it has for a person who thinks between two saves.
 */
import type { Millis } from '@remote-view/protocol';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer';
import { startStack, type Stack } from '../harness/stack.ts';
import { distribution } from '../stats/distribution.ts';
import type { StartupOptions } from './options.ts';
import type { ShownColour } from './page/pictures.ts';
import type { ReloadFigure } from './result.ts';

const WARM_AGAIN_WITHIN: Millis = 30_000;
const POLL_EVERY: Millis = 50;

/** @param url of the benchmark's page */
export async function measureReloads(
  browser: Browser,
  url: string,
  { repetitions, width, height }: StartupOptions,
  repetition: (number: number) => void,
): Promise<ReloadFigure> {
  const folder = await mkdtemp(join(tmpdir(), 'remote-view-reload-'));
  const file = join(folder, 'reload.ts');
  let stack: Stack | undefined;
  try {
    await writeFile(file, sceneIn('red'));
    stack = await startStack({ scenes: [], warm: 1, hostFlags: ['--scene', file, '--develop'] });
    const page = await browser.newPage();
    await page.setViewport({ width, height });
    await page.goto(url);
    await page.waitForFunction(() => globalThis.startupPage !== undefined);
    const plan = { gateway: stack.url, scene: 'reload', width, height };
    await page.evaluate((plan) => globalThis.startupPage.show(plan), plan);
    const samples: number[] = [];
    for (let number = 1; number <= repetitions; number++) {
      repetition(number);
      await untilWarm(stack);
      const sample = await reloadOnce(page, file, number % 2 === 0 ? 'red' : 'blue').catch(() => undefined);
      if (sample !== undefined) samples.push(sample);
    }
    await page.close();
    const missed = repetitions - samples.length;
    return { repetitions, missed, whole: distribution(samples), samples };
  } finally {
    await stack?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function reloadOnce(page: Page, file: string, colour: ShownColour): Promise<Millis> {
  const draft = `${file}.draft`;
  await writeFile(draft, sceneIn(colour));
  const presented = page.evaluate((colour) => globalThis.startupPage.firstOf(colour), colour);
  const savedAt = performance.timeOrigin + performance.now();
  await rename(draft, file);
  return (await presented) - savedAt;
}

/** As small as a scene is that somebody begins to write. */
function sceneIn(colour: ShownColour): string {
  return `import { defineScene } from '@remote-view/renderer-host';
import { BoxGeometry, Color, DirectionalLight, Mesh, MeshStandardMaterial, PerspectiveCamera, Scene } from 'three/webgpu';

export default defineScene({
  setup({ renderer }) {
    const scene = new Scene();
    scene.background = new Color('${colour}');
    const camera = new PerspectiveCamera(50, 16 / 9, 0.1, 10);
    camera.position.z = 3;
    const box: Mesh = new Mesh(new BoxGeometry(), new MeshStandardMaterial());
    scene.add(box, new DirectionalLight('#fff', 3));
    return {
      update({ time }) {
        box.rotation.set(time, time, 0);
        renderer.render(scene, camera);
      },
    };
  },
});
`;
}

/** The agent's log says when a scene process was taken, and when as many are ready again as shall be. */
async function untilWarm({ host }: Stack): Promise<void> {
  const newest = (text: string): number => host.lines.findLastIndex((line) => line.startsWith(text));
  const deadline = performance.now() + WARM_AGAIN_WITHIN;
  while (newest('ready for the next session') < newest('scene process')) {
    if (performance.now() > deadline) throw new Error('the host keeps no processes ready any more');
    await new Promise((resolve) => setTimeout(resolve, POLL_EVERY));
  }
}
