/** Sound both ways in a real browser: what is heard, and when; no times, which other work on a machine changes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { EmbeddingPage } from '../src/harness/embedding-page.ts';
import { soundProblem } from '../src/harness/sound-engine.ts';
import { startStack, type Stack } from '../src/harness/stack.ts';

/** Of the scene `sound`. */
const TONE_HZ = 1_500;

interface Ear {
  /** Hz of the loudest. */
  readonly frequency: number;
  /** dB */
  readonly level: number;
}

interface Element extends HTMLElement {
  muted: boolean;
  volume: number;
  readonly audible: boolean;
  readonly microphone: boolean;
  startMicrophone(): Promise<void>;
  stopMicrophone(): Promise<void>;
}

interface Watched {
  /** Streams of the tracks that came, by kind. */
  readonly streams: Record<string, string>;
  /** Left and right of the sound that came. */
  listen(): readonly [Ear, Ear];
  /** Events so far. */
  changes: number;
  connection: RTCPeerConnection | undefined;
  /** Packets of sound that came. */
  packets(): Promise<number>;
}

/** Runs in the page: remembers what its peer connection receives, and measures it. */
function watchSound(): void {
  const streams: Record<string, string> = {};
  let sound: MediaStream | undefined;
  let analysers: AnalyserNode[] | undefined;
  const listen = (): [Ear, Ear] => {
    if (analysers === undefined) {
      const context = new AudioContext();
      const source = context.createMediaStreamSource(sound!);
      const splitter = context.createChannelSplitter(2);
      source.channelInterpretation = 'discrete';
      source.connect(splitter);
      analysers = [0, 1].map((channel) => {
        const analyser = context.createAnalyser();
        analyser.fftSize = 4_096;
        splitter.connect(analyser, channel);
        return analyser;
      });
    }
    const ears = analysers.map((analyser) => {
      const levels = new Float32Array(analyser.frequencyBinCount);
      analyser.getFloatFrequencyData(levels);
      const loudest = levels.indexOf(Math.max(...levels));
      return { frequency: (loudest * analyser.context.sampleRate) / analyser.fftSize, level: levels[loudest]! };
    });
    return [ears[0]!, ears[1]!];
  };
  const packets = async (): Promise<number> => {
    const report = await watched.connection?.getStats();
    const entries = [...(report?.values() ?? [])] as { type: string; kind?: string; packetsReceived?: number }[];
    return entries.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'audio')?.packetsReceived ?? 0;
  };
  const watched: Watched = { streams, listen, packets, changes: 0, connection: undefined };
  Object.assign(globalThis, { watched });
  const Real = RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Real {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      watched.connection = this;
      this.addEventListener('track', ({ track, streams: [stream] }) => {
        streams[track.kind] = stream?.id ?? '';
        if (track.kind === 'audio') sound = new MediaStream([track]);
      });
    }
  };
  addEventListener('volumechange', () => watched.changes++, true);
  // What the driver asks of a page counts as a gesture: this is told without being asked.
  const timer = setInterval(() => {
    void packets().then((count) => {
      if (count < 30) return;
      clearInterval(timer);
      console.info(`audible: ${document.querySelector<Element>('remote-view')!.audible}`);
    });
  }, 50);
}

const problem = soundProblem();

describe.skipIf(problem !== undefined)(`sound (${problem ?? 'with the real audio engine'})`, () => {
  let stack: Stack;
  let chromium: LaunchedBrowser;
  let view: EmbeddingPage;

  const audible = async (): Promise<boolean> =>
    view.page.evaluate(() => document.querySelector<Element>('remote-view')!.audible);
  const ears = async (): Promise<readonly [Ear, Ear]> =>
    view.page.evaluate(() => (globalThis as unknown as { watched: Watched }).watched.listen());
  /** The tone is there, and louder on this side: a head lets a third of it pass. */
  const comesFrom = async (side: 'left' | 'right'): Promise<boolean> => {
    const [left, right] = await ears();
    const [near, far] = side === 'left' ? [left, right] : [right, left];
    return Math.abs(near.frequency - TONE_HZ) < 24 && near.level > -50 && near.level > far.level + 3;
  };

  beforeAll(async () => {
    const args = [
      '--autoplay-policy=document-user-activation-required',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
    ];
    [stack, chromium] = await Promise.all([
      startStack({ scenes: ['benchmarks/e2e/scenes'] }),
      launchChromium({ args }),
    ]);
    view = await EmbeddingPage.open(chromium.browser, { src: stack.url, scene: 'sound', before: watchSound });
    await view.page.bringToFront();
  }, 60_000);
  afterAll(async () => {
    await chromium.close();
    await stack.stop();
  });

  it('comes, and is silent until the user does something in the page', async () => {
    const told = await new Promise<string>((resolve) => {
      view.page.on('console', (message) => {
        if (message.text().startsWith('audible')) resolve(message.text());
      });
    });
    expect(told).toBe('audible: false');
    await view.page.mouse.click(100, 100);
    await view.until('sound after a click', audible);
    expect(view.problems).toEqual([]);
  });

  it('is the tone that the scene plays, from the side where it plays it', async () => {
    await view.until('the tone on the left', () => comesFrom('left'));
    await view.send({ side: 'right' });
    await view.until('the tone on the right', () => comesFrom('right'));
  });

  it('is in another stream than the picture, which need not wait for it', async () => {
    const streams = await view.page.evaluate(() => (globalThis as unknown as { watched: Watched }).watched.streams);
    expect(streams).toEqual({ video: expect.any(String) as string, audio: expect.any(String) as string });
    expect(streams['video']).not.toBe(streams['audio']);
  });

  it('is muted and turned down by properties and attributes, and says so', async () => {
    const changes = await view.page.evaluate(async () => {
      const { watched } = globalThis as unknown as { watched: Watched };
      const element = document.querySelector<Element>('remote-view')!;
      const next = async (change: () => void): Promise<{ audible: boolean; events: number }> => {
        const before = watched.changes;
        change();
        await new Promise((resolve) => setTimeout(resolve));
        return { audible: element.audible, events: watched.changes - before };
      };
      return [
        await next(() => (element.muted = true)),
        await next(() => (element.muted = false)),
        await next(() => (element.volume = 0.5)),
        await next(() => element.setAttribute('muted', '')),
        await next(() => element.removeAttribute('muted')),
      ];
    });
    expect(changes.map((change) => change.audible)).toEqual([false, true, true, false, true]);
    expect(changes.every(({ events }) => events > 0)).toBe(true);
  });

  it('is not sent while it is silence', async () => {
    const received = (): Promise<number> =>
      view.page.evaluate(() => (globalThis as unknown as { watched: Watched }).watched.packets());
    await view.send({ volume: 0 });
    let before = await received();
    await view.until('no more packets', async () => {
      await new Promise((resolve) => setTimeout(resolve, 400));
      const now = await received();
      const quiet = now === before;
      before = now;
      return quiet;
    });
    await view.send({ volume: 1 });
    await view.until('the tone again', () => comesFrom('right'));
  });

  it("of the viewer's microphone is heard by the scene, from when it is switched on until it is off", async () => {
    const heard = async (): Promise<boolean> =>
      (await view.events('message')).some(({ data }) => ((data as { peak?: number }).peak ?? 0) > 0.1);
    expect(await heard()).toBe(false);
    await view.page.evaluate(() => document.querySelector<Element>('remote-view')!.startMicrophone());
    await view.until("the beep of Chromium's microphone in the scene", heard);
    expect(await view.page.evaluate(() => document.querySelector<Element>('remote-view')!.microphone)).toBe(true);
    await view.page.evaluate(() => document.querySelector<Element>('remote-view')!.stopMicrophone());
    await view.waitForEvent('message', ({ data }) => 'ended' in (data as object));
    expect(await view.page.evaluate(() => document.querySelector<Element>('remote-view')!.microphone)).toBe(false);
  });

  it('of a microphone that is refused is a coded error, and nothing else happens', async () => {
    const code = await view.page.evaluate(async () => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
      try {
        await document.querySelector<Element>('remote-view')!.startMicrophone();
        return 'started';
      } catch (error) {
        return (error as { code?: string }).code;
      }
    });
    expect(code).toBe('microphone-denied');
    expect(await view.state()).toBe('live');
    expect(view.problems).toEqual([]);
  });
});
