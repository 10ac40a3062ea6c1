/** What the toolbar, languages, captions and preferences do for a user, in Chromium against a peer that this test plays. */
import { decodeFromViewer, type FromViewer } from '@remote-view/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { buildViewerBundle } from '../src/harness/viewer-bundle.ts';
import { LookPage, type Frame } from './look/look-page.ts';
import { startScriptedGateway, type ScriptedGateway } from './look/scripted-gateway.ts';

const FRAME: Frame = { width: 640, height: 360, scheme: 'dark', lang: 'en', dir: 'ltr' };

interface View extends HTMLElement {
  state: string;
  muted: boolean;
  volume: number;
  stats: boolean;
  noCaptions: boolean;
  maxBitrate: number | null;
  strings: object;
  updateComplete: Promise<boolean>;
  screenshot(options?: { type?: string; quality?: number }): Promise<Blob>;
}

let gateway: ScriptedGateway;
let chromium: LaunchedBrowser;
let look: LookPage;
const problems: string[] = [];

beforeAll(async () => {
  await buildViewerBundle();
  [gateway, chromium] = await Promise.all([startScriptedGateway(), launchChromium()]);
});

beforeEach(async () => {
  look = await LookPage.open(chromium.browser, gateway.url);
  look.page.on('pageerror', (error) => problems.push(String(error)));
});

afterEach(async () => {
  await look.page.close();
  expect(problems.splice(0), 'no exceptions in the page').toEqual([]);
});

afterAll(async () => {
  await chromium?.close();
  await gateway?.close();
});

async function live(attributes: Record<string, string> = { controls: '' }, frame: Partial<Frame> = {}): Promise<void> {
  await look.mount('live', attributes, { ...FRAME, ...frame });
  await look.state('live');
  if ('controls' in attributes) await look.shows('.bar-of-controls');
}

/** The accessible name of what has the focus, through shadow roots. */
async function focused(): Promise<string> {
  return look.page.evaluate(() => {
    const inner = document.activeElement?.shadowRoot?.activeElement ?? document.activeElement;
    return inner?.getAttribute('aria-label') ?? inner?.textContent?.trim() ?? '';
  });
}

async function press(
  ...keys: (
    | 'Tab'
    | 'Enter'
    | 'Escape'
    | 'ArrowRight'
    | 'ArrowLeft'
    | 'ArrowDown'
    | 'ArrowUp'
    | 'Home'
    | 'End'
    | 'Space'
  )[]
): Promise<void> {
  for (const key of keys) {
    await look.page.keyboard.press(key);
    // The bar draws itself anew, and then moves the focus.
    await look.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }
}

async function inView<T>(ask: (view: View) => T): Promise<Awaited<T>> {
  const handle = await look.page.$('remote-view');
  return look.page.evaluate(ask as (element: Element) => T, handle!);
}

const text = (selector: string): Promise<string> =>
  look.page.evaluate(
    (wanted) => document.querySelector('remote-view')!.shadowRoot!.querySelector(wanted)?.textContent?.trim() ?? '',
    selector,
  );

describe('by keyboard alone', () => {
  it('one goes from the picture to the bar, through it, and out again', async () => {
    await live();
    await press('Tab');
    expect(await focused()).toBe('Remote view');
    await press('Tab');
    expect(await focused()).toBe('Mute');
    await look.shows('.controls:not(.away)');
    await press('ArrowRight', 'ArrowRight');
    expect(await focused()).toBe('Quality');
    await press('End');
    expect(await focused()).toBe('Leave');
    await press('ArrowRight');
    expect(await focused(), 'round the end').toBe('Mute');
    await press('Tab');
    expect(await look.page.evaluate(() => document.activeElement?.localName)).toBe('body');
  });

  it('one leaves and connects again, and the focus stays in the bar', async () => {
    await live();
    await press('Tab', 'Tab', 'End', 'Enter');
    await look.state('idle');
    expect(await focused()).toBe('Connect');
    await press('Enter');
    await look.state('live');
    expect(await focused()).toBe('Leave');
  });

  it('a menu opens, is walked through, and Escape gives the focus back', async () => {
    await live();
    await press('Tab', 'Tab', 'ArrowRight', 'ArrowRight', 'Enter');
    expect(await focused()).toBe('Automatic');
    await press('ArrowDown', 'Enter');
    expect(await inView((view) => view.maxBitrate)).toBe(20_000);
    await press('Escape');
    expect(await focused()).toBe('Quality');
    expect(await text('.menu')).toBe('');
    await press('ArrowUp');
    expect(await focused(), 'upwards, its last').toBe('Keep it smooth');
  });

  it.each(['ltr', 'rtl'] as const)('a menu is over its button, %s', async (dir) => {
    await live({ controls: '' }, { dir });
    await look.click('[data-control=quality]');
    await look.shows('.menu');
    const [menu, button] = await inView(({ shadowRoot }) =>
      ['.menu', '[data-control=quality]'].map((selector) => {
        const { left, right } = shadowRoot!.querySelector(selector)!.getBoundingClientRect();
        return (left + right) / 2;
      }),
    );
    expect(menu).toBeCloseTo(button!, 0);
  });

  it('the slider goes up and down, and the bar goes on to its sides', async () => {
    await live();
    await press('Tab', 'Tab', 'ArrowRight');
    expect(await focused()).toBe('Volume');
    await press('ArrowDown', 'ArrowDown');
    expect(await inView((view) => view.volume)).toBeCloseTo(0.9);
    await press('ArrowRight');
    expect(await focused()).toBe('Quality');
  });

  it('arrows go the way that the text runs', async () => {
    await live({ controls: '' }, { dir: 'rtl' });
    await press('Tab', 'Tab', 'ArrowLeft', 'ArrowLeft');
    expect(await focused()).toBe('Quality');
  });
});

describe('by pointer', () => {
  it('buttons say whether they are on, and leave the keyboard where it is', async () => {
    await live();
    await look.page.mouse.click(320, 100);
    await look.click('[data-control=mute]');
    await look.click('[data-control=statistics]');
    await look.shows('[data-control=mute][aria-pressed=true]');
    await look.shows('[data-control=statistics][aria-pressed=true]');
    expect(await inView((view) => [view.muted, view.stats])).toEqual([true, true]);
    expect(await focused()).toBe('Remote view');
    expect(await look.page.evaluate(() => document.querySelector('remote-view')!.matches(':state(captured)'))).toBe(
      true,
    );
  });

  it('the bar goes when the pointer rests, and comes when it moves', async () => {
    await live();
    await look.page.mouse.move(300, 100);
    await look.page.mouse.move(305, 100);
    await look.shows('.controls:not(.away)');
    await look.shows('.controls.away');
    await look.page.mouse.move(310, 100);
    await look.shows('.controls:not(.away)');
  });

  it('a click beside an open menu closes it and is the scene’s own', async () => {
    await live();
    await look.page.mouse.move(300, 100);
    await look.click('[data-control=quality]');
    await look.shows('.menu');
    const before = (await heard()).filter(({ type }) => type === 'button').length;
    await look.page.mouse.click(100, 60);
    await look.page.waitForFunction(
      () => document.querySelector('remote-view')!.shadowRoot!.querySelector('.menu') === null,
    );
    expect((await heard()).filter(({ type }) => type === 'button').length - before).toBe(2);
  });

  it('fullscreen is of the whole element, with the bar in it', async () => {
    await live();
    await look.page.mouse.move(300, 100);
    await look.click('[data-control=fullscreen]');
    await look.page.waitForFunction(() => document.querySelector('remote-view')!.matches(':fullscreen'));
    await look.shows('[data-control=fullscreen][aria-label="Exit full screen"]');
    await look.click('[data-control=fullscreen]');
    await look.page.waitForFunction(() => document.fullscreenElement === null);
  });

  it('who leaves can connect again', async () => {
    await live();
    await look.page.mouse.move(300, 100);
    await look.click('[data-control=leave]');
    await look.state('idle');
    await look.shows('[data-control=connect]');
    await look.click('[data-control=connect]');
    await look.state('live');
  });

  it('what the browser refuses is said', async () => {
    await live();
    await look.page.evaluate(() => {
      Element.prototype.requestFullscreen = () => Promise.reject(new TypeError('denied'));
    });
    await look.page.mouse.move(300, 100);
    await look.click('[data-control=fullscreen]');
    await look.shows('.note:not([data-empty])');
    expect(await text('.note')).toBe('The browser does not allow this.');
  });
});

describe('a toolbar of the page', () => {
  it('takes the place of the built-in one, and comes and goes as that does', async () => {
    await live();
    await look.page.evaluate(() => {
      const bar = document.createElement('div');
      bar.slot = 'toolbar';
      bar.innerHTML = '<button>Mine</button>';
      document.querySelector('remote-view')!.append(bar);
    });
    await look.page.mouse.move(300, 100);
    await look.page.mouse.move(310, 100);
    await look.shows('.controls:not(.away)');
    const shown = await inView((view) => [
      view.querySelector('button')!.checkVisibility(),
      view.shadowRoot!.querySelector('.bar-of-controls')!.checkVisibility(),
    ]);
    expect(shown).toEqual([true, false]);
    await look.shows('.controls.away');
  });
});

describe('a screenshot', () => {
  it('is the picture in full, in the type that is asked for', async () => {
    await live();
    const found = await inView(async (view) => {
      const blob = await view.screenshot({ type: 'image/webp', quality: 0.8 });
      const { width, height } = await createImageBitmap(blob);
      return [blob.type, width, height];
    });
    expect(found).toEqual(['image/webp', 1280, 720]);
  });

  it('of nothing is refused by its code', async () => {
    await look.mount('silent', {}, FRAME);
    const refused = inView((view) => view.screenshot().catch((error: { code: string }) => error.code));
    expect(await refused).toBe('no-picture');
  });
});

describe('the language', () => {
  it('is that of the page, follows it, and takes the page’s own words', async () => {
    await live({ controls: '' }, { lang: 'de' });
    await look.shows('[aria-label=Stummschalten]');
    await look.page.evaluate(() => document.documentElement.setAttribute('lang', 'es-MX'));
    await look.shows('[aria-label=Silenciar]');
    await inView((view) => {
      Object.assign(view, { strings: null });
      return view.updateComplete;
    });
    await inView((view) => {
      view.strings = { toolbar: { mute: 'Shhh', quality: 7 }, nothing: null };
    });
    await look.shows('[aria-label=Shhh]');
    await look.shows('[aria-label=Calidad]');
    await look.page.evaluate(() => document.documentElement.setAttribute('lang', 'fr'));
    await look.shows('[aria-label=Quality]');
  });
});

describe('screen readers', () => {
  it('hear each change of state once', async () => {
    await look.page.evaluate(() => {
      const said: string[] = [];
      (globalThis as unknown as { said: string[] }).said = said;
      addEventListener(
        'statechange',
        (event) => {
          const status = (event.target as Element).shadowRoot!.querySelector('[role=status]')!;
          new MutationObserver(() => {
            const now = status.textContent.trim();
            if (now !== '' && now !== said.at(-1)) said.push(now);
          }).observe(status, { childList: true, characterData: true, subtree: true });
        },
        { capture: true, once: true },
      );
    });
    await live({});
    await look.cut();
    await look.state('reconnecting');
    await look.state('live');
    await look.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const said = await look.page.evaluate(() => (globalThis as unknown as { said: string[] }).said);
    expect(said.filter((line) => line === 'Connected.')).toHaveLength(2);
    expect(new Set(said).size, said.join(' | ')).toBeGreaterThanOrEqual(3);
  });
});

describe('captions', () => {
  it('are shown and said, can be switched off, and go', async () => {
    await live();
    await look.say({ type: 'caption', text: 'Wer ist da?', lang: 'de', seconds: 0 });
    await look.shows('.caption[lang=de]:not(:empty)');
    expect(
      await look.page.evaluate(() =>
        document.querySelector('remote-view')!.shadowRoot!.querySelector('.caption')?.getAttribute('aria-live'),
      ),
    ).toBe('polite');
    await look.page.mouse.move(300, 100);
    await look.click('[data-control=captions]');
    expect(await inView((view) => view.noCaptions)).toBe(true);
    await look.shows('.captions[hidden]');
    await look.say({ type: 'caption', text: '', lang: '', seconds: 0 });
    await look.shows('.caption:empty');
  });
});

describe('what the user prefers', () => {
  it('is told to the host at once, and again when it changes', async () => {
    await live({}, { scheme: 'dark' });
    const preferences = async (): Promise<FromViewer | undefined> =>
      (await heard()).findLast(({ type }) => type === 'preferences');
    await until(async () => (await preferences()) !== undefined);
    expect(await preferences()).toMatchObject({ reducedMotion: true, colorScheme: 'dark', contrast: 'no-preference' });
    await look.page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'no-preference' }]);
    await until(
      async () =>
        (await preferences())?.type === 'preferences' &&
        !((await preferences()) as { reducedMotion: boolean }).reducedMotion,
    );
  });
});

async function heard(): Promise<FromViewer[]> {
  const messages = await look.page.evaluate(
    () => (globalThis as unknown as { scripted: { heard: number[][] } }).scripted.heard,
  );
  return messages.map((bytes) => decodeFromViewer(new Uint8Array(bytes), 'events'));
}

async function until(fits: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!(await fits())) {
    if (Date.now() > deadline) throw new Error('It did not happen.');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
