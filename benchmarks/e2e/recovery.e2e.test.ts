import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { EmbeddingPage } from '../src/harness/embedding-page.ts';
import { startStack, type Stack } from '../src/harness/stack.ts';

const isGreen = ([red, green]: readonly number[]): boolean => red! < 90 && green! > 120;

describe('what goes wrong', () => {
  let stack: Stack;
  let chromium: LaunchedBrowser;
  const open = (scene: string, before?: () => void): Promise<EmbeddingPage> =>
    EmbeddingPage.open(chromium.browser, { src: stack.url, scene, ...(before === undefined ? {} : { before }) });
  const openLive = async (scene: string): Promise<EmbeddingPage> => {
    const view = await open(scene);
    await view.waitForEvent('firstframe');
    return view;
  };

  beforeAll(async () => {
    [stack, chromium] = await Promise.all([
      startStack({ scenes: ['benchmarks/e2e/scenes'], hostFlags: ['--setup-timeout', '3'] }),
      launchChromium(),
    ]);
  }, 60_000);
  afterAll(async () => {
    await chromium.close();
    await stack.stop();
  });

  it.each([
    ['throws in update', 'throw', 'scene-update-failed', 'a bug in the scene'],
    ['aborts natively', 'abort', 'scene-crashed', 'SIGABRT'],
    ['hangs in an endless loop', 'hang', 'scene-unresponsive', 'respond'],
  ])('keeps the viewer connected when the scene %s, and a fresh scene takes over', async (_how, how, code, text) => {
    const view = await openLive('fragile');
    const other = await openLive('colours');
    const first = await view.waitForEvent('message');
    await view.send({ break: how });
    const status = await view.waitForEvent('scenestatus', ({ state }) => state === 'restarting');
    expect(status).toMatchObject({ code, text: expect.stringContaining(text) as string });
    // The last frame stands, on the connection that was there.
    expect(await view.state()).toBe('live');
    expect(isGreen(await view.colourAt(0.5, 0.5))).toBe(true);
    await view.waitForEvent('scenestatus', ({ state, at }) => state === 'running' && at > status.at);
    const second = await view.waitForEvent('message', ({ at }) => at > status.at);
    expect(second.data).not.toEqual(first.data);
    const frames = await view.framesDecoded();
    await view.until('frames of the fresh scene', async () => (await view.framesDecoded()) > frames + 10);
    expect((await view.events('statechange')).map(({ state }) => state)).toEqual(['connecting', 'live']);
    expect(await other.state()).toBe('live');
    expect((await other.events('scenestatus')).map(({ state }) => state)).not.toContain('restarting');
    await view.close();
    await other.close();
  });

  it('ends a session whose scene throws in set-up, with the reason on the page', async () => {
    const view = await open('setup-throws');
    const error = await view.waitForEvent('error');
    expect(error).toMatchObject({
      code: 'scene-setup-failed',
      message: expect.stringContaining('the model is missing') as string,
    });
    expect(await view.state()).toBe('failed');
    const shown = await view.page.evaluate(
      () => document.querySelector('remote-view')?.shadowRoot?.textContent.includes('the model is missing') ?? false,
    );
    expect(shown).toBe(true);
    await view.close();
  });

  it('ends a session whose scene never finishes its set-up', async () => {
    const view = await open('setup-hangs');
    expect(await view.waitForEvent('error')).toMatchObject({ code: 'scene-setup-timeout' });
    await view.close();
  });

  it('tells a page that asks for an unknown scene', async () => {
    const view = await open('no-such-scene');
    expect(await view.waitForEvent('error')).toMatchObject({ code: 'unknown-scene' });
    expect(await view.state()).toBe('failed');
    await view.close();
  });

  it('tells a browser without H.264 that is to use WebRTC alone', async () => {
    const before = (): void => {
      RTCRtpReceiver.getCapabilities = () => ({ codecs: [], headerExtensions: [] });
    };
    const options = { src: stack.url, scene: 'colours', attributes: 'transport="webrtc"', before };
    const view = await EmbeddingPage.open(chromium.browser, options);
    expect(await view.waitForEvent('error')).toMatchObject({ code: 'sdp-no-h264' });
    await view.close();
  });

  it('plays on while the gateway is gone, and signals again when it is back', async () => {
    const view = await openLive('fragile');
    const frames = await view.framesDecoded();
    await stack.restartGateway();
    await view.until('more frames', async () => (await view.framesDecoded()) > frames + 20);
    expect((await view.events('statechange')).map(({ state }) => state)).toEqual(['connecting', 'live']);
    await view.close();
  });

  it('makes a new connection in the same session when the stream process dies', async () => {
    const view = await openLive('fragile');
    // The first picture may come before it.
    const scene = await view.waitForEvent('message');
    const line = stack.host.lines.findLast((text) => text.includes('stream process') && text.includes('pid='));
    const pid = Number(/pid=(\d+)/u.exec(line ?? '')?.[1]);
    process.kill(pid, 'SIGKILL');
    await view.waitForEvent('statechange', ({ state }) => state === 'reconnecting');
    await view.waitForEvent('statechange', ({ state, previous }) => state === 'live' && previous === 'reconnecting');
    const frames = await view.framesDecoded();
    await view.until('more frames', async () => (await view.framesDecoded()) !== frames);
    // The scene itself never stopped.
    expect(
      (await view.events('message')).every(({ data }) => JSON.stringify(data) === JSON.stringify(scene['data'])),
    ).toBe(true);
    await view.close();
  });
});
