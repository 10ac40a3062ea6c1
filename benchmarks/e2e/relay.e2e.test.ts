/** Media over the gateway's WebSocket, where WebRTC is not wanted, cannot be had, or is cut. */
import type { DiagnosisEntry } from '@remote-view/viewer';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { isBlue, isRed } from '../src/harness/colours.ts';
import { EmbeddingPage, type PageEvent } from '../src/harness/embedding-page.ts';
import { startNarrowPath } from '../src/harness/narrow-path.ts';
import { keepSockets } from '../src/harness/kept-sockets.ts';
import { soundProblem } from '../src/harness/sound-engine.ts';
import { startStack, type Stack } from '../src/harness/stack.ts';

const isGreen = ([red, green]: readonly number[]): boolean => red! < 90 && green! > 120;

const diagnose = (view: EmbeddingPage): Promise<DiagnosisEntry[]> =>
  view.page.evaluate(() =>
    (document.querySelector('remote-view') as unknown as { diagnose(): Promise<DiagnosisEntry[]> }).diagnose(),
  );

describe('media over the gateway', () => {
  let stack: Stack;
  let chromium: LaunchedBrowser;
  const views: EmbeddingPage[] = [];
  const open = async (scene: string, attributes = '', before?: () => void): Promise<EmbeddingPage> => {
    const options = { src: stack.url, scene, attributes, ...(before && { before }) };
    const view = await EmbeddingPage.open(chromium.browser, options);
    views.push(view);
    return view;
  };
  const relayed = async (scene: string): Promise<EmbeddingPage> => {
    const view = await open(scene, 'transport="websocket"', keepSockets);
    await view.waitForEvent('firstframe');
    return view;
  };

  beforeAll(async () => {
    [stack, chromium] = await Promise.all([startStack({ scenes: ['benchmarks/e2e/scenes'] }), launchChromium()]);
  }, 60_000);
  afterEach(async () => {
    for (const view of views.splice(0)) await view.close();
  });
  afterAll(async () => {
    await chromium.close();
    await stack.stop();
  });

  it('shows a picture, and says so in the stats', async () => {
    const view = await relayed('fragile');
    expect(isGreen(await view.colourAt(0.5, 0.5))).toBe(true);
    const stats = await view.until('stats', async () => {
      const now = await view.stats();
      return Number(now['fps']) > 5 && Number(now['rtt']) > 0 && now;
    });
    expect(stats).toMatchObject({ transport: 'websocket', codec: 'video/H264', width: 640, height: 360 });
    const said = Object.fromEntries((await diagnose(view)).map(({ check, text }) => [check, text]));
    expect(said).toMatchObject({
      path: expect.stringContaining('WebSocket, as it was told to') as string,
      picture: expect.stringContaining('as the session was told to') as string,
    });
    expect((await view.events('statechange')).map(({ state }) => state)).toEqual(['connecting', 'live']);
  });

  it('answers keys and the pointer, and measures how long that takes', async () => {
    const keys = await relayed('keys');
    await keys.page.bringToFront();
    await keys.page.mouse.click(100, 100);
    await keys.page.keyboard.down('r');
    await keys.until('red while the key is down', async () => isRed(await keys.colourAt(0.5, 0.5)));
    await keys.page.keyboard.up('r');
    await keys.until('blue again', async () => isBlue(await keys.colourAt(0.5, 0.5)));
    await keys.send({ colour: '#20a040' });
    await keys.waitForEvent('message', ({ data }) => 'heard' in (data as object));
    await keys.until('green', async () => isGreen(await keys.colourAt(0.5, 0.5)));
    const orbit = await relayed('orbit');
    await orbit.page.bringToFront();
    const { mouse } = orbit.page;
    await mouse.move(320, 180);
    await mouse.down();
    await mouse.move(230, 180, { steps: 10 });
    await mouse.up();
    await orbit.until('the red side', async () => isRed(await orbit.colourAt(0.5, 0.5)));
    const { latency } = (await orbit.stats()) as { latency: { count: number; p50: number } };
    expect(latency.count).toBeGreaterThan(0);
    expect(latency.p50).toBeGreaterThan(0);
  });

  it('follows the size of the element', async () => {
    const view = await relayed('fragile');
    await view.page.evaluate(() => document.querySelector('remote-view')!.style.setProperty('width', '320px'));
    await view.until('another shape', async () => {
      const { width, height } = await view.videoSize();
      return width > 0 && width < height;
    });
    expect(isGreen(await view.colourAt(0.5, 0.5))).toBe(true);
  });

  it('takes over by itself where ICE never connects', async () => {
    const view = await open('fragile', '', () => {
      globalThis.RTCPeerConnection = class extends RTCPeerConnection {
        // Without a TURN server there is nothing that it could use.
        constructor(configuration?: RTCConfiguration) {
          super({ ...configuration, iceTransportPolicy: 'relay' });
        }
      };
    });
    await view.waitForEvent('firstframe');
    expect(isGreen(await view.colourAt(0.5, 0.5))).toBe(true);
    expect((await view.events('statechange')).map(({ state }) => state)).toEqual(['connecting', 'live']);
    expect(await view.events('error')).toMatchObject([{ code: 'peer-failed', retry: true }]);
    expect(await view.stats()).toMatchObject({ transport: 'websocket' });
    const entries = await diagnose(view);
    expect(entries.find(({ check }) => check === 'path')?.ok).toBe(false);
    expect(entries.at(-1)).toMatchObject({
      check: 'picture',
      ok: true,
      text: expect.stringContaining('over the gateway: WebRTC cannot') as string,
    });
  });

  it('is not taken where the host is only slow to answer', { timeout: 40_000 }, async () => {
    const view = await open('fragile', '', () => {
      let lost = 0;
      const { addEventListener } = WebSocket.prototype;
      WebSocket.prototype.addEventListener = function (this: WebSocket, type: string, listener: unknown) {
        const heard = listener as (event: MessageEvent) => void;
        const take = (event: MessageEvent): void => {
          if (type === 'message' && String(event.data).includes('"answer"') && lost++ === 0) return;
          heard(event);
        };
        addEventListener.call(this, type, take as EventListener);
      };
    });
    await view.waitForEvent('firstframe', () => true, 30_000);
    expect(await view.events('error')).toMatchObject([{ code: 'connect-timeout', retry: true }]);
    expect(await view.stats()).toMatchObject({ transport: 'webrtc' });
  });

  it('is taken at once by a browser without H.264 in its WebRTC', async () => {
    const view = await open('fragile', '', () => {
      RTCRtpReceiver.getCapabilities = () => ({ codecs: [], headerExtensions: [] });
      const made: RTCPeerConnection[] = [];
      Object.assign(globalThis, { made });
      globalThis.RTCPeerConnection = class extends RTCPeerConnection {
        constructor(configuration?: RTCConfiguration) {
          super(configuration);
          made.push(this);
        }
      };
    });
    await view.waitForEvent('firstframe');
    // One that nobody closes is there until the page goes.
    expect(await view.page.evaluate(() => (globalThis as unknown as { made: unknown[] }).made.length)).toBe(0);
    expect(isGreen(await view.colourAt(0.5, 0.5))).toBe(true);
    expect(await view.events('error')).toEqual([]);
  });

  it('says what was tried where a browser can do neither', async () => {
    const view = await open('fragile', '', () => {
      RTCRtpReceiver.getCapabilities = () => ({ codecs: [], headerExtensions: [] });
      Reflect.deleteProperty(globalThis, 'VideoDecoder');
    });
    const error = await view.waitForEvent('error');
    expect(error).toMatchObject({ code: 'unsupported-browser', retry: false });
    expect(error['message']).toContain('H.264 video over WebRTC');
    expect(error['message']).toContain('no WebCodecs');
    expect(await view.state()).toBe('failed');
  });

  it('asks for a key frame when a frame does not decode, and plays on', async () => {
    const view = await open('orbit', 'transport="websocket"', () => {
      let frames = 0;
      const { decode } = VideoDecoder.prototype;
      VideoDecoder.prototype.decode = function (chunk) {
        const isBroken = ++frames === 20;
        const data = new Uint8Array(1_000).fill(0x55);
        decode.call(this, isBroken ? new EncodedVideoChunk({ type: 'key', timestamp: chunk.timestamp, data }) : chunk);
      };
    });
    await view.waitForEvent('firstframe');
    const stats = await view.until('frames behind the broken one', async () => {
      const now = await view.stats();
      return Number(now['framesDecoded']) > 60 && now;
    });
    expect(stats['framesDropped']).toBeGreaterThan(0);
    expect((await view.events('statechange')).map(({ state }) => state)).toEqual(['connecting', 'live']);
  });

  it('comes back in the same session when it is cut', async () => {
    const view = await relayed('fragile');
    const first = await view.waitForEvent('message');
    const { at } = first;
    await view.page.evaluate(() => (globalThis as unknown as { sockets: WebSocket[] }).sockets.at(-1)!.close());
    await view.waitForEvent('statechange', ({ state }) => state === 'reconnecting');
    await view.waitForEvent(
      'statechange',
      (event) => event['previous'] === 'reconnecting' && event['state'] === 'live',
    );
    expect(await view.stats()).toMatchObject({ transport: 'websocket' });
    expect((await view.events('message')).filter((event) => event.at > at)).toEqual([]);
  });

  it('comes back when the stream process dies, and when the gateway was away', async () => {
    const view = await relayed('fragile');
    const line = stack.host.lines.findLast((text) => text.includes('stream process') && text.includes('pid='));
    process.kill(Number(/pid=(\d+)/u.exec(line ?? '')?.[1]), 'SIGKILL');
    const isBack = (event: PageEvent): boolean => event['previous'] === 'reconnecting' && event['state'] === 'live';
    const { at } = await view.waitForEvent('statechange', isBack);
    // The gateway carries media: without it there is none.
    await stack.restartGateway();
    await view.waitForEvent('statechange', (event) => isBack(event) && event.at > at);
    expect(isGreen(await view.colourAt(0.5, 0.5))).toBe(true);
  });

  it('stays where the browser slows the timers of a hidden page, with a scene at rest', async () => {
    const view = await open('on-demand', 'transport="websocket"', slowTimers);
    await view.waitForEvent('firstframe');
    const before = await view.page.evaluate(() => {
      (globalThis as unknown as { timersEvery: number }).timersEvery = 60_000;
      return performance.now();
    });
    // Twice as long as the host waits for a silent viewer.
    await view.until('ten seconds', async () =>
      view.page.evaluate((since) => performance.now() - since > 10_000, before),
    );
    expect((await view.events('statechange')).map(({ state }) => state)).toEqual(['connecting', 'live']);
    expect(await view.events('error')).toEqual([]);
  });

  it('lets nothing pile up on a path that is too narrow, and uses it again when it is wide', async () => {
    const path = await startNarrowPath(Number(new URL(stack.url).port));
    const src = `http://127.0.0.1:${path.port}`;
    const attributes = 'transport="websocket"';
    const view = await EmbeddingPage.open(chromium.browser, { src, scene: 'orbit', attributes });
    views.push(view);
    await view.page.bringToFront();
    await view.waitForEvent('firstframe');
    const { mouse } = view.page;
    const orbit = async (moves: number): Promise<void> => {
      for (let move = 0; move < moves; move++) {
        await mouse.move(320 + 150 * Math.sin(move / 4), 180 + 60 * Math.sin(move / 3));
        await new Promise((resolve) => setTimeout(resolve, 40));
      }
    };
    await mouse.move(320, 180);
    await mouse.down();
    await orbit(50);
    path.rate = 150_000;
    await orbit(150);
    const narrow = await view.stats();
    expect(narrow['targetBitrate']).toBeLessThan(1_000_000);
    // Without a bound the systems' buffers alone would hold minutes of it.
    expect((narrow as { latency: { p95: number } }).latency.p95).toBeLessThan(3_000);
    path.rate = Infinity;
    await view.until('more than before', async () => {
      await orbit(10);
      return Number((await view.stats())['targetBitrate']) > Number(narrow['targetBitrate']) * 1.5;
    });
    expect((await view.events('statechange')).map(({ state }) => state)).toEqual(['connecting', 'live']);
    await path.close();
  });

  it.skipIf(soundProblem() !== undefined)('brings sound, from the side on which it is', async () => {
    const view = await open('sound', 'transport="websocket"', keepSound);
    await view.waitForEvent('firstframe');
    await view.page.mouse.click(100, 100);
    const comesFrom = async (near: 0 | 1): Promise<boolean> => {
      const ears = await view.page.evaluate(() => (globalThis as unknown as { listen(): Ear[] }).listen());
      const [loud, low] = [ears[near]!, ears[1 - near]!];
      return Math.abs(loud.frequency - TONE_HZ) < 24 && loud.level > -50 && loud.level > low.level + 3;
    };
    await view.until('sound', async () =>
      view.page.evaluate(() => (document.querySelector('remote-view') as unknown as { audible: boolean }).audible),
    );
    await view.until('the tone on the left', async () => comesFrom(0));
    await view.send({ side: 'right' });
    await view.until('the tone on the right', async () => comesFrom(1));
  });

  it('is told of before, with all that works and does not', async () => {
    const view = await open('fragile');
    await view.waitForEvent('firstframe');
    const entries = await diagnose(view);
    expect(Object.fromEntries(entries.map(({ check, ok }) => [check, ok]))).toEqual({
      ...{ gateway: true, websocket: true, webrtc: true, webcodecs: true, addresses: true, path: true, picture: true },
    });
    const away = await view.page.evaluate(async () => {
      const element = document.querySelector('remote-view') as unknown as {
        src: string;
        diagnose(): Promise<DiagnosisEntry[]>;
      };
      element.src = 'http://127.0.0.1:1';
      return element.diagnose();
    });
    expect(away.filter(({ ok }) => !ok).map(({ check }) => check)).toEqual(['gateway', 'websocket', 'picture']);
    for (const { ms, text } of [...entries, ...away]) {
      expect(ms).toBeLessThan(6_000);
      expect(text).not.toBe('');
    }
  });

  it('shares a scene with a viewer who has WebRTC', async () => {
    const created = await fetch(`${stack.url}/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ scene: 'keys' }),
    });
    const { id, token } = (await created.json()) as { id: string; token: string };
    for (const name of ['webrtc', 'websocket']) {
      await open('', `session="${id}" token="${token}" transport="${name}"`);
    }
    for (const view of views) await view.waitForEvent('statechange', ({ state }) => state === 'live');
    await views[1]!.send({ colour: '#20a040' });
    for (const view of views) await view.until('green', async () => isGreen(await view.colourAt(0.5, 0.5)));
  });
});

/** Runs in a page before anything else: once `timersEvery` is set, an interval comes as seldom as that. */
function slowTimers(): void {
  const slow = { timersEvery: 0 };
  Object.assign(globalThis, slow);
  const every = globalThis.setInterval.bind(globalThis) as (work: () => void, ms: number) => number;
  const set = (work: () => void, ms: number): number => {
    let last = -Infinity;
    return every(() => {
      const now = performance.now();
      if (now - last < (globalThis as unknown as typeof slow).timersEvery) return;
      last = now;
      work();
    }, ms);
  };
  Object.assign(globalThis, { setInterval: set });
}

/** Of the scene `sound`. */
const TONE_HZ = 1_500;

interface Ear {
  /** Hz of the loudest. */
  readonly frequency: number;
  /** dB */
  readonly level: number;
}

/** Runs in a page before anything else: `listen()` measures what is handed to the element's audio. */
function keepSound(): void {
  let analysers: AnalyserNode[] = [];
  globalThis.AudioContext = class extends AudioContext {
    override createMediaStreamDestination(): MediaStreamAudioDestinationNode {
      const output = super.createMediaStreamDestination();
      const splitter = this.createChannelSplitter(2);
      this.createMediaStreamSource(output.stream).connect(splitter);
      analysers = [0, 1].map((channel) => {
        const analyser = this.createAnalyser();
        analyser.fftSize = 4_096;
        splitter.connect(analyser, channel);
        return analyser;
      });
      return output;
    }
  };
  const listen = (): Ear[] =>
    analysers.map((analyser) => {
      const levels = new Float32Array(analyser.frequencyBinCount);
      analyser.getFloatFrequencyData(levels);
      const loudest = levels.indexOf(Math.max(...levels));
      return { frequency: (loudest * analyser.context.sampleRate) / analyser.fftSize, level: levels[loudest]! };
    });
  Object.assign(globalThis, { listen });
}
