/** Runs the audio suite: a gateway, a host and a browser, and a session for each case. */
import { RemoteViewError } from '@remote-view/protocol';
import type { Browser } from 'puppeteer';
import { launchChromium } from '../harness/chromium.ts';
import { servePage } from '../harness/page-server.ts';
import { startStack } from '../harness/stack.ts';
import { describeMachine, renderedWith } from '../report/machine.ts';
import type { Progress } from '../report/progress.ts';
import { distribution } from '../stats/distribution.ts';
import { analyseBeeps } from './analysis.ts';
import type { AudioOptions } from './options.ts';
import type { AudioPlan, AudioRecording } from './recording.ts';
import { AUDIO_CASES, type AudioCase, type AudioCaseName, type AudioResult } from './result.ts';

const SCENE = 'beep';
const SIZE = { width: 320, height: 180 };
const WARM_UP_BEEPS = 6;

/** @throws RemoteViewError or Error where the stack or the browser fails, or nothing is heard */
export async function measureAudio({ beeps }: AudioOptions, progress: Progress): Promise<AudioResult> {
  const at = new Date().toISOString();
  const machine = await describeMachine();
  const closing: (() => Promise<void>)[] = [];
  const cases: AudioCase[] = [];
  let chromium = '';
  let video: AudioRecording['video'];
  try {
    progress.step('starting gateway, host and a browser …');
    const server = await servePage('benchmarks/src/audio/page/main.ts');
    closing.push(() => server.close());
    const stack = await startStack({ scenes: ['benchmarks/src/audio/scenes'] });
    closing.push(() => stack.stop());
    const { browser, close } = await launchChromium();
    closing.push(close);
    chromium = await browser.version();
    for (const name of AUDIO_CASES) {
      const bed = name === 'running';
      const plan = { gateway: stack.url, scene: SCENE, ...SIZE, beeps, warmUpBeeps: WARM_UP_BEEPS, bed };
      const recording = await record(browser, server.url, plan, (made) =>
        progress.update(`${name}: ${made} of ${beeps + WARM_UP_BEEPS} beeps …`, performance.now()),
      );
      video ??= recording.video;
      cases.push(analyse(name, recording));
    }
  } finally {
    for (const close of closing.toReversed()) await close();
    progress.end();
  }
  return {
    format: 'remote-view-audio',
    version: 1,
    at,
    machine: { ...machine, chromium, ...renderedWith(video) },
    settings: { scene: SCENE, ...SIZE, beeps },
    cases,
  };
}

function analyse(name: AudioCaseName, recording: AudioRecording): AudioCase {
  const { samples, unheard, unseen } = analyseBeeps(recording);
  if (samples.length === 0) throw new RemoteViewError('internal', `No beep was both heard and seen: ${name}.`);
  const { jitterBuffer, concealed, packetsLost, beeps } = recording;
  return {
    name,
    beeps: beeps.length,
    unheard,
    unseen,
    heard: distribution(samples.map(({ heard }) => heard)),
    seen: distribution(samples.map(({ seen }) => seen)),
    skew: distribution(samples.map(({ heard, seen }) => heard - seen)),
    jitterBuffer,
    concealed,
    packetsLost,
    samples: [...samples],
  };
}

async function record(
  browser: Browser,
  url: string,
  plan: AudioPlan,
  report: (beeps: number) => void,
): Promise<AudioRecording> {
  const page = await browser.newPage();
  await page.setViewport({ width: plan.width, height: plan.height });
  await page.goto(url);
  await page.waitForFunction(() => globalThis.audioPage !== undefined);
  const poll = setInterval(() => {
    page.evaluate(() => globalThis.audioPage.progress()).then(report, () => undefined);
  }, 1_000);
  try {
    return await page.evaluate((plan) => globalThis.audioPage.record(plan), plan);
  } finally {
    clearInterval(poll);
    await page.close();
  }
}
