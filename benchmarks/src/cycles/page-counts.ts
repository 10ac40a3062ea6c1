/** What is alive in a page, after the garbage was collected: by the browser's own counts. */
import type { CDPSession, Page } from 'puppeteer';

/** By the name of their class; each is looked for among all objects of the page. */
const COUNTED = ['RTCPeerConnection', 'RTCDataChannel', 'MediaStreamTrack', 'WebSocket', 'AbortController'] as const;

export class PageCounts {
  readonly #page: Page;
  readonly #devtools: CDPSession;

  private constructor(page: Page, devtools: CDPSession) {
    this.#page = page;
    this.#devtools = devtools;
  }

  static async of(page: Page): Promise<PageCounts> {
    const devtools = await page.createCDPSession();
    await devtools.send('Performance.enable');
    return new PageCounts(page, devtools);
  }

  async look(): Promise<Record<string, number>> {
    // What the first collection finalises lets go of more.
    for (let round = 0; round < 3; round++) {
      await this.#devtools.send('HeapProfiler.collectGarbage');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const values: Record<string, number> = {};
    for (const name of COUNTED) values[name] = await this.#instances(`${name}.prototype`);
    values['remote-view'] = await this.#instances(`customElements.get('remote-view').prototype`);
    values['listeners on window'] = await this.#listeners('window');
    values['listeners on document'] = await this.#listeners('document');
    await this.#devtools.send('HeapProfiler.collectGarbage');
    const { metrics } = await this.#devtools.send('Performance.getMetrics');
    const metric = (name: string): number => metrics.find((one) => one.name === name)?.value ?? 0;
    values['listeners'] = metric('JSEventListeners');
    values['nodes'] = metric('Nodes');
    values['JS heap, bytes'] = metric('JSHeapUsedSize');
    return values;
  }

  async #instances(prototype: string): Promise<number> {
    const handle = await this.#page.evaluateHandle(prototype);
    const found = await this.#page.queryObjects(handle);
    const count = await found.evaluate((objects) => (objects as unknown as readonly unknown[]).length);
    await found.dispose();
    await handle.dispose();
    return count;
  }

  async #listeners(expression: string): Promise<number> {
    const { result } = await this.#devtools.send('Runtime.evaluate', { expression });
    const { objectId } = result;
    if (objectId === undefined) return 0;
    const { listeners } = await this.#devtools.send('DOMDebugger.getEventListeners', { objectId });
    await this.#devtools.send('Runtime.releaseObject', { objectId });
    return listeners.length;
  }
}
