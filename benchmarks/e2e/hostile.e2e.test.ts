import { signaling } from '@remote-view/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { EmbeddingPage } from '../src/harness/embedding-page.ts';
import { startStack, type Stack } from '../src/harness/stack.ts';

interface Credentials {
  readonly id: string;
  readonly token: string;
}

/** A viewer that says what it likes; keeps what it is told. */
class RawViewer {
  readonly socket: WebSocket;
  readonly told: { readonly type: string; readonly code?: string; readonly peer?: string }[] = [];
  closeCode: number | undefined;

  constructor(url: string) {
    this.socket = new WebSocket(`${url.replace('http', 'ws')}/v1/signal`, 'remote-view.v1');
    this.socket.addEventListener('message', ({ data }) => {
      this.told.push(JSON.parse(String(data)) as (typeof this.told)[number]);
    });
    this.socket.addEventListener('close', ({ code }) => (this.closeCode = code));
  }

  async say(...messages: readonly unknown[]): Promise<void> {
    await until(() => this.socket.readyState !== WebSocket.CONNECTING);
    for (const message of messages) {
      this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    }
  }

  async hears(fits: (message: (typeof this.told)[number]) => boolean): Promise<(typeof this.told)[number]> {
    await until(() => this.told.some(fits));
    return this.told.find(fits)!;
  }
}

async function until(done: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!done()) {
    if (Date.now() > deadline) throw new Error('waited 10 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('hostile input', () => {
  let stack: Stack;
  let chromium: LaunchedBrowser;
  let bystander: EmbeddingPage;
  let session: Credentials;

  const create = async (): Promise<Credentials> => {
    const response = await fetch(`${stack.url}/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ scene: 'keys' }),
    });
    return (await response.json()) as Credentials;
  };
  const joined = async ({ id, token }: Credentials): Promise<RawViewer> => {
    const viewer = new RawViewer(stack.url);
    await viewer.say({ type: 'join', version: 1, session: id, token });
    await viewer.hears(({ type }) => type === 'joined');
    return viewer;
  };

  beforeAll(async () => {
    [stack, chromium] = await Promise.all([startStack({ scenes: ['benchmarks/e2e/scenes'] }), launchChromium()]);
    bystander = await EmbeddingPage.open(chromium.browser, { src: stack.url, scene: 'colours' });
    await bystander.waitForEvent('firstframe');
    session = await create();
  }, 60_000);
  afterAll(async () => {
    // Whatever was tried: nobody died, and who did nothing noticed nothing.
    const frames = await bystander.framesDecoded();
    await bystander.until('more frames', async () => (await bystander.framesDecoded()) > frames + 5);
    expect((await bystander.events('statechange')).map(({ state }) => state)).toEqual(['connecting', 'live']);
    expect([stack.gateway.exitCode, stack.host.exitCode]).toEqual([null, null]);
    await chromium.close();
    await stack.stop();
  });

  it.each([
    ['no JSON', 'hello', 'malformed-message'],
    ['an unknown type', { type: 'shutdown' }, 'malformed-message'],
    ['another version', { type: 'join', version: 99, session: 'x', token: 'x'.repeat(32) }, 'unsupported-version'],
    ['a token that nobody signed', { type: 'join', version: 1, session: 'x', token: 'x'.repeat(32) }, 'bad-token'],
  ])('refuses %s as a first message', async (_what, message, code) => {
    const viewer = new RawViewer(stack.url);
    await viewer.say(message);
    expect(await viewer.hears(({ type }) => type === 'error')).toMatchObject({ code });
    await until(() => viewer.closeCode !== undefined);
    const { joinTimeout, refused, protocolError } = signaling.CLOSE;
    expect([joinTimeout, refused, protocolError]).toContain(viewer.closeCode);
  });

  it('refuses a wrong token', async () => {
    const viewer = new RawViewer(stack.url);
    await viewer.say({ type: 'join', version: 1, session: session.id, token: 'A'.repeat(43) });
    expect(await viewer.hears(({ type }) => type === 'error')).toMatchObject({ code: 'bad-token' });
  });

  it('closes the socket of who sends more than allowed', async () => {
    const viewer = await joined(session);
    await viewer.say({ type: 'offer', peer: '1', sdp: 'v'.repeat(70_000) });
    await until(() => viewer.closeCode !== undefined);
    expect(viewer.closeCode).toBe(1009);
  });

  it.each([
    ['garbage', 'no SDP at all', 'sdp-invalid'],
    ['no H.264', sdp('VP8/90000'), 'sdp-no-h264'],
    [
      'a hostile ufrag',
      sdp('H264/90000', 'a=ice-ufrag:x\r\na=candidate:1 1 udp 1 evil.example 1 typ host'),
      'sdp-invalid',
    ],
  ])('answers an offer with %s by a code', async (_what, text, code) => {
    const viewer = await joined(session);
    await viewer.say({ type: 'offer', peer: 'p1', sdp: text });
    expect(await viewer.hears(({ type }) => type === 'error')).toMatchObject({ code, peer: 'p1' });
    expect(viewer.closeCode).toBeUndefined();
    viewer.socket.close();
  });

  it('cuts off a viewer that floods its data channels, and takes it back', async () => {
    const view = await EmbeddingPage.open(chromium.browser, {
      src: stack.url,
      scene: 'keys',
      before: () => {
        const create = RTCPeerConnection.prototype.createDataChannel;
        const channels = new Map<string, RTCDataChannel>();
        (globalThis as unknown as { channels: typeof channels }).channels = channels;
        RTCPeerConnection.prototype.createDataChannel = function (label, options) {
          const channel = create.call(this, label, options);
          channels.set(label, channel);
          return channel;
        };
      },
    });
    await view.waitForEvent('firstframe');
    await view.page.evaluate(() => {
      const { channels } = globalThis as unknown as { channels: Map<string, RTCDataChannel> };
      for (let index = 0; index < 2_000; index++) {
        const channel = channels.get(index % 2 === 0 ? 'motion' : 'events');
        if (channel?.readyState === 'open') channel.send(crypto.getRandomValues(new Uint8Array(64)));
      }
    });
    await view.waitForEvent('statechange', ({ state }) => state === 'reconnecting');
    await view.waitForEvent('statechange', ({ state, previous }) => state === 'live' && previous === 'reconnecting');
    await view.close();
  });
});

/** An offer with one video codec, well-formed but for `extra`. */
function sdp(codec: string, extra = 'a=ice-ufrag:abcd'): string {
  return [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'a=group:BUNDLE 0',
    'm=video 9 UDP/TLS/RTP/SAVPF 96',
    'c=IN IP4 0.0.0.0',
    'a=mid:0',
    extra,
    'a=ice-pwd:abcdefghijklmnopqrstuvwx',
    `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}`,
    'a=setup:actpass',
    'a=recvonly',
    'a=rtcp-mux',
    `a=rtpmap:96 ${codec}`,
    '',
  ].join('\r\n');
}
