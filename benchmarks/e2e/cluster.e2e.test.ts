/**
 * A fleet as in production: gateways that share a Redis behind a balancer, hosts that know them all, pages whose sessions a backend
 * made. What is taken away meanwhile costs nobody the picture.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { rest } from '@remote-view/protocol';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { isBlue, isRed } from '../src/harness/colours.ts';
import { EmbeddingPage } from '../src/harness/embedding-page.ts';
import { Fleet, type FleetHost } from '../src/harness/fleet.ts';
import { freePort } from '../src/harness/stack.ts';
import { watchSignaling, type WatchedSignaling } from '../src/harness/watched-signaling.ts';

/** A gateway that is gone is noticed at once, one that hangs or a store that is away takes a while; others work on this machine too. */
const PATIENCE = 30_000;
/** Of the time that was watched, the picture may have stood still: with another connection it would be more. */
const MOST_FROZEN = 0.25;

interface Showing {
  readonly view: EmbeddingPage;
  readonly session: rest.CreatedSession;
}

/** Opens pages of sessions, and looks after what was made. */
class Stage {
  readonly fleet: Fleet;
  readonly #chromium: LaunchedBrowser;
  readonly #ports: readonly number[];
  readonly #views: EmbeddingPage[] = [];
  readonly #sessions: string[] = [];

  constructor(fleet: Fleet, chromium: LaunchedBrowser, ports: readonly number[]) {
    this.fleet = fleet;
    this.#chromium = chromium;
    this.#ports = ports;
  }

  async make(wish: Partial<rest.CreateSession> = {}, at?: string): Promise<rest.CreatedSession> {
    const session = await this.fleet.create({ scene: 'keys', ...wish }, at);
    this.#sessions.push(session.id);
    return session;
  }

  /** @param src base URL that the page has of the gateway */
  async open({ id, token }: rest.CreatedSession, src = this.fleet.balancer.url): Promise<EmbeddingPage> {
    const view = await EmbeddingPage.open(this.#chromium.browser, {
      ...{ src, scene: '', width: 320, height: 180, port: this.#ports[this.#views.length]! },
      attributes: `session="${id}" token="${token}" transport="webrtc"`,
      before: watchSignaling,
    });
    this.#views.push(view);
    return view;
  }

  async show(wish: Partial<rest.CreateSession> = {}): Promise<Showing> {
    const session = await this.make(wish);
    const view = await this.open(session);
    await view.waitForEvent('firstframe', undefined, PATIENCE);
    return { view, session };
  }

  async hostOf({ id }: rest.CreatedSession): Promise<FleetHost> {
    return this.fleet.hostNamed((await this.fleet.session(id))?.host);
  }

  async clear(): Promise<void> {
    for (const view of this.#views.splice(0)) await view.close();
    for (const session of this.#sessions.splice(0)) await this.fleet.end(session);
    await expect.poll(() => this.#taken(), { timeout: PATIENCE }).toBe(0);
  }

  async #taken(): Promise<number> {
    const hosts = await Promise.all(this.fleet.hosts.map(({ name }) => this.fleet.hostInfo(name)));
    return hosts.reduce((sum, host) => sum + (host?.taken ?? 0), 0);
  }
}

/** What a page showed since this was made. */
class Watch {
  readonly #view: EmbeddingPage;
  readonly #before: { readonly at: number; readonly frozen: number };

  private constructor(view: EmbeddingPage, before: { readonly at: number; readonly frozen: number }) {
    this.#view = view;
    this.#before = before;
  }

  static async begin(view: EmbeddingPage): Promise<Watch> {
    return new Watch(view, await look(view));
  }

  /** Expects that nothing was to be seen of what happened, on the connection that was there all the while. */
  async end(): Promise<void> {
    const { at, frozen } = await look(this.#view);
    expect((frozen - this.#before.frozen) / (at - this.#before.at)).toBeLessThan(MOST_FROZEN);
    expect((await this.#view.events('statechange')).map(({ state }) => state)).toEqual(['connecting', 'live']);
    expect(await this.#view.events('error')).toEqual([]);
  }
}

async function look(view: EmbeddingPage): Promise<{ at: number; frozen: number }> {
  const { frames } = (await view.stats()) as { frames: { frozenMs: number } };
  return { at: performance.now(), frozen: frames.frozenMs };
}

/** @param more frames; 30 are a second, and more where the machine is busy */
async function showsMore(view: EmbeddingPage, more = 20): Promise<void> {
  const frames = await view.framesDecoded();
  await view.until('more frames', async () => (await view.framesDecoded()) >= frames + more, PATIENCE);
}

/** A key goes to the scene, and what it does comes back as a picture. */
async function answersInput(view: EmbeddingPage): Promise<void> {
  await view.page.bringToFront();
  await view.page.mouse.click(100, 100);
  await view.page.keyboard.down('r');
  await view.until('red while the key is down', async () => isRed(await view.colourAt(0.5, 0.5)), PATIENCE);
  await view.page.keyboard.up('r');
  await view.until('blue again', async () => isBlue(await view.colourAt(0.5, 0.5)), PATIENCE);
}

const signalingOf = ({ page }: EmbeddingPage): Promise<WatchedSignaling> =>
  page.evaluate(() => (globalThis as unknown as { signaling: WatchedSignaling }).signaling);

const joins = async (view: EmbeddingPage): Promise<number> => (await signalingOf(view)).joinedAt.length;

const start = async (
  options: Omit<Parameters<typeof Fleet.start>[0], 'origins'>,
): Promise<[Stage, LaunchedBrowser]> => {
  const ports = [await freePort(), await freePort(), await freePort()];
  const origins = ports.map((port) => `http://127.0.0.1:${port}`);
  const [fleet, chromium] = await Promise.all([Fleet.start({ ...options, origins }), launchChromium()]);
  return [new Stage(fleet, chromium, ports), chromium];
};

describe.skipIf(!Fleet.isPossible)(`a fleet${Fleet.isPossible ? '' : ' (redis-server is not installed)'}`, () => {
  describe('of two gateways and two hosts', { timeout: 120_000 }, () => {
    let stage: Stage;
    let fleet: Fleet;
    let chromium: LaunchedBrowser;

    beforeAll(async () => {
      [stage, chromium] = await start({
        gateways: 2,
        hosts: [
          { name: 'east-1', capacity: 1, flags: ['--region', 'east', '--zone', 'a'] },
          { name: 'west-1', capacity: 2, flags: ['--region', 'west', '--zone', 'b'] },
        ],
      });
      ({ fleet } = stage);
    });
    afterEach(async () => {
      fleet.balance();
      await stage.clear();
    });
    afterAll(async () => {
      await chromium.close();
      await fleet.stop();
    });

    const stateOf = async ({ id }: rest.CreatedSession): Promise<string | undefined> =>
      (await fleet.session(id))?.state;

    it('plays a session whose host is linked to another gateway than the one that its viewer talks to', async () => {
      const session = await stage.make();
      const host = await stage.hostOf(session);
      const view = await stage.open(session, fleet.otherThan(fleet.gatewayOf(host)).url);
      await view.waitForEvent('firstframe', undefined, PATIENCE);
      await showsMore(view);
      await answersInput(view);
      expect(await view.events('error')).toEqual([]);
      for (const { url } of fleet.gateways) {
        expect(await fleet.session(session.id, url)).toMatchObject({ state: 'active', viewers: 1, host: host.name });
      }
    });

    it('places sessions by label and by the way to the viewer, and lets who waits in at whatever gateway', async () => {
      const rtt = [
        { region: 'east', ms: 120 },
        { region: 'west', ms: 15 },
      ];
      const [one, another] = fleet.gateways.map(({ url }) => url);
      const near = [await stage.make({ placement: { rtt } }, one), await stage.make({ placement: { rtt } }, another)];
      for (const session of near) expect((await stage.hostOf(session)).name).toBe('west-1');
      const labelled = await stage.make({ placement: { labels: ['zone=a'] } });
      expect((await stage.hostOf(labelled)).name).toBe('east-1');
      const nowhere = await fleet.ask('POST', '/v1/sessions', { scene: 'keys', placement: { labels: ['zone=c'] } });
      expect(await nowhere.json()).toMatchObject({ status: 503, code: 'no-host' });

      const last = await stage.make({}, one);
      expect(last.state).toBe('queued');
      const view = await stage.open(last, one);
      await view.waitForEvent('queuechange', undefined, PATIENCE);
      await fleet.end(near[0]!.id, another);
      await view.waitForEvent('firstframe', undefined, PATIENCE);
      expect((await stage.hostOf(last)).name).toBe('west-1');
      expect(await view.events('error')).toEqual([]);
    });

    it.each([
      ['is killed', 'SIGKILL', 1006],
      ['is stopped', 'SIGTERM', 1012],
    ] as const)(
      'goes on when the gateway of a viewer and its host %s, and both are at the other one then',
      async (_how, signal, closeCode) => {
        const session = await stage.make();
        const host = await stage.hostOf(session);
        const gateway = fleet.gatewayOf(host);
        fleet.balancer.leadTo([gateway.port]);
        const view = await stage.open(session);
        await view.waitForEvent('firstframe', undefined, PATIENCE);
        fleet.balance();
        const watch = await Watch.begin(view);

        await gateway.end(signal);
        await answersInput(view);
        await view.until('signaling at the other gateway', async () => (await joins(view)) > 1, PATIENCE);
        await expect.poll(() => fleet.gatewayOf(host).port, { timeout: PATIENCE }).not.toBe(gateway.port);
        await expect.poll(async () => stateOf(session), { timeout: PATIENCE }).toBe('active');
        await showsMore(view);
        await answersInput(view);
        await watch.end();
        expect((await signalingOf(view)).closeCodes).toContain(closeCode);

        await view.page.reload();
        await view.waitForEvent('firstframe', undefined, PATIENCE);
        await answersInput(view);
        expect(host.count('a session starts', session.id)).toBe(1);
        await gateway.startAgain();
      },
    );

    it('plays on while Redis is away or hangs, refuses what is new, and knows all of it again afterwards', async () => {
      const labels = ['order=7'];
      const shown = [await stage.show({ labels }), await stage.show({ labels })];
      const watches = await Promise.all(shown.map(({ view }) => Watch.begin(view)));
      const refuses = async (): Promise<void> => {
        const refused = await fleet.ask('POST', '/v1/sessions', { scene: 'keys' });
        expect(await refused.json()).toMatchObject({ status: 503, code: 'unavailable' });
        expect(refused.headers.get('retry-after')).not.toBeNull();
      };
      const knowsAll = async (): Promise<void> => {
        for (const { session } of shown) {
          const known = { state: 'active', viewers: 1, labels };
          await expect.poll(() => fleet.session(session.id), { timeout: PATIENCE }).toMatchObject(known);
        }
        let made: rest.CreatedSession | undefined;
        const slot = expect.poll(async () => (made ??= await stage.make()).state, { timeout: PATIENCE });
        await slot.toBe('starting');
        // The other gateway may be later.
        await expect.poll(async () => fleet.end(made!.id), { timeout: PATIENCE }).toBeUndefined();
      };

      await fleet.redis.stop();
      await refuses();
      for (const { view } of shown) await answersInput(view);
      await fleet.redis.restart();
      await knowsAll();

      fleet.redis.pause();
      await refuses();
      // More than two seconds.
      for (const { view } of shown) await showsMore(view, 40);
      for (const { view } of shown) await answersInput(view);
      fleet.redis.resume();
      await knowsAll();
      for (const watch of watches) await watch.end();
    });

    // The last: that host is gone then.
    it('empties a host that is stopped: its viewer plays on, others go elsewhere, and it ends with its last session', async () => {
      const { view, session } = await stage.show({ graceSeconds: 1 });
      const host = await stage.hostOf(session);
      const watch = await Watch.begin(view);
      host.process.kill('SIGTERM');
      await expect.poll(async () => (await fleet.hostInfo(host.name))?.state, { timeout: PATIENCE }).toBe('draining');
      const next = await stage.make();
      expect((await stage.hostOf(next)).name).not.toBe(host.name);
      await showsMore(view);
      await answersInput(view);
      await watch.end();
      expect(host.process.exitCode).toBeNull();
      await view.page.goto('about:blank');
      await host.process.exited();
      expect(host.process.exitCode).toBe(0);
    });
  });

  describe('with leases of seconds', { timeout: 120_000 }, () => {
    let stage: Stage;
    let fleet: Fleet;
    let chromium: LaunchedBrowser;

    beforeAll(async () => {
      [stage, chromium] = await start({
        gateways: 2,
        hosts: [{ name: 'north-1', capacity: 2 }],
        timing: { hostGrace: 3_000, pingEvery: 500 },
      });
      ({ fleet } = stage);
    });
    afterAll(async () => {
      await chromium.close();
      await fleet.stop();
    });

    it('gives up a host whose agent hangs, gives its slots to nobody, and brings it in line when it wakes', async () => {
      const { view, session } = await stage.show();
      const host = await stage.hostOf(session);
      const other = await stage.make();
      await expect.poll(async () => fleet.session(other.id), { timeout: PATIENCE }).toMatchObject({ state: 'ready' });
      const watch = await Watch.begin(view);

      host.process.kill('SIGSTOP');
      // What is said to it now it hears when it wakes, at the earliest.
      await fleet.end(other.id);
      const lost = { state: 'ended', reason: { code: 'host-lost' } };
      for (const { url } of fleet.gateways) {
        await expect.poll(async () => fleet.session(session.id, url), { timeout: PATIENCE }).toMatchObject(lost);
        const refused = await fleet.ask('POST', '/v1/sessions', { scene: 'keys' }, url);
        expect(await refused.json()).toMatchObject({ status: 503, code: 'no-host' });
      }
      // The picture does not pass the agent.
      await showsMore(view);
      await answersInput(view);

      host.process.kill('SIGCONT');
      // Nobody else had its slot: it goes on.
      const back = { state: 'active', host: host.name, viewers: 1 };
      await expect.poll(async () => fleet.session(session.id), { timeout: PATIENCE }).toMatchObject(back);
      await expect.poll(() => host.count('the session ended', other.id), { timeout: PATIENCE }).toBe(1);
      expect(await fleet.session(other.id)).toMatchObject({ state: 'ended', reason: { code: 'session-ended' } });
      const [third, fourth] = [await stage.make(), await stage.make()];
      expect([third.state, fourth.state]).toEqual(['starting', 'queued']);
      expect(await fleet.hostInfo(host.name)).toMatchObject({ capacity: 2, taken: 2 });
      await view.until('signaling again', async () => (await joins(view)) > 1, PATIENCE);
      await answersInput(view);
      await watch.end();
    });
  });
});
