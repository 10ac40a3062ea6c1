/** Runs the soak: a gateway, a host and a browser with one page, whose inputs and frames are counted for minutes. */
import { RemoteViewError, type Millis } from '@remote-view/protocol';
import type { Page } from 'puppeteer';
import { launchChromium } from '../harness/chromium.ts';
import { servePage } from '../harness/page-server.ts';
import { startStack, type Stack } from '../harness/stack.ts';
import { arrivals, MEAN_GAP } from '../latency/arrivals.ts';
import type { Recording } from '../latency/recording.ts';
import { describeMachine, renderedWith } from '../report/machine.ts';
import type { Progress } from '../report/progress.ts';
import { seededRandom } from '../stats/random.ts';
import { driftsOf, settlingOf } from './analysis.ts';
import type { SoakOptions } from './options.ts';
import { memoryOf, readProcesses, type MemorySample } from './processes.ts';
import type { SoakResult } from './result.ts';
import { windowsOf } from './windows.ts';

const SCENE = 'barcode';
/** Inputs before it are not counted, as in the latency suite. */
const WARM_UP: Millis = 4_000;
const WINDOW: Millis = 10_000;
/** The barcode counts to 65535: a run with more inputs than this gets them further apart. */
const MAX_INPUTS = 60_000;
/** Beyond what the inputs take; a page that is not done by then is broken. */
const PATIENCE: Millis = 60_000;

/** @throws RemoteViewError or Error where the stack, the browser or the page fails */
export async function measureSoak(options: SoakOptions, progress: Progress): Promise<SoakResult> {
  const { minutes, width, height, seed } = options;
  const at = new Date().toISOString();
  const machine = await describeMachine();
  const { times, warmUpCount, meanGap } = inputTimes(minutes, seed);
  progress.step('starting gateway, host and browser …');
  const closing: (() => Promise<void>)[] = [];
  let chromium: string;
  let recording: Recording;
  let memory: MemorySample[];
  try {
    const server = await servePage('benchmarks/src/soak/page/main.ts');
    closing.push(() => server.close());
    const stack = await startStack({ scenes: ['benchmarks/scenes'] });
    closing.push(() => stack.stop());
    const launched = await launchChromium();
    closing.push(() => launched.close());
    chromium = await launched.browser.version();
    const page = await launched.browser.newPage();
    await page.setViewport({ width, height });
    await page.goto(server.url);
    await page.waitForFunction(() => globalThis.soakPage !== undefined);
    const plan = { gateway: stack.url, scene: SCENE, width, height, times };
    await page.evaluate((plan) => globalThis.soakPage.start(plan), plan);
    memory = await follow(page, stack, (times.at(-1) ?? 0) + PATIENCE, warmUpCount, (seconds) => {
      progress.update(`${Math.round(seconds)} of ${minutes * 60} s …`, performance.now());
    });
    recording = await fetchRecording(page);
  } finally {
    for (const close of closing.toReversed()) await close();
    progress.end();
  }
  const count = Math.round((minutes * 60_000) / WINDOW);
  const windows = windowsOf(recording, warmUpCount + 1, count, WINDOW);
  const settling = settlingOf(count);
  const { video } = recording;
  return {
    format: 'remote-view-soak',
    version: 1,
    at,
    machine: {
      ...machine,
      chromium,
      ...renderedWith(video),
    },
    settings: {
      ...{ scene: SCENE, width, height, minutes, meanGap, seed, settling },
      hostFps: video?.fps ?? 0,
      windowSeconds: WINDOW / 1_000,
    },
    windows,
    memory,
    drift: driftsOf(windows, memory, (settling * WINDOW) / 1_000),
  };
}

/** Inputs for all of the windows: those of the latency suite, stretched where there would be too many. */
function inputTimes(minutes: number, seed: number): { times: Millis[]; warmUpCount: number; meanGap: Millis } {
  const duration = minutes * 60_000;
  const stretch = Math.max(1, duration / MEAN_GAP / MAX_INPUTS);
  const { times, warmUpCount } = arrivals(
    seededRandom(seed),
    Math.ceil(duration / MEAN_GAP / stretch),
    WARM_UP / stretch,
  );
  const stretched = times.map((time) => time * stretch);
  // The clamped exponential's mean is not quite its parameter: nothing shall happen behind the last window.
  const end = (stretched[warmUpCount] ?? 0) + duration;
  return { times: stretched.filter((time) => time < end), warmUpCount, meanGap: MEAN_GAP * stretch };
}

/** Reads the processes' memory once a window until the page is done. */
async function follow(
  page: Page,
  stack: Stack,
  patience: Millis,
  warmUpCount: number,
  report: (seconds: number) => void,
): Promise<MemorySample[]> {
  const memory: MemorySample[] = [];
  const deadline = performance.now() + patience;
  let start: Millis | undefined;
  while (performance.now() < deadline) {
    const { inputs, done, failure } = await page.evaluate(() => globalThis.soakPage.state());
    if (failure !== undefined) throw new RemoteViewError('internal', `The page failed: ${failure}`);
    if (done) return memory;
    const now = performance.now();
    if (inputs > warmUpCount) start ??= now;
    const seconds = start === undefined ? 0 : (now - start) / 1_000;
    report(seconds);
    if (start !== undefined && seconds >= (memory.length * WINDOW) / 1_000) {
      memory.push({ at: seconds, memory: memoryOf(await readProcesses(), stack.gateway.pid, stack.host.pid) });
    }
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  throw new RemoteViewError('connect-timeout', 'the page does not finish');
}

/** Part by part: an hour's recording in one message would be too large. */
async function fetchRecording(page: Page): Promise<Recording> {
  const take = <K extends keyof Recording>(part: K): Promise<Recording[K]> =>
    page.evaluate((part) => globalThis.soakPage.take(part), part) as Promise<Recording[K]>;
  return {
    inputs: await take('inputs'),
    sent: await take('sent'),
    described: await take('described'),
    decoded: await take('decoded'),
    presented: await take('presented'),
    roundTrips: await take('roundTrips'),
    video: await take('video'),
    live: await take('live'),
  };
}
