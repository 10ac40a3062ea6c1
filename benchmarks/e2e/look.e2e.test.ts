/**
 * Every state of the element as people see it, without a host: small and large, light and dark, in other languages and from
 * right to left. Each is measured (nothing cut off, contrast, sizes of targets), given to axe-core, and compared with a small
 * picture in `look/baselines`.
 *
 * A change that is meant: `LOOK=update npx vitest run --project e2e benchmarks/e2e/look.e2e.test.ts`, then look at what changed.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { buildViewerBundle } from '../src/harness/viewer-bundle.ts';
import { findCovered, findFaintText, findOverflow, findReversed, findSmallTargets } from './look/checks.ts';
import { difference } from './look/compare.ts';
import { LookPage, type Frame } from './look/look-page.ts';
import { startScriptedGateway, type ScriptedGateway } from './look/scripted-gateway.ts';
import { STATES, type LookState } from './look/states.ts';

/** Share of a picture that may look different. */
const TOLERANCE = 0.04;
const SMALL = { width: 320, height: 180 } as const;
const LARGE = { width: 1280, height: 720 } as const;

let gateway: ScriptedGateway;
let chromium: LaunchedBrowser;
let look: LookPage;

beforeAll(async () => {
  await buildViewerBundle();
  [gateway, chromium] = await Promise.all([startScriptedGateway(), launchChromium()]);
  look = await LookPage.open(chromium.browser, gateway.url);
  await look.page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
});

afterAll(async () => {
  await chromium?.close();
  await gateway?.close();
});

async function examine(state: LookState, frame: Frame, name: string): Promise<void> {
  await look.mount(state.part, state.attributes ?? {}, frame);
  await state.reach(look);
  const screenshot = await look.screenshot();
  expect(await look.page.evaluate(findOverflow), 'sticks out or is cut off').toEqual([]);
  expect(await look.page.evaluate(findFaintText), 'is hard to read').toEqual([]);
  expect(await look.page.evaluate(findSmallTargets, 24), 'is hard to hit').toEqual([]);
  expect(await look.page.evaluate(violations), 'axe-core').toEqual([]);
  expect(await difference(look.page, name, screenshot), `looks different from ${name}`).toBeLessThan(TOLERANCE);
}

/** Landmarks are the page's. */
async function violations(): Promise<string[]> {
  interface Axe {
    run(
      context: string,
      options: object,
    ): Promise<{ violations: { id: string; nodes: { failureSummary: string }[] }[] }>;
  }
  const { axe } = globalThis as unknown as { axe: Axe };
  const found = await axe.run('remote-view', { rules: { region: { enabled: false } } });
  return found.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ failureSummary }) => failureSummary).join('; ')}`,
  );
}

describe.each(['light', 'dark'] as const)('in a %s page', (scheme) => {
  it.each(STATES)('$name is well to see in a small view', async (state) => {
    await examine(state, { ...SMALL, scheme, lang: 'en', dir: 'ltr' }, `${state.name}-small-${scheme}`);
  });

  it.each(STATES.filter(({ narrow }) => narrow !== true))('$name is well to see in a large view', async (state) => {
    await examine(state, { ...LARGE, scheme, lang: 'en', dir: 'ltr' }, `${state.name}-large-${scheme}`);
  });
});

/** What has most words in it, and what has sides. */
const WORDY = STATES.filter(({ name }) =>
  ['away', 'failed', 'reconnecting', 'quality-menu', 'more-menu', 'captions'].includes(name),
);

describe.each([
  ['de', 'ltr'],
  ['es', 'ltr'],
  ['en', 'rtl'],
] as const)('in a page in %s, %s', (lang, dir) => {
  it.each(WORDY)('$name is well to see', async (state) => {
    await examine(state, { ...SMALL, scheme: 'light', lang, dir }, `${state.name}-small-${lang}-${dir}`);
  });
});

describe('with long words, from right to left', () => {
  it.each(STATES)('nothing of $name is cut off', async (state) => {
    await look.mount(state.part, state.attributes ?? {}, { ...SMALL, scheme: 'dark', lang: 'de', dir: 'rtl' });
    await state.reach(look);
    await look.rest();
    expect(await look.page.evaluate(findOverflow)).toEqual([]);
    expect(await look.page.evaluate(findSmallTargets, 24)).toEqual([]);
  });
});

describe('from right to left', () => {
  it('numbers of the stats are before their units', async () => {
    const stats = STATES.find(({ name }) => name === 'stats')!;
    await look.mount(stats.part, stats.attributes ?? {}, { ...LARGE, scheme: 'dark', lang: 'en', dir: 'rtl' });
    await stats.reach(look);
    const found = await look.page.evaluate(findReversed, '.stats :is(dd, .value, .figure)');
    expect(found).toEqual([]);
  });
});

describe('what stands at the bottom', () => {
  it.each(['file-refused', 'queued', 'loading', 'reconnecting', 'fault', 'captions'])(
    'is above the bar: %s',
    async (name) => {
      const state = STATES.find((one) => one.name === name)!;
      await look.mount(state.part, { controls: '' }, { ...SMALL, scheme: 'dark', lang: 'en', dir: 'ltr' });
      await state.reach(look);
      await look.shows('.bar-of-controls');
      await look.page.mouse.move(150, 20);
      await look.page.mouse.move(152, 22);
      await look.shows('.controls:not(.away)');
      await look.rest();
      const places = '.file-note, .cover:not(.fault) :is(.text, .detail), .report, .caption';
      expect(await look.page.evaluate(findCovered, places)).toEqual([]);
    },
  );
});

describe('for fingers', () => {
  it('buttons and entries of menus are large', async () => {
    const frame = { ...SMALL, scheme: 'dark', lang: 'en', dir: 'ltr', touch: true } as const;
    const menus = STATES.filter(({ name }) => name === 'quality-menu' || name === 'more-menu');
    for (const state of menus) {
      await look.mount(state.part, state.attributes ?? {}, frame);
      await state.reach(look);
      expect(await look.page.evaluate(findSmallTargets, 44)).toEqual([]);
      expect(await look.page.evaluate(findOverflow)).toEqual([]);
    }
  });
});
