/** Runs the startup suite: a gateway, a host and a browser, and a fresh page for every repetition. */
import { parseJson, LIMITS, rest, RemoteViewError, type Millis } from '@remote-view/protocol';
import type { Browser, Page } from 'puppeteer';
import { launchChromium } from '../harness/chromium.ts';
import { servePage } from '../harness/page-server.ts';
import { startStack, type Stack } from '../harness/stack.ts';
import { describeMachine, renderedWith } from '../report/machine.ts';
import type { Progress } from '../report/progress.ts';
import { analyseCase, type Attempt } from './analysis.ts';
import { PATH, type StartupPlan } from './milestones.ts';
import type { StartupOptions } from './options.ts';
import { measureReloads } from './reload.ts';
import type { ReloadFigure, StartupCaseName, StartupResult } from './result.ts';

/** Between repetitions, for the last one to be gone. */
const PAUSE: Readonly<Record<StartupCaseName, Millis>> = { session: 500, join: 500, cold: 1_000 };
/** A host starts the replacement of a process 1.5 s after it was taken; on a busy machine that takes seconds. */
const WARM_AGAIN_WITHIN: Millis = 30_000;
const POLL_EVERY: Millis = 50;

interface Bench {
  readonly browser: Browser;
  /** Of the page. */
  readonly page: string;
  readonly stack: Stack;
}

/** @throws RemoteViewError or Error where the stack or the browser fails, or a case has no picture at all */
export async function measureStartup(options: StartupOptions, progress: Progress): Promise<StartupResult> {
  const at = new Date().toISOString();
  const machine = await describeMachine();
  const attempts = new Map<StartupCaseName, Attempt[]>();
  const closing: (() => Promise<void>)[] = [];
  let chromium = '';
  let reload: ReloadFigure | undefined;
  try {
    progress.step('starting a browser …');
    const server = await servePage('benchmarks/src/startup/page/main.ts');
    closing.push(() => server.close());
    const launched = await launchChromium();
    closing.push(() => launched.close());
    const { browser } = launched;
    chromium = await browser.version();
    for (const warm of [1, 0]) {
      const cases = options.cases.filter((name) => (name === 'cold') === (warm === 0));
      if (cases.length === 0) continue;
      progress.step(`starting gateway and host, ${warm === 0 ? 'nothing' : 'one process of each kind'} kept ready …`);
      const stack = await startStack({ scenes: ['benchmarks/scenes'], warm });
      try {
        const bench: Bench = { browser, page: server.url, stack };
        for (const name of cases) attempts.set(name, await measureCase(name, bench, options, progress));
      } finally {
        await stack.stop();
      }
    }
    if (options.reload) {
      progress.step('starting gateway and host, for a scene that is being written …');
      reload = await measureReloads(browser, server.url, options, (number) =>
        progress.update(`reload: ${number} of ${options.repetitions} …`, performance.now()),
      );
    }
  } finally {
    for (const close of closing.toReversed()) await close();
    progress.end();
  }
  const all = [...attempts.values()].flat();
  const [video] = all.flatMap((attempt) =>
    'failure' in attempt || attempt.video === undefined ? [] : [attempt.video],
  );
  const { scene, width, height, repetitions } = options;
  return {
    format: 'remote-view-startup',
    version: 1,
    at,
    machine: {
      ...machine,
      chromium,
      ...renderedWith(video),
    },
    settings: { scene, width, height, repetitions, hostFps: video?.fps ?? 0 },
    pathNames: [...PATH],
    cases: [...attempts].map(([name, list]) => analyseCase(name, list)),
    ...(reload === undefined ? {} : { reload }),
  };
}

async function measureCase(
  name: StartupCaseName,
  bench: Bench,
  { scene, width, height, repetitions }: StartupOptions,
  progress: Progress,
): Promise<Attempt[]> {
  const plan = { gateway: bench.stack.url, scene, width, height };
  const running = name === 'join' ? await runningSession(bench, plan) : undefined;
  const attempts: Attempt[] = [];
  try {
    for (let number = 1; number <= repetitions; number++) {
      progress.update(`${name}: ${number} of ${repetitions} …`, performance.now());
      if (number > 1) await pause(PAUSE[name]);
      if (name === 'session') await untilWarm(bench.stack);
      const { page, attempt } = await connect(bench, running?.plan ?? plan);
      attempts.push(attempt);
      await page.close();
    }
  } finally {
    await running?.page.close();
  }
  return attempts;
}

/** A session with one viewer, whom others may join. */
async function runningSession(bench: Bench, plan: StartupPlan): Promise<{ plan: StartupPlan; page: Page }> {
  const response = await fetch(`${bench.stack.url}/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ scene: plan.scene } satisfies rest.CreateSession),
  });
  const text = await response.text();
  if (!response.ok) throw new RemoteViewError('internal', `The gateway gives no session: ${text}`);
  const { id, token } = parseJson(rest.CreatedSession, text, LIMITS.signalingBytes);
  const joining: StartupPlan = { ...plan, join: { session: id, token } };
  const { page, attempt } = await connect(bench, joining);
  if ('failure' in attempt) {
    await page.close();
    throw new RemoteViewError('internal', `The session to join shows nothing: ${attempt.failure}`);
  }
  // What a new session does once is over by then, too.
  await untilWarm(bench.stack);
  return { plan: joining, page };
}

/** The agent's log says when its pools are full, and when a session takes from them. */
async function untilWarm({ host }: Stack): Promise<void> {
  const newest = (text: string): number => host.lines.findLastIndex((line) => line.startsWith(text));
  const deadline = performance.now() + WARM_AGAIN_WITHIN;
  while (newest('ready for the next session') < newest('a session starts')) {
    if (performance.now() > deadline) throw new Error('the host keeps no processes ready any more');
    await pause(POLL_EVERY);
  }
}

function pause(milliseconds: Millis): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function connect(bench: Bench, plan: StartupPlan): Promise<{ page: Page; attempt: Attempt }> {
  const page = await bench.browser.newPage();
  await page.setViewport({ width: plan.width, height: plan.height });
  await page.goto(bench.page);
  await page.waitForFunction(() => globalThis.startupPage !== undefined);
  try {
    return { page, attempt: await page.evaluate((plan) => globalThis.startupPage.record(plan), plan) };
  } catch (thrown) {
    return { page, attempt: { failure: (thrown as Error).message } };
  }
}
