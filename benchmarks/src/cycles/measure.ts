/** Connects one element after the other to the whole stack, and counts what is left of them, everywhere. */
import type { Page } from 'puppeteer';
import { launchChromium } from '../harness/chromium.ts';
import { EmbeddingPage } from '../harness/embedding-page.ts';
import { makeSession } from '../harness/made-session.ts';
import { startStack, type Stack } from '../harness/stack.ts';
import type { Progress } from '../report/progress.ts';
import { growthOf, type Growth, type Look } from './growth.ts';
import type { CyclesOptions } from './options.ts';
import { PageCounts } from './page-counts.ts';
import { lookAtProcesses } from './process-counts.ts';

/** It draws its pixels itself: what is looked at is not the picture. */
const SCENES = 'benchmarks/scenes';
const SCENE = 'synthetic';

export interface CyclesResult {
  readonly cycles: number;
  readonly seconds: number;
  readonly growth: readonly Growth[];
  /** What the page threw, and what its elements said went wrong. */
  readonly problems: readonly string[];
}

/** @throws Error where an element comes to no picture */
export async function measureCycles({ cycles, looks, own }: CyclesOptions, progress: Progress): Promise<CyclesResult> {
  progress.step('starting gateway, host and browser …');
  const [stack, chromium] = await Promise.all([
    // Where nothing else starts processes, those of the one session are all that there are.
    startStack({ scenes: [SCENES], warm: own ? 1 : 0 }),
    launchChromium(),
  ]);
  let view: EmbeddingPage | undefined;
  try {
    view = await EmbeddingPage.open(chromium.browser, { src: stack.url, scene: '', width: 320, height: 180 });
    const target = own ? { scene: SCENE } : await sharedSession(stack);
    const counts = await PageCounts.of(view.page);
    const warmUp = Math.ceil(cycles / 10);
    const every = (cycles - warmUp) / (looks - 1);
    const seen: Look[] = [];
    const began = performance.now();
    for (let done = 0; done <= cycles; done++) {
      if (done > 0) await cycle(view.page, target);
      progress.update(`${done} of ${cycles} cycles …`, performance.now());
      if (done < warmUp || done < warmUp + Math.round(seen.length * every)) continue;
      seen.push({ cycles: done, values: { ...(await counts.look()), ...(await lookAtProcesses(stack, !own)) } });
    }
    const seconds = (performance.now() - began) / 1_000;
    return { cycles, seconds, growth: growthOf(seen), problems: [...view.problems] };
  } finally {
    await view?.close();
    await chromium.close();
    await stack.stop();
    progress.end();
  }
}

async function sharedSession({ url }: Stack): Promise<Record<string, string>> {
  const { id, token } = await makeSession(url, { scene: SCENE });
  return { session: id, token };
}

/** One element comes, shows its first picture, and goes. */
async function cycle(page: Page, attributes: Readonly<Record<string, string>>): Promise<void> {
  await page.evaluate(async (values) => {
    const template = document.querySelector('remote-view')!;
    const element = document.createElement('remote-view');
    element.setAttribute('src', template.getAttribute('src') ?? '');
    for (const [name, value] of Object.entries(values)) element.setAttribute(name, value);
    await new Promise<void>((resolve, reject) => {
      element.addEventListener('firstframe', () => resolve(), { once: true });
      element.addEventListener('error', (event) => {
        const { code, retry } = event as unknown as { readonly code: string; readonly retry: boolean };
        if (!retry) reject(new Error(`an element failed: ${code}`));
      });
      document.body.append(element);
    });
    // The page's own log would be all that grows.
    (globalThis as unknown as { readonly seen: unknown[] }).seen.length = 0;
    element.remove();
    // Whoever is moved comes back at once; only one that stays out disconnects.
    await new Promise<void>((resolve) => {
      const gone = (): void => {
        if ((element as unknown as { readonly state: string }).state === 'idle') resolve();
        else setTimeout(gone, 5);
      };
      gone();
    });
  }, attributes);
}
