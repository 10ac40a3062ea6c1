/** A page of another origin that embeds `<remote-view>` in two lines, as an app developer would, and a way to look into it. */
import { createServer, type Server } from 'node:http';
import type { Browser, Page } from 'puppeteer';

/** What the page saw, oldest first. */
export interface PageEvent {
  readonly type: string;
  readonly at: number;
  readonly [detail: string]: unknown;
}

export interface EmbedOptions {
  /** Base URL of the gateway. */
  readonly src: string;
  readonly scene: string;
  /** Of the page's own server, where a gateway asks for the origin of pages. Default: any. */
  readonly port?: number;
  /** CSS pixels of the element. */
  readonly width?: number;
  readonly height?: number;
  readonly devicePixelRatio?: number;
  /** More attributes, as they would stand in HTML. */
  readonly attributes?: string;
  /** Is done with the page before it is loaded. */
  readonly prepare?: (page: Page) => Promise<void>;
  /** Runs in the page before anything else. */
  readonly before?: () => void;
  /** The first request for such an address fails, as on a bad network. */
  readonly dropFirst?: RegExp;
}

const EVENTS = [
  'statechange',
  'firstframe',
  'error',
  'message',
  'scenestatus',
  'queuechange',
  'afkwarning',
  'controlchange',
] as const;

export class EmbeddingPage {
  readonly page: Page;
  readonly #server: Server;
  readonly problems: string[] = [];

  constructor(page: Page, server: Server) {
    this.page = page;
    this.#server = server;
    page.on('pageerror', (error) => this.problems.push(String(error)));
  }

  static async open(browser: Browser, options: EmbedOptions): Promise<EmbeddingPage> {
    const { width = 640, height = 360, devicePixelRatio = 1 } = options;
    const html = `<!doctype html><meta charset="utf-8"><title>embed</title><body style="margin:0">
<script type="module" src="${options.src}/remote-view.js"></script>
<remote-view src="${options.src}" scene="${options.scene}" ${options.attributes ?? ''}
  style="display:block;width:${width}px;height:${height}px"></remote-view>`;
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(html);
    });
    await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', () => resolve()));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;

    const page = await browser.newPage();
    await page.setViewport({
      width: Math.ceil(width) + 40,
      height: Math.ceil(height) + 40,
      deviceScaleFactor: devicePixelRatio,
    });
    const embedding = new EmbeddingPage(page, server);
    await options.prepare?.(page);
    if (options.before !== undefined) await page.evaluateOnNewDocument(options.before);
    await page.evaluateOnNewDocument((types: readonly string[]) => {
      const log: PageEvent[] = [];
      (globalThis as unknown as { seen: PageEvent[] }).seen = log;
      const fields = [
        'state',
        'previous',
        'code',
        'message',
        'retry',
        'text',
        'data',
        'milliseconds',
        'queue',
        'endsInSeconds',
        'control',
        'requests',
      ];
      for (const type of types) {
        // The element's events do not bubble: caught on their way down.
        addEventListener(
          type,
          (event) => {
            const known = event as unknown as Record<string, unknown>;
            const detail = Object.fromEntries(fields.filter((key) => key in known).map((key) => [key, known[key]]));
            log.push({ at: performance.now(), ...detail, type });
          },
          true,
        );
      }
    }, EVENTS);
    if (options.dropFirst !== undefined) await dropFirst(page, options.dropFirst);
    await page.goto(`http://127.0.0.1:${port}/`);
    return embedding;
  }

  /** Events of one type so far. */
  async events(type: (typeof EVENTS)[number]): Promise<PageEvent[]> {
    const seen = await this.page.evaluate(() => (globalThis as unknown as { seen: PageEvent[] }).seen);
    return seen.filter((event) => event.type === type);
  }

  /** Waits until an event of this type fits, and returns it. */
  async waitForEvent(
    type: (typeof EVENTS)[number],
    fits: (event: PageEvent) => boolean = () => true,
    timeout = 15_000,
  ): Promise<PageEvent> {
    return this.until(`an event '${type}'`, async () => (await this.events(type)).find(fits), timeout);
  }

  async state(): Promise<string> {
    return this.page.evaluate(() => (document.querySelector('remote-view') as unknown as { state: string }).state);
  }

  async stats(): Promise<Record<string, unknown>> {
    return this.page.evaluate(() =>
      (document.querySelector('remote-view') as unknown as { getStats(): Promise<Record<string, unknown>> }).getStats(),
    );
  }

  async send(payload: unknown): Promise<void> {
    await this.page.evaluate(
      (value) => (document.querySelector('remote-view') as unknown as { send(value: unknown): void }).send(value),
      payload,
    );
  }

  /** Size of the decoded picture. */
  async videoSize(): Promise<{ width: number; height: number }> {
    return this.page.evaluate(() => {
      const view = document.querySelector('remote-view') as unknown as { videoWidth: number; videoHeight: number };
      return { width: view.videoWidth, height: view.videoHeight };
    });
  }

  /** Mean sRGB colour of the decoded picture around a point; `x` and `y` are fractions of its size. */
  async colourAt(x: number, y: number, radius = 2): Promise<readonly [number, number, number]> {
    return this.page.evaluate(
      (atX, atY, around) => {
        const root = document.querySelector('remote-view')!.shadowRoot!;
        // A canvas where it does not come over WebRTC.
        const shown = root.querySelector<HTMLVideoElement | HTMLCanvasElement>('[part~=video]')!;
        const isVideo = shown instanceof HTMLVideoElement;
        const canvas = document.createElement('canvas');
        canvas.width = isVideo ? shown.videoWidth : shown.width;
        canvas.height = isVideo ? shown.videoHeight : shown.height;
        const context = canvas.getContext('2d', { willReadFrequently: true })!;
        context.drawImage(shown, 0, 0);
        const side = around * 2 + 1;
        const left = Math.round(atX * canvas.width) - around;
        const top = Math.round(atY * canvas.height) - around;
        const { data } = context.getImageData(left, top, side, side);
        const sum: [number, number, number] = [0, 0, 0];
        for (let index = 0; index < data.length; index += 4) {
          for (const channel of [0, 1, 2] as const) sum[channel] += data[index + channel]!;
        }
        return sum.map((value) => value / (side * side)) as [number, number, number];
      },
      x,
      y,
      radius,
    );
  }

  /** Frames decoded so far. */
  async framesDecoded(): Promise<number> {
    return this.page.evaluate(() => {
      const video = document.querySelector('remote-view')?.shadowRoot?.querySelector('video');
      return video?.getVideoPlaybackQuality().totalVideoFrames ?? 0;
    });
  }

  /** Asks again and again until there is an answer. @throws Error that says what was waited for and what was seen */
  async until<T>(what: string, ask: () => Promise<T | undefined | false>, timeout = 15_000): Promise<T> {
    const deadline = Date.now() + timeout;
    for (;;) {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      if (Date.now() > deadline) break;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    const seen = await this.page.evaluate(() => (globalThis as unknown as { seen: PageEvent[] }).seen);
    throw new Error(`Waited ${timeout} ms for ${what}. Seen: ${JSON.stringify(seen)} ${this.problems.join(' ')}`);
  }

  async close(): Promise<void> {
    await this.page.close();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

async function dropFirst(page: Page, address: RegExp): Promise<void> {
  let dropped = false;
  await page.setRequestInterception(true);
  page.on('request', (request) => {
    const drops = !dropped && address.test(request.url());
    dropped ||= drops;
    void (drops ? request.abort('connectionreset') : request.continue());
  });
}
