/** Runs the latency suite: a gateway, a host and a browser, and one page with one session per repetition. */
import { RemoteViewError, type Millis } from '@remote-view/protocol';
import { access } from 'node:fs/promises';
import type { Browser } from 'puppeteer';
import { launchChromium } from '../harness/chromium.ts';
import { servePage, type PageServer } from '../harness/page-server.ts';
import { sceneAtRate } from '../harness/scene-at-rate.ts';
import { repositoryPath, startStack, type Stack } from '../harness/stack.ts';
import { describeMachine, renderedWith } from '../report/machine.ts';
import type { Progress } from '../report/progress.ts';
import { seededRandom } from '../stats/random.ts';
import { spread, type Spread } from '../stats/spread.ts';
import { analyse } from './analysis.ts';
import { arrivals, MEAN_GAP } from './arrivals.ts';
import type { LatencyOptions } from './options.ts';
import type { Recording, RecordingPlan } from './recording.ts';
import type { LatencyResult, Repetition } from './result.ts';
import { SAMPLE_STAGES } from './samples.ts';

/** Inputs before it are not counted: connection, caches, just-in-time compilers and the choice of the picture size. */
const WARM_UP: Millis = 4_000;
/** Beyond what the inputs take; a page that says nothing for so long is broken. */
const PATIENCE: Millis = 60_000;

/**
 * @param hostFlags more flags for the renderer host
 * @throws RemoteViewError `unknown-scene`; Error where the stack, the browser or the page fails
 */
export async function measureLatency(
  options: LatencyOptions,
  progress: Progress,
  hostFlags: readonly string[] = [],
): Promise<LatencyResult> {
  await assertScene(options.scene);
  const at = new Date().toISOString();
  const machine = await describeMachine();
  progress.step('starting gateway, host and browser …');
  const random = seededRandom(options.seed);
  const perRepetition = Math.ceil(options.inputs / options.repetitions);
  const recorded: { recording: Recording; repetition: Repetition }[] = [];
  const chromium = await withBench(options, hostFlags, async (bench) => {
    for (let number = 1; number <= options.repetitions; number++) {
      const { times, warmUpCount } = arrivals(random, perRepetition, WARM_UP);
      const label = options.repetitions === 1 ? '' : `repetition ${number} of ${options.repetitions}, `;
      const recording = await record(bench, options, times, (inputs) => {
        const text = inputs <= warmUpCount ? 'warming up' : `${inputs - warmUpCount} of ${perRepetition} inputs`;
        progress.update(`${label}${text} …`, performance.now());
      });
      recorded.push({ recording, repetition: analyse(recording, warmUpCount + 1) });
    }
    return bench.browser.version();
  });
  progress.end();
  const repetitions = recorded.map(({ repetition }) => repetition);
  const video = recorded[0]?.recording.video;
  const { scene, width, height, fps, seed } = options;
  return {
    format: 'remote-view-latency',
    version: 1,
    at,
    machine: {
      ...machine,
      chromium,
      ...renderedWith(video),
    },
    settings: {
      ...{ scene, width, height, fps, seed },
      hostFps: video?.fps ?? 0,
      inputs: options.inputs,
      repetitions: options.repetitions,
      meanGap: MEAN_GAP,
    },
    spread: {
      decoded: spreadOf(repetitions, 'decoded'),
      presented: spreadOf(repetitions, 'presented'),
      display: spreadOf(repetitions, 'display'),
    },
    stageNames: [...SAMPLE_STAGES],
    repetitions,
  };
}

interface Bench {
  readonly stack: Stack;
  readonly browser: Browser;
  readonly server: PageServer;
}

/** Starts everything, and stops it whatever happens in between. */
async function withBench<T>(
  { scene, fps }: LatencyOptions,
  hostFlags: readonly string[],
  use: (bench: Bench) => Promise<T>,
): Promise<T> {
  const closing: (() => Promise<void>)[] = [];
  try {
    const folder = await sceneAtRate(scene, fps);
    closing.push(() => folder.remove());
    const server = await servePage('benchmarks/src/latency/page/main.ts');
    closing.push(() => server.close());
    const stack = await startStack({ scenes: [folder.path], hostFlags });
    closing.push(() => stack.stop());
    const chromium = await launchChromium();
    closing.push(() => chromium.close());
    return await use({ stack, server, browser: chromium.browser });
  } finally {
    for (const close of closing.toReversed()) await close();
  }
}

async function record(
  { stack, browser, server }: Bench,
  { scene, width, height }: LatencyOptions,
  times: readonly Millis[],
  report: (inputs: number) => void,
): Promise<Recording> {
  const page = await browser.newPage();
  const timeout = (times.at(-1) ?? 0) + PATIENCE;
  let poll: NodeJS.Timeout | undefined;
  try {
    await page.setViewport({ width, height });
    await page.goto(server.url);
    await page.waitForFunction(() => globalThis.latencyPage !== undefined);
    const plan: RecordingPlan = { gateway: stack.url, scene, width, height, times };
    poll = setInterval(() => {
      page.evaluate(() => globalThis.latencyPage.progress()).then(report, () => undefined);
    }, 1_000);
    const recording = page.evaluate((plan) => globalThis.latencyPage.record(plan), plan);
    return await within(timeout, recording, 'the page does not finish');
  } finally {
    clearInterval(poll);
    await page.close();
  }
}

async function within<T>(timeout: Millis, result: Promise<T>, problem: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new RemoteViewError('connect-timeout', problem)), timeout);
  });
  return Promise.race([result, late]).finally(() => clearTimeout(timer));
}

async function assertScene(scene: string): Promise<void> {
  try {
    if (!/^[a-z0-9-]+$/u.test(scene)) throw new RangeError(scene);
    await access(repositoryPath(`benchmarks/scenes/${scene}/scene.ts`));
  } catch (cause) {
    throw new RemoteViewError('unknown-scene', `There is no benchmarks/scenes/${scene}/scene.ts.`, { cause });
  }
}

function spreadOf(
  repetitions: readonly Repetition[],
  end: 'decoded' | 'presented' | 'display',
): {
  p50: Spread;
  p95: Spread;
} {
  const values = repetitions.map(({ ends }) => ends[end]);
  return { p50: spread(values.map(({ p50 }) => p50)), p95: spread(values.map(({ p95 }) => p95)) };
}
