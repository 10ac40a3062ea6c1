/** A host's process with real scenes in software, and a gateway in the test's hands. */
import { DEFAULT_RULES, type hostLink } from '@remote-view/protocol';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Signer } from '../access/testing/signer.ts';
import { hasSoftwareGpu, where } from '../gpu/testing/run-job.ts';
import { childEnvironment } from './child.ts';
import { FakeGateway } from './testing/fake-gateway.ts';

const TIMEOUT_MS = 60_000;
const PROOF = 'p'.repeat(86);

const DRAWS = `export default { setup({ renderer }) {
  return { update() { renderer.setClearColor(0x336699); renderer.clear(); } };
} };`;

const folder = mkdtempSync(join(tmpdir(), 'remote-view-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

let signer: Signer;
beforeAll(async () => {
  signer = await Signer.make('key-1');
  const files = {
    'blue/scene.js': DRAWS,
    'blue/scene.json': '{ "title": "Blue", "version": "7", "needs": { "cpu": 1500 } }',
    'heavy/scene.js': DRAWS,
    'heavy/scene.json': '{ "needs": { "cpu": 900000 } }',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
});

class TestHost {
  readonly gateway: FakeGateway;
  readonly exited: Promise<number | null>;
  readonly #process: ChildProcess;
  output = '';

  constructor(gateway: FakeGateway, flags: readonly string[]) {
    this.gateway = gateway;
    gateway.keys = [signer.publicKey];
    this.#process = spawn(
      process.execPath,
      [
        '--conditions=@remote-view/source',
        '--disable-warning=ExperimentalWarning',
        fileURLToPath(new URL('main.ts', import.meta.url)),
        ...['--gateway', gateway.url, '--adapter', 'software', '--scenes', folder, '--bind-address', '127.0.0.1'],
        ...['--name', 'host-1', '--capacity', '3', '--cpu', '4000'],
        ...flags,
      ],
      { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env: childEnvironment({ REMOTE_VIEW_LABELS: 'rack=7' }) },
    );
    for (const stream of [this.#process.stdout, this.#process.stderr])
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.exited = once(this.#process, 'exit').then(([code]) => code as number | null);
  }

  static async start(...flags: readonly string[]): Promise<TestHost> {
    const host = new TestHost(await FakeGateway.listen(), flags);
    const over = host.exited.then(() => {
      throw new Error(`The host ended too early: ${host.output}`);
    });
    await Promise.race([host.gateway.told('report'), over]);
    over.catch(() => {});
    return host;
  }

  async end(): Promise<void> {
    this.kill('SIGKILL');
    await this.exited;
    await this.gateway.close();
  }

  kill(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  ask(session: string, scene = 'blue'): void {
    const rules = { ...DEFAULT_RULES, graceSeconds: 1 };
    this.gateway.send({ type: 'start', session, scene, tenant: 'default', rules, proof: PROOF });
  }

  async begin(session: string): Promise<void> {
    this.ask(session);
    await this.gateway.told('session-ready', (message) => message.session === session);
  }

  /** A viewer that is let in, and says nothing. */
  async watch(session: string): Promise<void> {
    const now = Math.floor(Date.now() / 1_000);
    const token = await signer.sign({ sid: session, iat: now, exp: now + 600 });
    const viewer = { viewer: 'viewer-1', page: 'page-0123456789abcdef', peer: 'peer-1' };
    this.gateway.send({ type: 'relay', session, ...viewer, token, ticket: 't'.repeat(32) });
    await this.gateway.told('viewers', (message) => message.session === session && message.count === 1);
  }

  ended(session: string): Promise<Extract<hostLink.HostMessage, { type: 'session-ended' }>> {
    return this.gateway.told('session-ended', (message) => message.session === session);
  }
}

describe.skipIf(!hasSoftwareGpu)(`a host (${where})`, { timeout: TIMEOUT_MS }, () => {
  let host: TestHost;
  beforeAll(async () => {
    host = await TestHost.start('--label', 'pool=a', '--region', 'eu-1', '--gpu-memory', '900');
  }, TIMEOUT_MS);
  afterAll(() => host.end());

  it('registers with all that sessions are placed by, and says how it is', async () => {
    expect(await host.gateway.told('register')).toMatchObject({
      host: 'host-1',
      capacity: 3,
      resources: { cpu: 4_000, gpuMemory: 900 },
      labels: ['rack=7', 'pool=a', 'region=eu-1'],
      scenes: [
        { name: 'blue', title: 'Blue', description: '', version: '7', needs: { cpu: 1_500 } },
        { name: 'heavy', title: 'heavy', version: expect.stringMatching(/^[0-9a-f]{12}$/u), needs: { cpu: 900_000 } },
      ],
      sessions: [],
    });
    const report = await host.gateway.told('report');
    expect(report).toMatchObject({ warm: 1, draining: false });
    expect(report.freeMemory).toBeGreaterThan(0);
  });

  it('takes sessions as far as it has room for them, and no scene that it does not have', async () => {
    host.ask('too-large', 'heavy');
    expect(await host.ended('too-large')).toMatchObject({ code: 'no-capacity' });
    host.ask('unknown', 'green');
    expect(await host.ended('unknown')).toMatchObject({ code: 'unknown-scene' });
    await host.begin('first');
    await host.gateway.told('report', ({ warm }) => warm === 0);
    await host.begin('second');
    // A slot is free, and 1,000 of 4,000 thousandths of a core.
    host.ask('third');
    expect(await host.ended('third')).toMatchObject({ code: 'no-capacity' });
    host.gateway.send({ type: 'end', session: 'first', code: 'session-ended' });
    await host.ended('first');
    await host.begin('fourth');
  });

  it('shows small what a session shows, and nothing of others', async () => {
    const { gateway } = host;
    gateway.send({ type: 'thumbnail', session: 'nobody', request: 'r0' });
    expect(await gateway.told('thumbnail', ({ request }) => request === 'r0')).not.toHaveProperty('jpeg');
    let jpeg: string | undefined;
    // None comes while the scene loads.
    for (let request = 1; jpeg === undefined; request++) {
      gateway.send({ type: 'thumbnail', session: 'fourth', request: `r${request}` });
      ({ jpeg } = await gateway.told('thumbnail', (message) => message.request === `r${request}`));
    }
    const { data, info } = await sharp(Buffer.from(jpeg, 'base64')).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([320, 180]);
    expect(Math.abs(data[2]! - 0x99)).toBeLessThan(6);
  });
});

describe.skipIf(!hasSoftwareGpu)(`a host that is to stop (${where})`, { timeout: TIMEOUT_MS }, () => {
  async function start(...flags: readonly string[]): Promise<TestHost> {
    const host = await TestHost.start(...flags);
    closing.push(() => host.end());
    return host;
  }

  it('stops at once where nobody is connected', async () => {
    const host = await start();
    await host.begin('alone');
    host.kill('SIGTERM');
    expect(await host.ended('alone')).toMatchObject({ code: 'host-lost' });
    expect(await host.exited).toBe(0);
  });

  it('stops in order while it still warms up', async () => {
    const host = new TestHost(await FakeGateway.listen(), []);
    closing.push(() => host.end());
    await expect.poll(() => host.output, { timeout: TIMEOUT_MS }).toContain('warming up');
    host.kill('SIGTERM');
    expect(await host.exited, host.output).toBe(0);
  });

  it('lets sessions with viewers end, and takes no new ones meanwhile', async () => {
    const host = await start();
    await host.begin('watched');
    await host.watch('watched');
    host.kill('SIGTERM');
    await host.gateway.told('report', ({ draining, warm }) => draining && warm === 0);
    host.ask('late');
    expect(await host.ended('late')).toMatchObject({ code: 'host-refused' });
    // Another gateway hears of it, too.
    const before = host.gateway.messages.length;
    host.gateway.cut();
    const { sessions } = await host.gateway.told('register', () => true, before);
    expect(sessions.map(({ session, proof }) => [session, proof])).toEqual([['watched', PROOF]]);
    await host.gateway.told('report', ({ draining }) => draining, before);
    host.gateway.send({ type: 'end', session: 'watched', code: 'session-ended' });
    expect(await host.ended('watched')).toMatchObject({ code: 'session-ended' });
    expect(await host.exited).toBe(0);
  });

  it('waits for no session that nobody has joined', async () => {
    const host = await start();
    await host.begin('watched');
    await host.begin('alone');
    await host.watch('watched');
    host.kill('SIGTERM');
    await host.gateway.told('report', ({ draining }) => draining);
    host.gateway.send({ type: 'end', session: 'watched', code: 'session-ended' });
    await host.ended('watched');
    expect(await host.ended('alone')).toMatchObject({ code: 'host-lost' });
    expect(await host.exited).toBe(0);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('stops at once at %s while it waits for sessions to end', async (signal) => {
    const host = await start();
    await host.begin('watched');
    await host.watch('watched');
    host.kill('SIGTERM');
    await host.gateway.told('report', ({ draining }) => draining);
    host.kill(signal);
    expect(await host.ended('watched')).toMatchObject({ code: 'host-lost' });
    expect(await host.exited).toBe(0);
  });

  it('waits no longer than it was told to', async () => {
    const host = await start('--drain-timeout', '0.2');
    await host.begin('watched');
    await host.watch('watched');
    host.kill('SIGTERM');
    expect(await host.ended('watched')).toMatchObject({ code: 'host-lost' });
    expect(await host.exited).toBe(0);
  });
});

describe('a host that is started in a wrong way', { timeout: TIMEOUT_MS }, () => {
  it.each([
    [['--gateway', 'http://gateway.example'], /--gateway must be like wss:/u],
    [['--label', 'pool'], /'pool'/u],
    [['--gpu-memory', 'much'], /--gpu-memory/u],
    [['--drain-timeout', '-1'], /--drain-timeout/u],
  ])('says what is wrong with %j', async (flags, message) => {
    const host = new TestHost(await FakeGateway.listen(), flags);
    closing.push(() => host.end());
    expect(await host.exited).toBe(1);
    expect(host.output).toMatch(message);
  });
});
