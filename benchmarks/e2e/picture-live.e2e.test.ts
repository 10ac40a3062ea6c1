/** What keeps the picture the newest one: after the page slept, in a window of its own, with the screen on. */
import type { CDPSession } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { isRed } from '../src/harness/colours.ts';
import { EmbeddingPage, type EmbedOptions } from '../src/harness/embedding-page.ts';
import { startStack, type Stack } from '../src/harness/stack.ts';

interface Presented {
  /** ms of the page. */
  readonly at: number;
  /** ms, by the host's clock that is in RTP. */
  readonly made: number;
}

/** ms */
const SLEPT = 3_000;

/** Notes when each frame of the shown video was presented, and when it was made. */
async function watchFrames(view: EmbeddingPage): Promise<void> {
  await view.page.evaluate(() => {
    const frames: Presented[] = [];
    (globalThis as unknown as { frames: Presented[] }).frames = frames;
    const video = document.querySelector('remote-view')!.shadowRoot!.querySelector('video')!;
    const onFrame = (_now: number, { presentationTime, rtpTimestamp = 0 }: VideoFrameCallbackMetadata): void => {
      frames.push({ at: presentationTime, made: rtpTimestamp / 90 });
      video.requestVideoFrameCallback(onFrame);
    };
    video.requestVideoFrameCallback(onFrame);
  });
}

async function framesOf(view: EmbeddingPage): Promise<readonly Presented[]> {
  return view.page.evaluate(() => (globalThis as unknown as { frames: Presented[] }).frames);
}

/** Hides and freezes a page, as a browser does with a tab in the background, or as a phone that is locked. */
async function sleep(devtools: CDPSession): Promise<void> {
  await devtools.send('Emulation.setFocusEmulationEnabled', { enabled: false });
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
}

async function wake(devtools: CDPSession): Promise<void> {
  await devtools.send('Page.setWebLifecycleState', { state: 'active' });
  // Headless Chromium leaves it hidden otherwise.
  await devtools.send('Emulation.setFocusEmulationEnabled', { enabled: true });
}

/** Keeps the page's peer connections where a test finds them. */
function keepPeers(): void {
  const peers: RTCPeerConnection[] = [];
  (globalThis as unknown as { peers: typeof peers }).peers = peers;
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      peers.push(this);
    }
  };
}

interface VideoReport {
  readonly keyFramesDecoded: number;
  readonly jitterBufferDelay: number;
  readonly jitterBufferEmittedCount: number;
}

async function videoReport(view: EmbeddingPage): Promise<VideoReport> {
  return view.page.evaluate(async () => {
    const { peers } = globalThis as unknown as { peers: RTCPeerConnection[] };
    const reports = [...(await peers[0]!.getStats()).values()] as (VideoReport & { type: string; kind?: string })[];
    return reports.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'video')!;
  });
}

describe('a live picture', () => {
  let stack: Stack;
  let chromium: LaunchedBrowser;
  const open = async (scene: string, options: Partial<EmbedOptions> = {}): Promise<EmbeddingPage> => {
    const view = await EmbeddingPage.open(chromium.browser, { src: stack.url, scene, ...options });
    await view.page.bringToFront();
    await view.waitForEvent('firstframe');
    return view;
  };

  beforeAll(async () => {
    [stack, chromium] = await Promise.all([
      startStack({ scenes: ['benchmarks/e2e/scenes'], capacity: 8 }),
      launchChromium(),
    ]);
  }, 60_000);
  afterAll(async () => {
    await chromium.close();
    await stack.stop();
  });

  it('is fresh again soon after the page was frozen, and plays nothing of what it missed', async () => {
    const view = await open('keys');
    const devtools = await view.page.createCDPSession();
    await watchFrames(view);
    await view.until('frames', async () => (await framesOf(view)).length > 30);
    const before = await framesOf(view);
    const delay = Math.min(...before.map(({ at, made }) => at - made));
    await sleep(devtools);
    await new Promise((resolve) => setTimeout(resolve, SLEPT));
    await wake(devtools);
    const woken = await view.page.evaluate(() => performance.now());
    const fresh = await view.until('a fresh frame', async () => {
      const frames = await framesOf(view);
      return frames.slice(before.length).find(({ at, made }) => at > woken && at - made - delay < SLEPT / 4);
    });
    expect(fresh.at - woken, 'ms').toBeLessThan(SLEPT / 2);
    const after = (await framesOf(view)).filter(({ at }) => at > woken && at < fresh.at);
    expect(after.length, 'old frames on the way there').toBeLessThanOrEqual(2);
    expect(await view.state()).toBe('live');
    await view.close();
  });

  it('is the newest one, also where the scene came to rest while the page slept', async () => {
    const body = JSON.stringify({ scene: 'pattern' });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${stack.url}/v1/sessions`, { method: 'POST', headers, body });
    const { id, token } = (await response.json()) as { id: string; token: string };
    const attributes = `session="${id}" token="${token}"`;
    const view = await open('pattern', { attributes });
    const other = await open('pattern', { attributes });
    const devtools = await view.page.createCDPSession();
    await sleep(devtools);
    await other.send({ colour: '#c02020' });
    await other.until('red', async () => isRed(await other.colourAt(0.5, 0.5)));
    await other.send({ still: true });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await wake(devtools);
    await view.until('red', async () => isRed(await view.colourAt(0.5, 0.5)));
    await other.close();
    await view.close();
  });

  it('is not sent again to a page that shows the newest one', async () => {
    const view = await open('pattern', { before: keepPeers });
    const devtools = await view.page.createCDPSession();
    await view.send({ still: true });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const { keyFramesDecoded } = await videoReport(view);
    await sleep(devtools);
    await wake(devtools);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect((await videoReport(view)).keyFramesDecoded).toBe(keyFramesDecoded);
    await view.close();
  });

  it('keeps the screen on while it is live and can be seen, unless the page says no', async () => {
    const view = await open('keys', {
      before: () => {
        // Headless browsers keep no screen on.
        const locks = { held: 0, asked: 0 };
        (globalThis as unknown as { locks: typeof locks }).locks = locks;
        const request = async (): Promise<EventTarget & { release(): Promise<void> }> => {
          locks.held++;
          locks.asked++;
          const release = async (): Promise<void> => void locks.held--;
          return Object.assign(new EventTarget(), { release });
        };
        Object.defineProperty(navigator, 'wakeLock', { value: { request } });
      },
    });
    const held = async (): Promise<number> =>
      view.page.evaluate(() => (globalThis as unknown as { locks: { held: number } }).locks.held);
    await view.until('a lock', async () => (await held()) === 1);
    await view.page.evaluate(() => document.querySelector('remote-view')!.toggleAttribute('no-wake-lock', true));
    await view.until('no lock', async () => (await held()) === 0);
    await view.page.evaluate(() => document.querySelector('remote-view')!.toggleAttribute('no-wake-lock', false));
    await view.until('a lock again', async () => (await held()) === 1, 10_000);
    await view.page.evaluate(() => document.querySelector('remote-view')!.remove());
    await view.until('no lock at the end', async () => (await held()) === 0);
    await view.close();
  });

  it('goes to a window of its own and stays there over another connection, or says why not', async () => {
    const view = await open('keys', { before: keepPeers });
    const refusal = await view.page.evaluate(async () => {
      Object.defineProperty(document, 'pictureInPictureEnabled', { value: false, configurable: true });
      const element = document.querySelector('remote-view') as HTMLElement & {
        requestPictureInPicture(): Promise<PictureInPictureWindow>;
      };
      return element.requestPictureInPicture().then(
        () => 'shown',
        ({ code }: { code: string }) => code,
      );
    });
    expect(refusal).toBe('picture-in-picture-unavailable');
    await view.page.evaluate(() => Reflect.deleteProperty(document, 'pictureInPictureEnabled'));
    await view.page.evaluate(() => {
      const element = document.querySelector('remote-view') as HTMLElement & {
        requestPictureInPicture(): Promise<PictureInPictureWindow>;
      };
      const told: string[] = [];
      (globalThis as unknown as { told: string[] }).told = told;
      for (const type of ['enterpictureinpicture', 'leavepictureinpicture']) {
        element.addEventListener(type, () => told.push(`${type} ${element.matches(':state(pip)')}`));
        document.addEventListener(type, () => told.push(`${type} beyond its element`));
      }
      const ask = (): void =>
        void element.requestPictureInPicture().then(
          () => told.push(String(document.pictureInPictureElement === element)),
          (error: Error) => told.push(`${error.message} ${String(error.cause)}`),
        );
      element.addEventListener('click', ask, { once: true });
    });
    await view.page.mouse.click(100, 100);
    const told = async (): Promise<string[]> =>
      view.page.evaluate(() => (globalThis as unknown as { told: string[] }).told);
    await view.until('an answer', async () => (await told()).length > 1);
    expect(await told()).toEqual(['enterpictureinpicture true', 'true']);
    // The host is gone for this connection, and there again for the next one.
    await view.page.evaluate(() => (globalThis as unknown as { peers: RTCPeerConnection[] }).peers[0]!.close());
    await view.waitForEvent('statechange', ({ state, previous }) => state === 'live' && previous === 'reconnecting');
    const aside = async (): Promise<readonly (string | number)[]> =>
      view.page.evaluate(() => {
        const root = document.querySelector('remote-view')!.shadowRoot!;
        const video = root.pictureInPictureElement as HTMLVideoElement;
        const [track] = (video.srcObject as MediaStream).getVideoTracks();
        return [track!.readyState, video.videoWidth];
      });
    await view.until('the new picture in it', async () => (await aside()).join() === 'live,640');
    expect(await told()).toHaveLength(2);
    await view.page.evaluate(async () => document.exitPictureInPicture());
    await view.until('the end', async () => (await told()).length > 2);
    expect((await told())[2]).toBe('leavepictureinpicture false');
    await view.close();
  });

  it('goes to its window with the next connection where this one has just broken', async () => {
    const view = await open('keys', { before: keepPeers });
    const shown = await view.page.evaluate(async () => {
      const element = document.querySelector('remote-view') as HTMLElement & {
        requestPictureInPicture(): Promise<PictureInPictureWindow>;
      };
      (globalThis as unknown as { peers: RTCPeerConnection[] }).peers[0]!.close();
      await element.requestPictureInPicture();
      const video = element.shadowRoot!.pictureInPictureElement as HTMLVideoElement;
      return (video.srcObject as MediaStream).getVideoTracks()[0]!.readyState;
    });
    expect(shown).toBe('live');
    await view.close();
  });

  it('is refused a window where it ends before the window is there', async () => {
    const view = await open('keys');
    const outcome = await view.page.evaluate(async () => {
      const element = document.querySelector('remote-view') as HTMLElement & {
        requestPictureInPicture(): Promise<PictureInPictureWindow>;
        disconnect(): void;
      };
      // As soon as there is a video for the window, which has no picture yet.
      const ends = new MutationObserver(([change]) => change!.addedNodes.length > 0 && element.disconnect());
      ends.observe(element.shadowRoot!, { childList: true });
      return element.requestPictureInPicture().then(
        () => 'shown',
        ({ code }: { code: string }) => code,
      );
    });
    expect(outcome).toBe('picture-in-picture-unavailable');
    expect(await view.state()).toBe('idle');
    await view.close();
  });

  it('goes to a window of its own where it is painted to a canvas, too', async () => {
    const view = await open('keys', { attributes: 'transport="websocket"' });
    const width = await view.page.evaluate(async () => {
      const element = document.querySelector('remote-view') as HTMLElement & {
        requestPictureInPicture(): Promise<PictureInPictureWindow>;
      };
      await element.requestPictureInPicture();
      return (element.shadowRoot!.pictureInPictureElement as HTMLVideoElement).videoWidth;
    });
    expect(width).toBe(640);
    await view.close();
  });

  it('waits in no buffer, by the host’s word; without that word the browser decides', async () => {
    /** ms in the jitter buffer, a frame. */
    const waits = async (view: EmbeddingPage): Promise<number> => {
      await watchFrames(view);
      await view.until('frames', async () => (await framesOf(view)).length > 90);
      const { jitterBufferDelay, jitterBufferEmittedCount } = await videoReport(view);
      return (1_000 * jitterBufferDelay) / jitterBufferEmittedCount;
    };
    const view = await open('keys', { before: keepPeers });
    const told = await waits(view);
    await view.close();
    const other = await open('keys', {
      before: () => {
        const peers: RTCPeerConnection[] = [];
        (globalThis as unknown as { peers: typeof peers }).peers = peers;
        globalThis.RTCPeerConnection = class extends RTCPeerConnection {
          constructor(configuration?: RTCConfiguration) {
            super(configuration);
            peers.push(this);
          }
          override async setLocalDescription(offer?: RTCLocalSessionDescriptionInit): Promise<void> {
            const sdp = offer?.sdp?.replaceAll(/a=extmap:\d+ \S*playout-delay\r\n/gu, '') ?? '';
            return super.setLocalDescription({ ...offer, sdp });
          }
        };
      },
    });
    const untold = await waits(other);
    await other.close();
    expect(told).toBeLessThan(untold);
  });
});
