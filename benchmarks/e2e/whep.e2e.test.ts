/** A session watched by players that are not ours: GStreamer's webrtcbin, and a page with nothing but `RTCPeerConnection`. */
import type { rest } from '@remote-view/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { makeSession, type MadeSession } from '../src/harness/made-session.ts';
import { servePage, type PageServer } from '../src/harness/page-server.ts';
import { soundProblem } from '../src/harness/sound-engine.ts';
import { startStack, type Stack } from '../src/harness/stack.ts';
import { gstProblem, playWithGst, type GstResult, type GstWish } from '../src/harness/whep-player.ts';
import { PATCHES } from './scenes/colours/patches.ts';
import type { Playing, watch } from './whep/player.ts';

const PLAIN = 'application/x-rtp,media=video,encoding-name=H264,payload=96,clock-rate=90000';
const FULL = [
  PLAIN,
  'packetization-mode=(string)1',
  'profile-level-id=(string)42e01f',
  'rtcp-fb-nack=(boolean)true',
  'rtcp-fb-nack-pli=(boolean)true',
  'rtcp-fb-transport-cc=(boolean)true',
  'extmap-3=http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
].join(',');

/** The middles of the patches of the scene `colours`. */
const MIDDLES = PATCHES.map((_, index) => [((index % 4) + 0.5) / 4, index < 4 ? 0.25 : 0.75] as const);
const rgb = (colour: string): number[] => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
/** The largest difference of any channel of any patch. */
const worstOf = (colours: readonly (readonly number[])[]): number =>
  Math.max(
    ...PATCHES.flatMap((patch, at) => rgb(patch).map((value, channel) => Math.abs(value - colours[at]![channel]!))),
  );

let stack: Stack;
const endpointOf = ({ id }: MadeSession): string => `${stack.url}/v1/sessions/${id}/whep`;

/** Says what is wrong with an offer without SDP: 400 while the session is there, 404 once it is over. */
const ask = async (session: MadeSession, token: string = session.token): Promise<number> => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/sdp' };
  return (await fetch(endpointOf(session), { method: 'POST', headers, body: 'v=1' })).status;
};

async function spectatorToken({ id, token }: MadeSession): Promise<string> {
  const response = await fetch(`${stack.url}/v1/sessions/${id}/tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ role: 'spectator' }),
  });
  return ((await response.json()) as rest.GrantedToken).token;
}

/** A session ends a second after its last viewer: that is how a test sees that nobody is left. */
async function isDeserted(session: MadeSession): Promise<boolean> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    if ((await ask(session)) === 404) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

beforeAll(async () => {
  stack = await startStack({ scenes: ['benchmarks/e2e/scenes'], capacity: 8 });
}, 60_000);
afterAll(() => stack.stop());

const problem = gstProblem();

describe.skipIf(problem !== undefined)(`GStreamer (${problem ?? 'with webrtcbin'})`, { timeout: 60_000 }, () => {
  const play = ({ id, token }: MadeSession, wish: Partial<GstWish> = {}): Promise<GstResult> =>
    playWithGst({
      url: `${stack.url}/v1/sessions/${id}/whep`,
      token,
      points: MIDDLES,
      frames: 20,
      seconds: 30,
      ...wish,
    });

  it.each([
    ['says nothing of the format', { caps: PLAIN }],
    ['gives feedback about each packet', { caps: FULL }],
  ] as const)('plays the scene where it %s', async (_what, wish) => {
    const result = await play(await makeSession(stack.url, { scene: 'colours', graceSeconds: 1 }), wish);
    expect(result.answer?.status).toBe(201);
    expect(result.video).toBeGreaterThanOrEqual(20);
    expect(result.size![0]).toBeGreaterThan(0);
    expect(worstOf(result.colours!)).toBeLessThanOrEqual(10);
  });

  it('looks on with the token of a spectator, and leaves with DELETE, after which nobody is left', async () => {
    const session = await makeSession(stack.url, { scene: 'colours', graceSeconds: 1 });
    const { answer, deleted } = await play({ ...session, token: await spectatorToken(session) });
    expect([answer?.status, deleted]).toEqual([201, 200]);
    expect(await isDeserted(session)).toBe(true);
  });

  it.skipIf(soundProblem() !== undefined)('hears the scene', async () => {
    const result = await play(await makeSession(stack.url, { scene: 'sound', graceSeconds: 1 }), {
      points: [],
      frames: 60,
    });
    expect(result.audio).toBeGreaterThan(10);
  });

  it('is refused with the token of another session', async () => {
    const [session, other] = [
      await makeSession(stack.url, { scene: 'colours', graceSeconds: 1 }),
      await makeSession(stack.url, { scene: 'colours', graceSeconds: 1 }),
    ];
    const { answer, video } = await play({ ...session, token: other.token });
    expect(answer?.status).toBe(401);
    expect(JSON.parse(answer!.sdp)).toMatchObject({ code: 'bad-token' });
    expect(video).toBe(0);
  });
});

describe('a page without our element', { timeout: 60_000 }, () => {
  let chromium: LaunchedBrowser;
  let pages: PageServer;
  beforeAll(async () => {
    [chromium, pages] = await Promise.all([launchChromium(), servePage('benchmarks/e2e/whep/player.ts')]);
  }, 60_000);
  afterAll(async () => {
    await chromium.close();
    await pages.close();
  });

  it('of another origin plays the scene, tells of its candidates, and leaves', async () => {
    const session = await makeSession(stack.url, { scene: 'colours', graceSeconds: 1 });
    const page = await chromium.browser.newPage();
    await page.goto(pages.url);
    const { headers, colours } = await page.evaluate(
      async (endpoint, token, points) => {
        const page = globalThis as unknown as { watch: typeof watch; playing: Playing };
        page.playing = await page.watch(endpoint, token);
        const { video, headers } = page.playing;
        let frames = 0;
        await new Promise<void>((resolve) => {
          const next = (): unknown => (++frames === 20 ? resolve() : video.requestVideoFrameCallback(next));
          video.requestVideoFrameCallback(next);
        });
        const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
        const context = canvas.getContext('2d')!;
        context.drawImage(video, 0, 0);
        const colours = points.map(([x, y]) => [
          ...context.getImageData(Math.floor(x! * canvas.width), Math.floor(y! * canvas.height), 1, 1).data.slice(0, 3),
        ]);
        return { headers, colours };
      },
      endpointOf(session),
      session.token,
      MIDDLES.map((point) => [...point]),
    );
    expect(headers).toMatchObject({ 'content-type': 'application/sdp', location: expect.any(String) as string });
    expect(worstOf(colours)).toBeLessThanOrEqual(10);
    expect(await ask(session)).toBe(400);
    const status = await page.evaluate(() => (globalThis as unknown as { playing: Playing }).playing.stop());
    expect(status).toBe(200);
    expect(await isDeserted(session)).toBe(true);
    await page.close();
  });
});
