/** What a person finds in a scene without a pointer or without eyes, and the cursor that everybody else sees. */
import type { CDPSession } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { EmbeddingPage, type EmbedOptions } from '../src/harness/embedding-page.ts';
import { startStack, type Stack } from '../src/harness/stack.ts';

interface Node {
  readonly role: string;
  readonly name: string;
  readonly description: string;
  /** Role of the node that it is in. */
  readonly within: string;
  readonly state: Readonly<Record<string, unknown>>;
}

/** What the browser tells a screen reader: everything in it that has a name. */
async function accessibilityTree(devtools: CDPSession): Promise<readonly Node[]> {
  const { nodes } = await devtools.send('Accessibility.getFullAXTree');
  return nodes
    .filter(({ ignored }) => !ignored)
    .map(({ role, name, description, properties, value, parentId }) => ({
      role: String(role?.value),
      name: String(name?.value ?? ''),
      description: String(description?.value ?? ''),
      within: String(nodes.find(({ nodeId }) => nodeId === parentId)?.role?.value ?? ''),
      state: {
        ...Object.fromEntries((properties ?? []).map((property) => [property.name, property.value.value])),
        ...(value !== undefined && { value: value.value }),
      },
    }));
}

/** Name of what has the focus within the element; `STAGE` for the picture, empty for none. */
async function focused(view: EmbeddingPage): Promise<string> {
  return view.page.evaluate(() => {
    const active = document.querySelector('remote-view')?.shadowRoot?.activeElement;
    if (active?.classList.contains('stage') === true) return 'STAGE';
    return active?.getAttribute('aria-label') ?? active?.textContent ?? '';
  });
}

async function heard(view: EmbeddingPage, payload: unknown): Promise<unknown> {
  return view.waitForEvent('message', ({ data }) => JSON.stringify(data) === JSON.stringify(payload));
}

/** Where an item's ring is, CSS px. */
async function boxOf(
  view: EmbeddingPage,
  name: string,
): Promise<{ x: number; y: number; w: number; h: number } | null> {
  return view.page.evaluate((label) => {
    const root = document.querySelector('remote-view')!.shadowRoot!;
    const frame = root.querySelector(`[aria-label="${label}"]`)?.parentElement;
    if (!frame || frame.hidden) return null;
    const { x, y, width, height } = frame.getBoundingClientRect();
    return { x, y, w: width, h: height };
  }, name);
}

/** The picture is `width` CSS px wide and 360 high, and begins `left` px into the element. */
async function expectDoorInPlace(view: EmbeddingPage, width: number, left: number): Promise<void> {
  const isDoor = async (x: number, y: number): Promise<boolean> =>
    (await view.colourAt((x - left) / width, y / 360, 0))[2] > 100;
  await view.until('the door in its box', async () => {
    const box = await boxOf(view, 'Door');
    if (box === null) return false;
    const { x, y, w, h } = box;
    const across = [x - 6, x + 6, x + w - 6, x + w + 6];
    const down = [y - 6, y + 6, y + h - 6, y + h + 6];
    const seen: boolean[] = [];
    for (const at of across) seen.push(await isDoor(at, y + h / 2));
    for (const at of down) seen.push(await isDoor(x + w / 2, at));
    return seen.join() === 'false,true,true,false,false,true,true,false';
  });
}

describe('the things in a picture', () => {
  let stack: Stack;
  let chromium: LaunchedBrowser;
  const open = async (options: Partial<EmbedOptions> = {}): Promise<{ view: EmbeddingPage; devtools: CDPSession }> => {
    const view = await EmbeddingPage.open(chromium.browser, { src: stack.url, scene: 'semantics', ...options });
    await view.page.bringToFront();
    await view.waitForEvent('firstframe');
    await view.until('the lamp', () => boxOf(view, 'Lamp').then((box) => box ?? false));
    return { view, devtools: await view.page.createCDPSession() };
  };

  /** Of a session that several pages join, as attributes of the element. */
  const session = async (): Promise<string> => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ scene: 'semantics' });
    const response = await fetch(`${stack.url}/v1/sessions`, { method: 'POST', headers, body });
    const { id, token } = (await response.json()) as { id: string; token: string };
    return `session="${id}" token="${token}"`;
  };

  beforeAll(async () => {
    [stack, chromium] = await Promise.all([startStack({ scenes: ['benchmarks/e2e/scenes'] }), launchChromium()]);
  }, 60_000);
  afterAll(async () => {
    await chromium.close();
    await stack.stop();
  });

  it('are in the accessibility tree, with their roles, names and states', async () => {
    const { view, devtools } = await open();
    const tree = await accessibilityTree(devtools);
    const node = (role: string, name: string) => tree.find((other) => other.role === role && other.name === name);
    expect(node('application', 'A room with a lamp, a door and a dial')).toBeDefined();
    expect(node('heading', 'The room')).toMatchObject({ state: { level: 2 } });
    expect(node('button', 'Lamp')).toMatchObject({ description: 'On the left', state: { pressed: 'false' } });
    expect(node('checkbox', 'Door')).toMatchObject({ state: { checked: 'false' } });
    expect(node('slider', 'Volume')).toMatchObject({ state: { value: 40, valuemin: 0, valuemax: 100 } });
    expect(node('link', 'Manual')).toBeDefined();
    expect(node('tab', 'Day')).toMatchObject({ within: 'tablist', state: { selected: true } });
    expect(node('tab', 'Night')).toMatchObject({ within: 'tablist', state: { selected: false } });
    await view.close();
  });

  it('get the focus by Tab in their order, and keep it no longer than Tab wants', async () => {
    const { view } = await open();
    await view.page.evaluate(() => document.body.insertAdjacentHTML('beforeend', '<button>after</button>'));
    const { keyboard } = view.page;
    const path: string[] = [];
    for (let press = 0; press < 8; press++) {
      await keyboard.press('Tab');
      path.push(await focused(view));
    }
    expect(path).toEqual(['STAGE', 'Lamp', 'Door', 'Volume', 'Manual', 'Day', 'Night', '']);
    expect(await view.page.evaluate(() => document.activeElement?.textContent)).toBe('after');
    await keyboard.down('Shift');
    await keyboard.press('Tab');
    await keyboard.up('Shift');
    expect(await focused(view)).toBe('Night');
    await keyboard.press('Escape');
    expect(await focused(view)).toBe('STAGE');
    await view.close();
  });

  it('are used by keys, which the scene answers with a new state and a word', async () => {
    const { view, devtools } = await open();
    const { keyboard } = view.page;
    const state = async (name: string) =>
      (await accessibilityTree(devtools)).find((other) => other.name === name)?.state ?? {};
    await keyboard.press('Tab');
    await keyboard.press('Tab');
    await heard(view, { focus: 'lamp' });
    await keyboard.press('Enter');
    await heard(view, { lit: true });
    await view.until('a pressed button', async () => (await state('Lamp'))['pressed'] === 'true');
    await view.until('the word', async () =>
      (await accessibilityTree(devtools)).some(({ name }) => name === 'The lamp is on'),
    );
    await keyboard.press('Space');
    await heard(view, { lit: false });
    await keyboard.press('Tab');
    await heard(view, { blur: 'lamp' });
    await keyboard.press('Space');
    await heard(view, { opened: 'door' });
    await view.until('a checked box', async () => (await state('Door'))['checked'] === 'true');
    await keyboard.press('Tab');
    await keyboard.press('ArrowRight');
    await heard(view, { volume: 50 });
    await keyboard.press('ArrowLeft');
    await heard(view, { volume: 40 });
    await view.until('the value', async () => (await state('Volume'))['value'] === 40);
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await heard(view, { opened: 'manual' });
    await keyboard.press('Tab');
    await keyboard.press('Tab');
    await keyboard.press('Space');
    await heard(view, { tab: 'Night' });
    const { latency } = (await view.stats()) as { latency: { count: number } };
    expect(latency.count, 'keys on things count as input').toBeGreaterThan(3);
    await view.close();
  });

  it('lie where the picture shows them, also where that leaves bars in the element', async () => {
    const credentials = await session();
    const { view } = await open({ attributes: credentials });
    await expectDoorInPlace(view, 640, 0);
    // The picture takes the shape of the newest viewer: in the first one's element it is as wide as high now.
    const square = await open({ width: 360, height: 360, attributes: credentials });
    await expectDoorInPlace(view, 360, 140);
    await expectDoorInPlace(square.view, 360, 0);
    await square.view.close();
    await view.close();
  });

  it('are followed while they move, and cannot be reached once they have left the picture', async () => {
    const { view } = await open();
    await view.page.keyboard.press('Tab');
    await view.page.keyboard.press('Tab');
    expect(await focused(view)).toBe('Lamp');
    const before = (await boxOf(view, 'Lamp'))!;
    await view.send(-1.2);
    await view.until('the moved lamp', async () => ((await boxOf(view, 'Lamp'))?.x ?? 0) > before.x + 40);
    expect(await focused(view)).toBe('Lamp');
    await view.send(-40);
    await view.until('no lamp', async () => (await boxOf(view, 'Lamp')) === null);
    expect(await focused(view), 'the focus is not lost').toBe('STAGE');
    await view.close();
  });

  it('change the cursor and the tooltip while the pointer is over them, each viewer’s own', async () => {
    const attributes = await session();
    const { view } = await open({ attributes });
    const shown = async (page = view): Promise<string> =>
      page.page.evaluate(() => {
        const stage = document.querySelector('remote-view')!.shadowRoot!.querySelector<HTMLElement>('.stage')!;
        return `${getComputedStyle(stage).cursor} ${stage.title}`.trim();
      });
    const at = async (name: string, page = view): Promise<void> => {
      const { x, y, w, h } = (await boxOf(page, name))!;
      await page.page.mouse.move(x + w / 2, y + h / 2);
    };
    const { view: other } = await open({ attributes });
    await at('Door', other);
    await other.until('a hand of its own', async () => (await shown(other)) === 'pointer Door');
    await view.page.bringToFront();
    await at('Lamp');
    await view.until('a hand', async () => (await shown()) === 'pointer Turns the lamp on and off');
    expect(await shown(other)).toBe('pointer Door');
    await other.close();
    const hit = await view.page.evaluate(
      (where) =>
        document.querySelector('remote-view')!.shadowRoot!.elementFromPoint(where.x + 20, where.y + 20)?.className,
      (await boxOf(view, 'Lamp'))!,
    );
    expect(hit, 'things take no pointer').toContain('stage');
    await at('Volume');
    await view.until('arrows', async () => (await shown()) === 'ew-resize Volume');
    await view.page.mouse.move(320, 20);
    await view.until('an arrow', async () => (await shown()) === 'default');
    await view.close();
  });

  it('are told to a page that comes later, which can be one that only looks', async () => {
    const attributes = await session();
    const first = await open({ attributes });
    await first.view.page.keyboard.press('Tab');
    await first.view.page.keyboard.press('Tab');
    await first.view.page.keyboard.press('Enter');
    await heard(first.view, { lit: true });
    const late = await open({ attributes: `${attributes} no-input` });
    const tree = await accessibilityTree(late.devtools);
    const lamp = tree.find(({ role, name }) => role === 'button' && name === 'Lamp');
    expect(lamp).toMatchObject({ state: { pressed: 'true', disabled: true } });
    expect(tree.some(({ role, name }) => role === 'heading' && name === 'The room')).toBe(true);
    await first.view.page.bringToFront();
    expect(await focused(first.view), 'who was there first notices nothing').toBe('Lamp');
    await late.view.close();
    await first.view.close();
  });

  it('show which of them has the focus, also where motion is reduced or colours are forced', async () => {
    const { view, devtools } = await open();
    const { x, y, w, h } = (await boxOf(view, 'Lamp'))!;
    const clip = { x: x - 12, y: y - 12, width: w + 24, height: h + 24 };
    const look = async (): Promise<string> => view.page.screenshot({ clip, encoding: 'base64' });
    const style = async (property: 'outline' | 'boxShadow' | 'transitionDuration'): Promise<string> =>
      view.page.evaluate((name) => {
        const root = document.querySelector('remote-view')!.shadowRoot!;
        return getComputedStyle(root.activeElement!.parentElement!)[name];
      }, property);
    const plain = await look();
    await view.page.keyboard.press('Tab');
    await view.page.keyboard.press('Tab');
    expect(await look()).not.toBe(plain);
    const outline = await style('outline');
    expect(outline).toContain('solid 2px');
    expect(await style('transitionDuration')).toContain('0.1s');
    const features = [
      { name: 'prefers-reduced-motion', value: 'reduce' },
      { name: 'forced-colors', value: 'active' },
    ];
    await devtools.send('Emulation.setEmulatedMedia', { features });
    expect(await style('transitionDuration')).toBe('0s');
    expect(await style('outline')).toContain('solid 2px');
    expect(await style('outline')).not.toBe(outline);
    expect(await style('boxShadow'), 'and it shows on any picture').toContain('255, 255, 255');
    await view.close();
  });
});
