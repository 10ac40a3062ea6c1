/** A session with a real stream process, and a scene that never comes: what becomes of its viewers. */
import { DEFAULT_RULES } from '@remote-view/protocol';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { goodClaims, Signer } from '../access/testing/signer.ts';
import { TokenVerifier } from '../access/token-verifier.ts';
import { CHROMIUM_OFFER } from '../stream/sdp/testing/offers.ts';
import { createLog } from './log.ts';
import { streamPool, type SceneProcess } from './session-processes.ts';
import { Session, type Asked } from './session.ts';
import { WarmPool } from './warm-pool.ts';

const SESSION = 'the-session-of-this-test';

let signer: Signer;
beforeAll(async () => {
  signer = await Signer.make('key-1');
});

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

class TestSession {
  readonly said: string[] = [];
  readonly log: string[] = [];
  readonly session: Session;
  readonly #waiting = new Set<() => void>();

  constructor(graceSeconds = 30) {
    const log = createLog((line) => this.log.push(line));
    const machine = { adapter: 'none', software: true, encoder: 'libx264' } as const;
    const limits = { maxResidentBytes: 2 ** 30, readable: undefined, assets: { folders: [], origins: [] } };
    const streams = streamPool({
      ...{ machine: { ...machine, model: '', profileLevelId: '', environment: {}, report: [] }, limits, log },
      ...{ warm: 0, changed: () => {}, heartbeatTimeout: 4_000, developing: false },
    });
    const never = new WarmPool<SceneProcess>({ size: 0, refillAfter: 0 }, () => new Promise(() => {}));
    closing.push(
      () => never.close(),
      () => streams.close(),
    );
    this.session = new Session(
      {
        ...{ id: SESSION, tokens: new TokenVerifier([signer.publicKey]), scene: scene(), setupTimeout: 20_000 },
        stream: { profileLevelId: '42c02a', bindAddress: '127.0.0.1', advertised: [] },
        ...{ rules: { ...DEFAULT_RULES, graceSeconds }, develop: undefined, log },
      },
      { scenes: never, streams, ports: undefined },
      {
        ready: () => this.#say('ready'),
        answer: (viewer, peer) => this.#say(`${viewer} ${peer} answered`),
        viewerError: (viewer, peer, code) => this.#say(`${viewer} ${peer} ${code}`),
        renegotiate: () => this.#say('renegotiate'),
        viewers: (count) => this.#say(`viewers ${count}`),
        viewerGone: (viewer) => this.#say(`${viewer} gone`),
        ended: (code) => this.#say(`ended ${code}`),
      },
    );
    closing.push(() => this.session.end('session-ended', 'The test is over.'));
  }

  offer(viewer: string, token: string, sdp = CHROMIUM_OFFER): void {
    const offer: Asked = { type: 'offer', viewer, page: `page-of-${viewer}`, peer: 'p1', sdp, address: '127.0.0.1' };
    this.session.offer(offer, token);
  }

  async until(line: string): Promise<void> {
    while (!this.said.includes(line)) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  #say(line: string): void {
    this.said.push(line);
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

function scene() {
  return { name: 'none', title: '', description: '', module: 'file:///none.js' };
}

function token(of: Signer, session = SESSION): Promise<string> {
  return of.sign({ ...goodClaims('spectator', Math.floor(Date.now() / 1_000)), sid: session });
}

describe('the viewers of a session', () => {
  it('lets in who has a token for it, and nobody else gets as far as its stream process', async () => {
    const test = new TestSession();
    const other = await Signer.make('key-2');
    test.offer('nobody', 'no-token-at-all-but-long');
    test.offer('stranger', await token(other));
    test.offer('neighbour', await token(signer, 'another-session'));
    const good = await token(signer);
    test.offer('guest', good);
    await test.until('guest p1 answered');
    const refused = ['nobody', 'stranger', 'neighbour'].map((viewer) => `${viewer} p1 bad-token`);
    expect(test.said.filter((line) => line !== 'ready')).toEqual([...refused, 'viewers 1', 'guest p1 answered']);
    const lines = test.log.filter((line) => line.includes('a viewer was refused'));
    expect(lines.at(-1)).toMatch(/code=bad-token malformed=1 unknown-key=1 other-session=1$/u);
    expect(test.log.join('\n')).not.toContain(good.slice(0, 20));
  });

  it('keeps to the order in which viewers asked', async () => {
    const test = new TestSession();
    const good = await token(signer);
    for (const viewer of ['a', 'b', 'c']) test.offer(viewer, good);
    await test.until('c p1 answered');
    const answers = test.said.filter((line) => line.endsWith('answered'));
    expect(answers).toEqual(['a p1 answered', 'b p1 answered', 'c p1 answered']);
  });

  it('ends what a viewer has when the gateway says so, also what is still on its way', async () => {
    const test = new TestSession();
    const good = await token(signer);
    test.offer('a', good);
    test.offer('b', good);
    test.session.endViewer('a');
    await test.until('b p1 answered');
    expect(test.said).not.toContain('a p1 answered');
    test.session.endViewer('b');
    await test.until('viewers 0');
    expect(test.said.slice(-3)).toEqual(['b p1 answered', 'b gone', 'viewers 0']);
  });

  it('ends when it was without viewers for its grace time', async () => {
    const test = new TestSession(1);
    test.offer('a', await token(signer));
    await test.until('a p1 answered');
    test.session.endViewer('a');
    await test.until('ended session-ended');
    expect(test.said.slice(-3)).toEqual(['a gone', 'viewers 0', 'ended session-ended']);
  });
});
