/** Whatever goes wrong for a page has a state, an event with a reason, and a text on the picture; never an exception. */
import { buildApp } from '@remote-view/gateway';
import { ERRORS, type ErrorCode } from '@remote-view/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { EmbeddingPage, type EmbedOptions } from '../src/harness/embedding-page.ts';
import { endedSession, makeSession } from '../src/harness/made-session.ts';
import { freePort, repositoryPath, startStack, type Stack } from '../src/harness/stack.ts';

/** What the tests below reach into: everything that the element has opened. */
interface Opened {
  readonly channels: RTCDataChannel[];
  readonly sockets: WebSocket[];
}

declare global {
  var opened: Opened | undefined;
}

describe('a page for which something goes wrong', { timeout: 60_000 }, () => {
  let stack: Stack;
  let chromium: LaunchedBrowser;
  const open = (options: Partial<EmbedOptions>): Promise<EmbeddingPage> =>
    EmbeddingPage.open(chromium.browser, { src: stack.url, scene: 'colours', width: 320, height: 180, ...options });
  const shown = (view: EmbeddingPage): Promise<string> =>
    view.page.evaluate(() => document.querySelector('remote-view')?.shadowRoot?.textContent ?? '');
  const failsWith = async (view: EmbeddingPage, code: ErrorCode, timeout = 15_000): Promise<string> => {
    const error = await view.waitForEvent('error', ({ retry }) => retry === false, timeout);
    expect(error).toMatchObject({ code });
    expect(await view.state()).toBe('failed');
    const message = String(error['message']);
    await view.until('a panel with the reason', async () => (await shown(view)).includes(message));
    expect(await shown(view)).toContain(code);
    expect(view.problems).toEqual([]);
    await view.close();
    return message;
  };

  beforeAll(async () => {
    [stack, chromium] = await Promise.all([startStack({ scenes: ['benchmarks/e2e/scenes'] }), launchChromium()]);
  }, 60_000);
  afterAll(async () => {
    await chromium.close();
    await stack.stop();
  });

  it.each([
    ['a scene whose name is none', 'scene', 'No Such Scene!'],
    ['an address that is no URL', 'src', 'http://['],
    ['an address of another kind', 'src', 'ftp://127.0.0.1/'],
  ])('says what is wrong with %s', async (_what, name, value) => {
    const view = await open({});
    await view.page.evaluate(
      (key, text) => document.querySelector('remote-view')!.setAttribute(key, text),
      name,
      value,
    );
    await failsWith(view, 'bad-configuration');
  });

  it('asks a second time for a part that did not come', async () => {
    const view = await open({ dropFirst: /\/remote-view\/input-/u });
    await view.waitForEvent('firstframe');
    await view.until('a click that takes the keyboard', async () => {
      await view.page.mouse.click(100, 100);
      return view.page.evaluate(() => document.querySelector('remote-view')!.matches(':state(captured)'));
    });
    expect([await view.events('error'), view.problems]).toEqual([[], []]);
    await view.close();
  });

  it('plays with attributes that mean nothing', async () => {
    const attributes = [
      'volume="loud" max-bitrate="lots" data-saver="perhaps" prefer="everything" transport="pigeon"',
      'fit="somehow" position="there" stats="no" lang="xx-invalid" muted="false"',
    ];
    const view = await open({ attributes: attributes.join(' ') });
    await view.waitForEvent('firstframe');
    await view.page.evaluate(() => {
      const element = document.querySelector('remote-view')!;
      const values = ['', '-1', '1e999', 'NaN', '999', 'null'];
      const names = ['volume', 'max-bitrate', 'prefer', 'fit', 'position', 'data-saver'];
      for (const value of values) for (const name of names) element.setAttribute(name, value);
      for (const name of names) element.removeAttribute(name);
    });
    await view.until('its answer', async () => (await view.stats())['state'] === 'live');
    expect([view.problems, await view.events('error')]).toEqual([[], []]);
    await view.close();
  });

  it('says which half of a session is missing where it does not come', async () => {
    const view = await open({ scene: '', attributes: 'session="half"' });
    expect(await failsWith(view, 'bad-configuration')).toContain("no 'token'");
  });

  it('refuses a wrong or an expired token, and a session that is over', async () => {
    const { id } = await makeSession(stack.url, { scene: 'colours' });
    const token = 'x'.repeat(43);
    const wrong = await open({ scene: '', attributes: `session="${id}" token="${token}"` });
    expect(await failsWith(wrong, 'bad-token')).toBe(ERRORS['bad-token'].text);
    const ended = await endedSession(stack.url);
    const over = await open({ scene: '', attributes: `session="${ended.id}" token="${ended.token}"` });
    expect(await failsWith(over, 'unknown-session')).toBe(ERRORS['unknown-session'].text);
    const garbled = await open({ scene: '', attributes: `session="${id}" token="undefined"` });
    await failsWith(garbled, 'bad-token');
  });

  it.each([
    ['a scene', 'configurator', ''],
    ['a session', '', `session="abc" token="${'x'.repeat(43)}"`],
  ])('is told at once where a gateway refuses its origin, with %s', async (_what, scene, attributes) => {
    const viewerBundle = repositoryPath('viewer/dist/remote-view.js');
    const keys = { apiKeys: ['api-key-for-the-tests'], hostKey: 'host-key-for-the-tests' };
    const gateway = buildApp({ ...keys, viewerBundle, allowedOrigins: ['https://shop.example'] });
    const view = await open({ src: await gateway.listen({ host: '127.0.0.1', port: 0 }), scene, attributes });
    expect(await failsWith(view, 'origin-refused')).toContain('--allowed-origin');
    // A browser opens connections in advance, and one that never asked for anything is not idle to Node.
    gateway.server.closeAllConnections();
    await gateway.close();
  });

  it('takes a relative address as relative to the page, and names what answers there', async () => {
    const view = await open({});
    await view.page.evaluate(() => document.querySelector('remote-view')!.setAttribute('src', './view'));
    const origin = await view.page.evaluate(() => location.origin);
    expect(await failsWith(view, 'bad-configuration')).toContain(`${origin}/view/v1/sessions`);
  });

  it('tries for a while to reach a gateway that is not there, and then says what to do', async () => {
    const view = await open({});
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    await view.page.evaluate((src) => document.querySelector('remote-view')!.setAttribute('src', src), nowhere);
    await view.waitForEvent('error', ({ code, retry }) => code === 'gateway-unreachable' && retry === true);
    expect(await view.state()).toBe('connecting');
    await failsWith(view, 'gateway-unreachable', 30_000);
  });

  it('ignores and counts what nobody understands, from the host and from the gateway', async () => {
    const view = await open({
      before: () => {
        const opened: Opened = (globalThis.opened = { channels: [], sockets: [] });
        const { createDataChannel } = RTCPeerConnection.prototype;
        RTCPeerConnection.prototype.createDataChannel = function create(label, options) {
          const channel = createDataChannel.call(this, label, options);
          opened.channels.push(channel);
          return channel;
        };
        globalThis.WebSocket = class extends WebSocket {
          constructor(url: string | URL, protocols?: string | string[]) {
            super(url, protocols);
            opened.sockets.push(this);
          }
        };
      },
    });
    await view.waitForEvent('firstframe');
    const sent = await view.page.evaluate(() => {
      const { channels, sockets } = globalThis.opened!;
      let count = 0;
      const say = (target: EventTarget, data: unknown): void => {
        target.dispatchEvent(new MessageEvent('message', { data }));
        count += 1;
      };
      for (const channel of channels) {
        say(channel, 'text');
        say(channel, new ArrayBuffer(0));
        for (let length = 1; length < 200; length++) {
          say(channel, crypto.getRandomValues(new Uint8Array(length)).buffer);
        }
        say(channel, new ArrayBuffer(100_000));
      }
      for (const socket of sockets) {
        for (const text of [
          '',
          'null',
          '[]',
          '{"type":"answer"}',
          '{"type":"queued","position":-1}',
          '{"a":'.repeat(999),
        ]) {
          say(socket, text);
        }
        say(socket, new Blob(['x']));
      }
      return count;
    });
    const counted = (await view.stats())['rejected'] as Record<string, number>;
    // A few of the random ones may mean something.
    expect(Object.values(counted).reduce((sum, one) => sum + one, 0)).toBeGreaterThan(sent * 0.8);
    expect([await view.state(), view.problems, await view.events('error')]).toEqual(['live', [], []]);
    await view.close();
  });

  it('says so where the browser does not take the answer of the host', async () => {
    const view = await open({
      attributes: 'transport="webrtc"',
      before: () => {
        globalThis.RTCPeerConnection = class extends RTCPeerConnection {
          override async setRemoteDescription(): Promise<void> {
            throw new DOMException('no', 'OperationError');
          }
        };
      },
    });
    expect(await failsWith(view, 'sdp-invalid')).toBe(ERRORS['sdp-invalid'].text);
  });
});
