/** What viewers may do by their tokens: what the element offers them, and what the host takes from whom. */
import {
  decodeHostData,
  encodeViewerData,
  RIGHTS,
  RIGHTS_OF,
  type FromViewer,
  type HostData,
  type Input,
  type rest,
} from '@remote-view/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { EmbeddingPage, type EmbedOptions } from '../src/harness/embedding-page.ts';
import { makeSession, type MadeSession } from '../src/harness/made-session.ts';
import { freePort, startStack, type Stack } from '../src/harness/stack.ts';

interface View extends HTMLElement {
  readonly viewerRole: string | null;
  readonly rights: readonly string[];
  readonly error: { readonly code: string; readonly retry: boolean } | null;
  send(payload: unknown): boolean;
  requestControl(): Promise<void>;
  startMicrophone(): Promise<void>;
  requestPointerLock(): Promise<void>;
  sendFile(file: File): Promise<void>;
}

interface Patched {
  channels: Map<string, RTCDataChannel>;
  heardRaw: number[][];
}

/** Runs in the page before anything else: keeps the data channels, and what the host says on `events`. */
function keepChannels(): void {
  const patched = globalThis as unknown as Patched;
  patched.channels = new Map();
  patched.heardRaw = [];
  const { createDataChannel } = RTCPeerConnection.prototype;
  RTCPeerConnection.prototype.createDataChannel = function (label, init) {
    const channel = createDataChannel.call(this, label, init);
    patched.channels.set(label, channel);
    if (label === 'events') {
      channel.addEventListener('message', ({ data }) => {
        if (data instanceof ArrayBuffer) patched.heardRaw.push([...new Uint8Array(data)]);
      });
    }
    return channel;
  };
}

const pointer = { pointerId: 1, pointerType: 'mouse', x: 30_000, y: 30_000, modifiers: 0 } as const;
const key = { code: 'KeyR', key: 'r', location: 0 } as const;
const pad = { index: 0, id: 'pad', standard: true, axes: [32_767, 0], buttons: [0x1ff], effects: 0 } as const;
/** One of each kind, numbered as they are sent. */
const EVERYTHING: readonly DistributiveOmit<Input, 'seq'>[] = [
  { type: 'presence', ...pointer, buttons: 0, action: 'enter' },
  { type: 'move', ...pointer, buttons: 0, pressure: 0, totalX: 640, totalY: 640, coalesced: [] },
  { type: 'button', ...pointer, buttons: 1, action: 'down', button: 0, pressure: 30_000, detail: 1 },
  { type: 'wheel', x: 1, y: 1, deltaX: 0, deltaY: 100, deltaMode: 0, buttons: 0, modifiers: 0 },
  { type: 'focus', focused: true },
  { type: 'key', action: 'down', ...key, repeat: false, modifiers: 0 },
  { type: 'gamepad', connected: true, ...pad },
  { type: 'message', payload: 'from a spectator' },
];
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** All that a page could say, and a ping behind it. */
function everything(token: number): readonly FromViewer[] {
  const inputs = EVERYTHING.map((input, index) => ({ ...input, seq: index + 1 }));
  const held = { focused: true, totalX: 0, totalY: 0, keys: [key], gamepads: [pad] };
  const pointers = [{ pointerId: 2, pointerType: 'mouse', x: 9, y: 9, buttons: 1, pressure: 30_000 } as const];
  return [...inputs, { type: 'inputState', seq: 100, ...held, pointers }, { type: 'ping', token }];
}

const isGreen = ([red, green, blue]: readonly number[]): boolean => green! > 110 && red! < 90 && blue! < 120;
const isBlue = ([red, , blue]: readonly number[]): boolean => blue! > 130 && red! < 90;

/** A page that is made to say all of it hears the answer to its ping: the host has read what came before. */
async function say(view: EmbeddingPage, token: number): Promise<void> {
  const messages = everything(token).flatMap((data) => {
    const bytes = [...encodeViewerData(data)];
    // A move is taken on either; on `motion` what follows it may overtake it.
    const labels = data.type === 'move' ? ['motion', 'events'] : ['events'];
    return labels.map((label) => ({ label, bytes }));
  });
  await view.page.evaluate((all) => {
    const { channels } = globalThis as unknown as Patched;
    for (const { label, bytes } of all) channels.get(label)!.send(new Uint8Array(bytes));
  }, messages);
  await view.until('a pong', async () => {
    const heard = await view.page.evaluate(() => (globalThis as unknown as Patched).heardRaw);
    const all = heard.map((bytes): HostData => decodeHostData(Uint8Array.from(bytes)));
    return all.some((data) => data.type === 'pong' && data.token === token);
  });
}

describe('viewers of one session', { timeout: 90_000 }, () => {
  let stack: Stack;
  let chromium: LaunchedBrowser;
  let metricsPort: number;

  const grant = async ({ id, token }: MadeSession, wish: rest.TokenWish): Promise<MadeSession & rest.GrantedToken> => {
    const response = await fetch(`${stack.url}/v1/sessions/${id}/tokens`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(wish),
    });
    if (!response.ok) throw new Error(await response.text());
    const granted = (await response.json()) as rest.GrantedToken;
    return { ...granted, id, attributes: `session="${id}" token="${granted.token}"` };
  };
  const join = async ({ attributes }: MadeSession, more: Partial<EmbedOptions> = {}): Promise<EmbeddingPage> => {
    const options = { src: stack.url, scene: '', width: 480, height: 270, ...more };
    const view = await EmbeddingPage.open(chromium.browser, { ...options, attributes: `${attributes} controls` });
    await view.waitForEvent('firstframe');
    return view;
  };
  const heardBy = async (view: EmbeddingPage): Promise<readonly string[]> => {
    const before = (await view.events('message')).length;
    await view.send('what was it?');
    const answer = await view.until('an answer of the scene', async () => (await view.events('message'))[before]);
    return (answer['data'] as { readonly heard: readonly string[] }).heard;
  };
  const act = async ({ page }: EmbeddingPage): Promise<void> => {
    await page.bringToFront();
    await page.mouse.move(100, 80);
    await page.mouse.move(200, 120);
    await page.mouse.down();
    await page.mouse.up();
    await page.mouse.wheel({ deltaY: 100 });
    await page.keyboard.press('Enter');
    await page.keyboard.press('KeyR');
  };
  const stage = ({ page }: EmbeddingPage): Promise<Readonly<Record<string, string | null>>> =>
    page.evaluate(() => {
      const own = document.querySelector('remote-view')!.shadowRoot!.querySelector('.stage')!;
      return Object.fromEntries(['role', 'tabindex', 'aria-describedby'].map((name) => [name, own.getAttribute(name)]));
    });
  const end = async ({ id, token }: MadeSession): Promise<number> => {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`${stack.url}/v1/sessions/${id}`, { method: 'DELETE', headers })).status;
  };

  beforeAll(async () => {
    const scenes = ['benchmarks/e2e/scenes'];
    metricsPort = await freePort();
    [stack, chromium] = await Promise.all([
      startStack({ scenes, capacity: 6, gatewayFlags: ['--metrics-listen', `127.0.0.1:${metricsPort}`] }),
      launchChromium(),
    ]);
  }, 60_000);
  afterAll(async () => {
    await chromium.close();
    await stack.stop();
  });

  it('lets a spectator see, and takes nothing from it, whatever its page says', async () => {
    const session = await makeSession(stack.url, { scene: 'hands' });
    const owner = await join(session);
    const granted = await grant(session, { role: 'spectator' });
    expect(granted).toMatchObject({ role: 'spectator', rights: RIGHTS_OF.spectator });
    const spectator = await join(granted, { before: keepChannels });
    await spectator.until('a blue picture', async () => isBlue(await spectator.colourAt(0.5, 0.5)));

    // The element offers nothing that would not be taken.
    expect(await stage(owner)).toEqual({ role: 'application', tabindex: '0', 'aria-describedby': 'hint' });
    expect(await stage(spectator)).toEqual({ role: 'img', tabindex: null, 'aria-describedby': null });
    const known = await spectator.page.evaluate(async () => {
      const view = document.querySelector('remote-view') as unknown as View;
      const codeOf = (thrown: unknown): string => (thrown as { readonly code: string }).code;
      const refused = await Promise.all(
        [
          async () => view.send('from a spectator'),
          async () => view.requestControl(),
          async () => view.startMicrophone(),
          async () => view.requestPointerLock(),
          async () => view.sendFile(new File(['x'], 'x.txt')),
        ].map((ask) => ask().then(() => 'taken', codeOf)),
      );
      const buttons = [...view.shadowRoot!.querySelectorAll<HTMLElement>('[data-control]')];
      return {
        role: view.viewerRole,
        rights: view.rights,
        refused,
        chip: view.shadowRoot!.querySelector('.control-chip') !== null,
        controls: buttons.map(({ dataset }) => dataset['control']),
      };
    });
    expect(known).toMatchObject({ role: 'spectator', rights: RIGHTS_OF.spectator, chip: false });
    expect(new Set(known.refused)).toEqual(new Set(['forbidden']));
    expect(known.controls).toContain('quality');
    for (const control of ['keyboard', 'microphone', 'pointerLock']) expect(known.controls).not.toContain(control);
    await act(spectator);

    await say(spectator, 4_000_000);
    expect(await heardBy(owner)).toEqual([]);
    expect(isBlue(await spectator.colourAt(0.5, 0.5))).toBe(true);

    // The same from who may, and the spectator sees what comes of it.
    const controller = await join(await grant(session, { role: 'controller' }), { before: keepChannels });
    await say(controller, 5_000_000);
    expect(await heardBy(owner)).toEqual(
      expect.arrayContaining(['pointermove', 'pointerdown', 'wheel', 'keydown', 'message']),
    );
    await spectator.until('a green picture', async () => isGreen(await spectator.colourAt(0.5, 0.5)));
    expect(spectator.problems).toEqual([]);
    for (const view of [spectator, controller, owner]) await view.close();
  });

  it('leaves the keys to the page of a controller who may point only', async () => {
    const session = await makeSession(stack.url, { scene: 'hands' });
    const rights = RIGHTS.filter((right) => right !== 'keyboard');
    const view = await join(await grant(session, { role: 'controller', rights }));
    expect(await stage(view)).toMatchObject({ role: 'application', 'aria-describedby': null });
    const pressed = await view.page.evaluateHandle(() => {
      const keys: [string, boolean][] = [];
      addEventListener('keydown', (event) => keys.push([event.code, event.defaultPrevented]));
      return keys;
    });
    await act(view);
    const heard = await heardBy(view);
    expect(heard).toEqual(expect.arrayContaining(['pointermove', 'pointerdown', 'wheel']));
    for (const type of ['keydown', 'keyup', 'beforeinput']) expect(heard).not.toContain(type);
    expect(await pressed.jsonValue()).toEqual([
      ['Enter', false],
      ['KeyR', false],
    ]);
    expect(await view.page.evaluate(() => document.querySelector('remote-view')!.matches(':state(captured)'))).toBe(
      false,
    );
    await view.close();
  });

  it('draws sticks and buttons only for fingers that may use them', async () => {
    const session = await makeSession(stack.url, { scene: 'hands' });
    const sticks = async (wish: rest.TokenWish): Promise<number> => {
      const { attributes, ...granted } = await grant(session, wish);
      const view = await join(
        { ...granted, attributes: `${attributes} touch-mode="gamepad"` },
        { prepare: (page) => page.setViewport({ width: 520, height: 310, hasTouch: true }) },
      );
      // By then all that is drawn for fingers is there: with the rights, and with the part that draws it.
      await view.until('the part', () =>
        view.page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('/touch-'))),
      );
      const frames = await view.framesDecoded();
      await view.until('more frames', async () => (await view.framesDecoded()) > frames + 10);
      const count = await view.page.evaluate(
        () => document.querySelector('remote-view')!.shadowRoot!.querySelectorAll('.touch-stick').length,
      );
      await view.close();
      return count;
    };
    expect(await sticks({ role: 'controller' })).toBe(1);
    expect(await sticks({ role: 'controller', rights: ['keyboard', 'messages'] })).toBe(1);
    expect(await sticks({ role: 'controller', rights: ['pointer', 'messages'] })).toBe(0);
    expect(await sticks({ role: 'spectator' })).toBe(0);
  });

  it('ends the connection of who comes with a token that is over by then, and of nobody else', async () => {
    const session = await makeSession(stack.url, { scene: 'hands' });
    const owner = await join(session);
    const guest = await join(await grant(session, { role: 'controller', seconds: 10 }));
    const error = await guest.waitForEvent('error', ({ retry }) => retry === false, 40_000);
    expect(error).toMatchObject({ code: 'bad-token' });
    expect(await guest.state()).toBe('failed');
    expect(await owner.state()).toBe('live');
    await guest.close();
    await owner.close();
  });

  it('lets its owner end it for everybody, and nobody else', async () => {
    const session = await makeSession(stack.url, { scene: 'hands' });
    const spectator = await grant(session, { role: 'spectator' });
    const controller = await grant(session, { role: 'controller' });
    const [first, second] = [await join(session), await join(spectator)];
    expect([await end(spectator), await end(controller)]).toEqual([403, 403]);
    expect(await second.state()).toBe('live');
    expect(await end(session)).toBe(204);
    for (const view of [first, second]) {
      await view.waitForEvent('statechange', ({ state }) => state === 'ended');
      expect(view.problems).toEqual([]);
      await view.close();
    }
  });

  it('tell the gateway how long their inputs take to the picture', async () => {
    const view = await join(await makeSession(stack.url, { scene: 'orbit' }));
    const counted = async (): Promise<number> => {
      const figures = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
      return Number(/^remote_view_input_to_present_seconds_count (\d+)$/mu.exec(figures)?.[1] ?? 0);
    };
    const before = await counted();
    await view.page.bringToFront();
    let at = 0;
    await view.until(
      'samples at the gateway',
      async () => {
        at = (at + 7) % 200;
        await view.page.mouse.move(100 + at, 100);
        return (await counted()) > before;
      },
      60_000,
    );
    await view.close();
  });
});
