/** A page that shows one state of the element after the other, and what can be measured in it. */
import { encodeHostData, type HostData } from '@remote-view/protocol';
import type { Browser, Page } from 'puppeteer';
import type { Part } from './scripted-gateway.ts';
import { scriptPeers } from './scripted-peer.ts';

export interface Frame {
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly scheme: 'light' | 'dark';
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
  /** A device for fingers. */
  readonly touch?: boolean;
}

interface Scripted {
  say(bytes: readonly number[]): void;
  cut(): void;
}

export class LookPage {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  static async open(browser: Browser, url: string): Promise<LookPage> {
    const page = await browser.newPage();
    await page.evaluateOnNewDocument(scriptPeers);
    await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
    await page.goto(url);
    await page.waitForFunction(() => customElements.get('remote-view') !== undefined);
    return new LookPage(page);
  }

  /** Puts a fresh element into the page, in place of the one before. */
  async mount(part: Part | '', attributes: Readonly<Record<string, string>>, frame: Frame): Promise<void> {
    const { width, height, touch = false } = frame;
    // Another kind of device loads the page anew.
    await this.page.setViewport({ width, height, hasTouch: touch, isMobile: touch });
    await this.page.waitForFunction(() => customElements.get('remote-view') !== undefined);
    await this.page.evaluate(
      (scene, given, { scheme, lang, dir, ...size }) => {
        const main = document.querySelector('main')!;
        main.replaceChildren();
        Object.assign(document.documentElement, { lang, dir });
        document.documentElement.style.colorScheme = scheme;
        const view = document.createElement('remote-view');
        for (const [name, value] of Object.entries({ ...given, scene })) view.setAttribute(name, value);
        view.style.inlineSize = `${size.width}px`;
        view.style.blockSize = `${size.height}px`;
        main.append(view);
      },
      part,
      attributes,
      frame,
    );
    if (frame.lang === 'en') return;
    // Its words come after it.
    await this.page.waitForFunction(() => {
      const stage = document.querySelector('remote-view')!.shadowRoot!.querySelector('.stage');
      return stage !== null && stage.getAttribute('aria-label') !== 'Remote view';
    });
  }

  async say(data: HostData): Promise<void> {
    await this.page.evaluate(
      (bytes) => (globalThis as unknown as { scripted: Scripted }).scripted.say(bytes),
      [...encodeHostData(data)],
    );
  }

  async cut(): Promise<void> {
    await this.page.evaluate(() => (globalThis as unknown as { scripted: Scripted }).scripted.cut());
  }

  async state(name: string): Promise<void> {
    await this.page.waitForFunction(
      (wanted) => (document.querySelector('remote-view') as unknown as { state: string }).state === wanted,
      { timeout: 10_000 },
      name,
    );
  }

  /** Waits until something in the element fits. */
  async shows(selector: string): Promise<void> {
    await this.page.waitForFunction(
      (wanted) => {
        const found = document.querySelector('remote-view')?.shadowRoot?.querySelector(wanted);
        return found !== null && found !== undefined;
      },
      { timeout: 10_000 },
      selector,
    );
  }

  async click(selector: string): Promise<void> {
    const handle = await this.page.$(`remote-view >>> ${selector}`);
    if (handle === null) throw new Error(`There is no ${selector}.`);
    await handle.click();
  }

  /** As it looks once everything has come to rest. */
  async screenshot(): Promise<string> {
    await this.rest();
    return this.page.screenshot({ encoding: 'base64', type: 'png' });
  }

  async rest(): Promise<void> {
    await this.page.evaluate(async () => {
      const root = document.querySelector('remote-view')!.shadowRoot!;
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      for (const animation of root.getAnimations()) {
        const { iterations } = animation.effect!.getComputedTiming();
        if (iterations === Infinity) {
          animation.pause();
          animation.currentTime = 0;
        } else animation.finish();
      }
      await new Promise((resolve) => requestAnimationFrame(resolve));
    });
  }
}
