/**
 * The element where something is missing: in browsers that lack an interface, which is taken away before the page loads, in
 * frames that may use nothing, and on plain HTTP. The picture comes all the same, input arrives, and nothing is thrown.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RemoteView } from '@remote-view/viewer';
import type { Frame } from 'puppeteer';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { EmbeddingPage, type EmbedOptions, type PageEvent } from '../src/harness/embedding-page.ts';
import { startStack, type Stack } from '../src/harness/stack.ts';

/** Is this machine, and no secure place as `localhost` is. */
const INSECURE = 'insecure.example';

type Told = readonly (string | number | null)[];

/** What is gone, and how. Each of these runs in the page, and so knows nothing of this module. */
const MISSING: readonly (readonly [what: string, before: () => void])[] = [
  [
    'requestVideoFrameCallback',
    () => void Reflect.deleteProperty(HTMLVideoElement.prototype, 'requestVideoFrameCallback'),
  ],
  [
    'raw and coalesced moves',
    () => {
      for (const { prototype } of [Element, HTMLElement]) Reflect.deleteProperty(prototype, 'onpointerrawupdate');
      Reflect.deleteProperty(PointerEvent.prototype, 'getCoalescedEvents');
      Reflect.deleteProperty(PointerEvent.prototype, 'getPredictedEvents');
    },
  ],
  [
    'Keyboard Lock, wake lock, network information, gamepads, clipboard, microphones and user activation',
    () => {
      const names = [
        'keyboard',
        'wakeLock',
        'connection',
        'getGamepads',
        'clipboard',
        'mediaDevices',
        'userActivation',
      ];
      for (const name of names) Reflect.deleteProperty(Navigator.prototype, name);
    },
  ],
  [
    'fullscreen, pointer lock and picture-in-picture',
    () => {
      const { prototype } = Document;
      for (const name of ['requestFullscreen', 'requestPointerLock']) Reflect.deleteProperty(Element.prototype, name);
      for (const name of ['fullscreenEnabled', 'pictureInPictureEnabled']) Reflect.deleteProperty(prototype, name);
      Reflect.deleteProperty(HTMLVideoElement.prototype, 'requestPictureInPicture');
      for (const name of ['PictureInPictureEvent', 'documentPictureInPicture'])
        Reflect.deleteProperty(globalThis, name);
    },
  ],
  ['jitterBufferTarget', () => void Reflect.deleteProperty(RTCRtpReceiver.prototype, 'jitterBufferTarget')],
  ['states for CSS', () => Object.defineProperty(ElementInternals.prototype, 'states', { get: () => undefined })],
  [
    'states for CSS, except those with dashes',
    () => {
      const { add } = CustomStateSet.prototype;
      CustomStateSet.prototype.add = function (name: string) {
        if (!name.startsWith('--')) throw new DOMException('The state has to begin with dashes.', 'SyntaxError');
        return add.call(this, name);
      };
    },
  ],
  [
    'Web Audio, WebCodecs and canvases of workers',
    () => {
      const names = ['AudioContext', 'AudioDecoder', 'VideoDecoder', 'OffscreenCanvas', 'createImageBitmap'];
      for (const name of names) Reflect.deleteProperty(globalThis, name);
    },
  ],
];

type Refusal = 'resolved' | { readonly code: string };

/** What the scene was told of, as this page heard it. */
async function toldIn(frame: Frame): Promise<readonly Told[]> {
  const seen = await frame.evaluate(() => (globalThis as unknown as { seen: PageEvent[] }).seen);
  return seen.filter(({ type }) => type === 'message').flatMap(({ data }) => (data as { told: readonly Told[] }).told);
}

/** What comes of a method that asks the browser for something. */
async function ask(frame: Frame, method: 'startMicrophone' | 'requestPictureInPicture'): Promise<Refusal> {
  return frame.evaluate(async (name) => {
    const view = document.querySelector('remote-view')!;
    const asked: Promise<unknown> = view[name]();
    return asked.then(
      () => 'resolved' as const,
      ({ code }: { code: string }) => ({ code }),
    );
  }, method);
}

const read = <T>(frame: Frame, what: (view: RemoteView) => T): Promise<T> =>
  frame.$eval('remote-view', what as (element: RemoteView) => never);

/** Names of the controls that the toolbar offers. */
async function controlsOf(frame: Frame): Promise<readonly string[]> {
  return frame.evaluate(() => {
    const root = document.querySelector('remote-view')!.shadowRoot!;
    return [...root.querySelectorAll<HTMLElement>('[data-control]')].map(({ dataset }) => dataset['control']!);
  });
}

describe('without', () => {
  let stack: Stack;
  let chromium: LaunchedBrowser;
  /** Of one session for all, as attributes. */
  let session: string;
  let view: EmbeddingPage | undefined;
  let said: string[];

  const open = async (attributes: string, more: Partial<EmbedOptions> = {}): Promise<EmbeddingPage> => {
    view = await EmbeddingPage.open(chromium.browser, {
      ...{ src: stack.url, scene: '', attributes },
      prepare: async (page) =>
        void page.on('console', (line) => {
          if (['error', 'warn'].includes(line.type())) said.push(line.text());
        }),
      ...more,
    });
    await view.page.bringToFront();
    return view;
  };
  /** The picture is there, and has the shape of its element: the viewer before may have had another. */
  const live = async (frame: Frame): Promise<void> => {
    await view!.until('the picture', () =>
      read(frame, ({ state, videoWidth, videoHeight, offsetWidth, offsetHeight }) => {
        const [picture, element] = [videoWidth / videoHeight, offsetWidth / offsetHeight];
        return state === 'live' && Math.abs(picture - element) < 0.01;
      }),
    );
  };
  /** Real moves, presses, wheel and keys reach the scene, and nobody had to complain. */
  const expectUsable = async (frame: Frame, [left, top]: readonly [number, number] = [0, 0]): Promise<void> => {
    const { page } = view!;
    // A move may be lost, and no other comes in its place.
    await view!.until('a move', async () => {
      for (const x of [190, 200]) await page.mouse.move(left + x, top + 90);
      return (await toldIn(frame)).some((event) => String(event).startsWith('pointermove,mouse,200,90'));
    });
    await page.mouse.click(left + 200, top + 100);
    await page.mouse.wheel({ deltaY: 40 });
    await page.keyboard.press('w');
    const wanted = ['pointerdown,mouse,200,100,0,1', 'wheel,0,40', 'keydown,KeyW', 'keyup,KeyW'];
    let told: readonly string[] = [];
    const arrived = async (): Promise<boolean> => {
      told = (await toldIn(frame)).map(String);
      return wanted.every((start) => told.some((event) => event.startsWith(start)));
    };
    await view!.until('the input', arrived, 8_000).catch(() => expect(told).toEqual(wanted));
    expect(view!.problems).toEqual([]);
    expect(said).toEqual([]);
  };

  beforeAll(async () => {
    const args = [`--host-resolver-rules=MAP ${INSECURE} 127.0.0.1`];
    [stack, chromium] = await Promise.all([
      startStack({ scenes: ['benchmarks/e2e/scenes'] }),
      launchChromium({ args }),
    ]);
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ scene: 'devices' });
    const response = await fetch(`${stack.url}/v1/sessions`, { method: 'POST', headers, body });
    const { id, token } = (await response.json()) as { id: string; token: string };
    session = `session="${id}" token="${token}" controls stats clipboard="read write"`;
  }, 60_000);
  beforeEach(() => {
    said = [];
  });
  afterEach(async () => {
    await view?.close();
    view = undefined;
  });
  afterAll(async () => {
    await chromium.close();
    await stack.stop();
  });

  it.each(MISSING)('%s', async (_what, before) => {
    const { page } = await open(session, { before });
    await live(page.mainFrame());
    await expectUsable(page.mainFrame());
    expect(await view!.events('error')).toEqual([]);
  });

  it('sizes in device pixels, the picture still has as many as its place', async () => {
    const before = (): void => {
      const { observe } = ResizeObserver.prototype;
      ResizeObserver.prototype.observe = function (target, options) {
        if (options?.box === 'device-pixel-content-box') throw new TypeError('No such box.');
        observe.call(this, target, options);
      };
      Reflect.deleteProperty(ResizeObserverEntry.prototype, 'devicePixelContentBoxSize');
    };
    const { page } = await open(session, { before, width: 240, height: 136, devicePixelRatio: 2 });
    await view!.until('480x272', async () => {
      const { width, height } = await view!.videoSize();
      return width === 480 && height === 272;
    });
    await page.mouse.move(60, 34);
    await view!.until('the place', async () =>
      (await toldIn(page.mainFrame())).some(([, , x, y]) => x === 60 && y === 34),
    );
    expect(view!.problems).toEqual([]);
  });

  it('WebRTC, the picture comes over the WebSocket', async () => {
    const before = (): void => void Reflect.deleteProperty(globalThis, 'RTCPeerConnection');
    const { page } = await open(session, { before });
    await live(page.mainFrame());
    await expectUsable(page.mainFrame());
    expect(await view!.stats()).toMatchObject({ transport: 'websocket' });
    expect(await ask(page.mainFrame(), 'startMicrophone')).toEqual({ code: 'microphone-unavailable' });
  });

  it('WebRTC and WebCodecs, it says what this browser lacks', async () => {
    const before = (): void => {
      for (const name of ['RTCPeerConnection', 'VideoDecoder']) Reflect.deleteProperty(globalThis, name);
    };
    const { page } = await open(session, { before });
    const error = await view!.waitForEvent('error');
    expect(error).toMatchObject({ code: 'unsupported-browser', retry: false });
    expect(error['message']).toMatch(/no WebRTC.*no WebCodecs/u);
    await view!.until('a text about the browser', () =>
      page.evaluate(() => {
        const shown = document.querySelector('remote-view')!.shadowRoot!.querySelector('[part~=overlay]');
        return shown?.textContent.includes('browser') ?? false;
      }),
    );
    expect(view!.problems).toEqual([]);
  });

  it('storage, a session begins anew instead of being resumed', async () => {
    const before = (): void => {
      for (const name of ['localStorage', 'sessionStorage'] as const) {
        const get = (): never => {
          throw new DOMException('Storage is denied to this page.', 'SecurityError');
        };
        Object.defineProperty(globalThis, name, { get });
      }
    };
    const { page } = await open('resume', { before, scene: 'devices' });
    await live(page.mainFrame());
    await page.reload();
    await live(page.mainFrame());
    await expectUsable(page.mainFrame());
    await read(page.mainFrame(), (element) => element.disconnect());
  });

  it('a secure place, what needs one is refused with a reason', async () => {
    const { page } = await open(session);
    await page.goto(page.url().replace('127.0.0.1', INSECURE));
    const frame = page.mainFrame();
    expect(await frame.evaluate(() => isSecureContext)).toBe(false);
    await live(frame);
    await expectUsable(frame);
    expect(await ask(frame, 'startMicrophone')).toEqual({ code: 'microphone-unavailable' });
  });

  it('a frame’s permissions, what it may not use is not offered, or refused with a reason', async () => {
    const { page } = await open('');
    const features = ['gamepad', 'microphone', 'clipboard-read', 'clipboard-write', 'fullscreen'];
    const more = ['autoplay', 'screen-wake-lock', 'picture-in-picture', 'accelerometer', 'gyroscope'];
    const inner = `<style>body { margin: 0 }</style><script type="module" src="${stack.url}/remote-view.js"></script>
      <remote-view src="${stack.url}" ${session} style="width:640px;height:360px"></remote-view>`;
    await page.setViewport({ width: 720, height: 440 });
    await page.evaluate(
      (html, allow) => {
        const within = document.createElement('iframe');
        within.style.cssText = 'position:absolute; left:20px; top:30px; border:0; width:640px; height:360px';
        within.allow = allow;
        within.srcdoc = html;
        document.body.replaceChildren(within);
      },
      inner,
      [...features, ...more].map((name) => `${name} 'none'`).join('; '),
    );
    const frame = await view!.until('the frame', async () => page.frames()[1]);
    await frame.waitForSelector('remote-view');
    await live(frame);
    await expectUsable(frame, [20, 30]);
    // Without a microphone Chromium says that before.
    expect(await ask(frame, 'startMicrophone')).toEqual({ code: expect.stringMatching(/^microphone-/u) as string });
    expect(await ask(frame, 'requestPictureInPicture')).toEqual({ code: 'picture-in-picture-unavailable' });
    const controls = await view!.until('the toolbar', async () => {
      const names = await controlsOf(frame);
      return names.length > 0 && names;
    });
    expect(controls).toContain('screenshot');
    expect(controls).not.toContain('fullscreen');
  });
});
