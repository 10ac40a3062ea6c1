import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { isBlue, isRed } from '../src/harness/colours.ts';
import { dragQuarterTurn } from '../src/harness/orbit-drag.ts';
import { EmbeddingPage } from '../src/harness/embedding-page.ts';
import { startStack, type Stack } from '../src/harness/stack.ts';

describe('input', () => {
  let stack: Stack;
  let chromium: LaunchedBrowser;
  const open = async (scene: string): Promise<EmbeddingPage> => {
    const view = await EmbeddingPage.open(chromium.browser, { src: stack.url, scene });
    await view.page.bringToFront();
    await view.waitForEvent('firstframe');
    return view;
  };

  beforeAll(async () => {
    [stack, chromium] = await Promise.all([startStack({ scenes: ['benchmarks/e2e/scenes'] }), launchChromium()]);
  }, 60_000);
  afterAll(async () => {
    await chromium.close();
    await stack.stop();
  });

  it('orbits the camera of an unmodified OrbitControls by a drag, and zooms by the wheel', async () => {
    const view = await open('orbit');
    const camera = await dragQuarterTurn(view);
    expect(camera.data).toMatchObject({ polar: expect.closeTo(Math.PI / 2, 1) as number });
    // From the front the box shows white, from its right side red.
    await view.until('the red side', async () => isRed(await view.colourAt(0.5, 0.5)));
    await view.page.mouse.wheel({ deltaY: -300 });
    await view.waitForEvent('message', ({ data }) => (data as { distance: number }).distance < 2.9);
    await view.close();
  });

  it('changes the picture while a key is down, and releases it when the focus goes', async () => {
    const view = await open('keys');
    await view.page.mouse.click(100, 100);
    await view.until('blue', async () => isBlue(await view.colourAt(0.5, 0.5)));
    await view.page.keyboard.down('r');
    await view.until('red while the key is down', async () => isRed(await view.colourAt(0.5, 0.5)));
    await view.page.keyboard.up('r');
    await view.until('blue again', async () => isBlue(await view.colourAt(0.5, 0.5)));
    await view.page.keyboard.down('r');
    await view.until('red again', async () => isRed(await view.colourAt(0.5, 0.5)));
    await view.page.evaluate(() => (document.querySelector('remote-view') as HTMLElement).blur());
    await view.until('blue after the focus went', async () => isBlue(await view.colourAt(0.5, 0.5)));
    await view.close();
  });

  it('releases what is held when the page switches input off, and takes it again when it is on', async () => {
    const view = await open('keys');
    const noInput = (value: boolean): Promise<void> =>
      view.page.evaluate((on) => void Object.assign(document.querySelector('remote-view')!, { noInput: on }), value);
    for (let round = 0; round < 2; round++) {
      await view.page.mouse.click(100, 100);
      await view.page.keyboard.down('r');
      await view.until('red while the key is down', async () => isRed(await view.colourAt(0.5, 0.5)));
      await noInput(true);
      await view.until('blue without input', async () => isBlue(await view.colourAt(0.5, 0.5)));
      await view.page.keyboard.up('r');
      await noInput(false);
    }
    await view.close();
  });

  it('carries messages both ways, what the scene said before the page came included', async () => {
    const view = await open('keys');
    await view.waitForEvent('message', ({ data }) => JSON.stringify(data) === '{"hello":"page"}');
    await view.send({ colour: '#c02020' });
    await view.waitForEvent('message', ({ data }) => JSON.stringify(data) === '{"heard":{"colour":"#c02020"}}');
    await view.until('the colour of the message', async () => isRed(await view.colourAt(0.5, 0.5)));
    await view.close();
  });

  it('stays within its own session', async () => {
    const [one, two] = [await open('keys'), await open('keys')];
    await two.send({ colour: '#c02020' });
    await two.until('red in the second', async () => isRed(await two.colourAt(0.5, 0.5)));
    await one.page.bringToFront();
    expect(isBlue(await one.colourAt(0.5, 0.5))).toBe(true);
    expect(await one.events('message')).toHaveLength(1);
    await one.close();
    await two.close();
  });
});
