/**
 * Controls from npm, unmodified, with the same real mouse, wheel, keyboard and touch input: once on a canvas in a page of
 * Chromium, once through `<remote-view>` with the host. Both must hear the same events, and the camera or the object must
 * end in the same place.
 *
 * Positions cross the network as 16-bit fractions of the picture, which is 0.005 px of this one at worst. Controls turn by
 * 2 pi for a drag of the picture's height and see from 8 to 10 units, so that is up to 0.001 units for each drag.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { EmbeddingPage } from '../src/harness/embedding-page.ts';
import { servePage, type PageServer } from '../src/harness/page-server.ts';
import { noRawUpdates } from '../src/harness/no-raw-updates.ts';
import { startStack, type Stack } from '../src/harness/stack.ts';
import { Hand, plainRealm, remoteRealm, type Realm } from './controls/realm.ts';
import type { Report, RigName } from './controls/rigs.ts';

const SIZE = { width: 640, height: 360 };
/** Units of the scene, and parts of a quaternion. */
const TOLERANCE = 0.003;
/** What counts as moved at all. */
const MOVED = 0.05;

type Play = (hand: Hand, realm: Realm) => Promise<void>;

const MIDDLE = [320, 180] as const;

/**
 * Keys follow a press: a view takes the keyboard with it, a page has it already. Of two fingers one stays: a browser tells
 * of two that moved in the same frame in any order, and controls that zoom and pan at once end elsewhere by it.
 */
const PLAYS: readonly (readonly [name: string, rig: RigName, play: Play])[] = [
  [
    'OrbitControls turn, pan and zoom',
    'orbit',
    async (hand) => {
      await hand.drag(MIDDLE, [420, 230]);
      await hand.drag(MIDDLE, [280, 150], 'right');
      await hand.wheel(-240);
    },
  ],
  ['OrbitControls go on turning outside of the element', 'orbit', async (hand) => hand.drag([600, 180], [670, 380])],
  [
    'OrbitControls turn, zoom and pan by fingers',
    'orbit',
    async (hand) => {
      await hand.pinch([
        [
          [320, 180],
          [380, 200],
        ],
      ]);
      await hand.pinch([
        [
          [280, 180],
          [280, 180],
        ],
        [
          [360, 180],
          [440, 200],
        ],
      ]);
    },
  ],
  ['OrbitControls turn by a pen', 'orbit', async (hand) => hand.stroke(MIDDLE, [420, 230])],
  [
    'MapControls move, turn and zoom',
    'map',
    async (hand) => {
      await hand.drag(MIDDLE, [400, 220]);
      await hand.drag(MIDDLE, [350, 160], 'right');
      await hand.wheel(120);
    },
  ],
  [
    'TrackballControls turn, pan and zoom',
    'trackball',
    async (hand) => {
      await hand.drag(MIDDLE, [400, 240]);
      await hand.drag(MIDDLE, [290, 170], 'right');
      await hand.wheel(-240);
    },
  ],
  [
    'FlyControls fly and turn',
    'fly',
    async (hand, realm) => {
      await hand.drag([10, 10], [18, 14]);
      await hand.hold('KeyW', 2);
      await hand.moveTo([500, 100]);
      await realm.obey({ type: 'update', seconds: 1 });
    },
  ],
  [
    'FirstPersonControls walk and look',
    'first-person',
    async (hand) => {
      await hand.drag(MIDDLE, [400, 150]);
      await hand.hold('KeyW', 2);
      await hand.hold('KeyD', 1);
    },
  ],
  ['DragControls move the object', 'drag', async (hand) => hand.drag(MIDDLE, [450, 120])],
  [
    'ArcballControls turn, pan and zoom',
    'arcball',
    async (hand) => {
      await hand.drag(MIDDLE, [380, 220]);
      await hand.drag([300, 160], [340, 190], 'right');
      await hand.wheel(-240);
    },
  ],
  [
    'ArcballControls zoom and turn by fingers',
    'arcball',
    async (hand) =>
      hand.pinch([
        [
          [280, 180],
          [280, 180],
        ],
        [
          [360, 180],
          [440, 190],
        ],
      ]),
  ],
  [
    'TransformControls move the object along an axis',
    'transform',
    async (hand, realm) => {
      await realm.obey({ type: 'update', seconds: 0 });
      await hand.drag([360, 180], [460, 185]);
    },
  ],
  [
    'camera-controls turn, move and zoom',
    'camera-controls',
    async (hand, realm) => {
      await hand.drag(MIDDLE, [420, 210]);
      await hand.drag(MIDDLE, [280, 150], 'right');
      await hand.wheel(-240);
      await realm.obey({ type: 'update', seconds: 10 });
    },
  ],
];

describe('controls', () => {
  let stack: Stack;
  let chromium: LaunchedBrowser;
  let server: PageServer;
  let view: EmbeddingPage;
  let plain: Realm;
  let remote: Realm;

  beforeAll(async () => {
    [stack, chromium, server] = await Promise.all([
      startStack({ scenes: ['benchmarks/e2e/controls/scenes'], capacity: 3 }),
      launchChromium(),
      servePage('benchmarks/e2e/controls/plain-page.ts'),
    ]);
    const page = await chromium.browser.newPage();
    await page.setViewport({ width: SIZE.width + 40, height: SIZE.height + 40 });
    await page.goto(server.url);
    plain = plainRealm(page);
    view = await EmbeddingPage.open(chromium.browser, {
      src: stack.url,
      scene: 'controls',
      ...SIZE,
      before: noRawUpdates,
    });
    await view.page.bringToFront();
    await view.waitForEvent('firstframe');
    remote = remoteRealm(view);
  }, 60_000);
  afterAll(async () => {
    await chromium.close();
    await stack.stop();
    await server.close();
  });

  const run = async (realm: Realm, rig: RigName, play: Play): Promise<{ before: Report; after: Report }> => {
    await realm.page.bringToFront();
    const hand = new Hand(realm);
    const before = await hand.take({ type: 'rig', rig, ...SIZE });
    await play(hand, realm);
    return { before, after: await realm.obey({ type: 'report' }) };
  };

  it.each(PLAYS)('%s as in a page', async (_name, rig, play) => {
    const there = await run(plain, rig, play);
    const here = await run(remote, rig, play);
    expect(distance(there.before, there.after), 'the page’s controls did something').toBeGreaterThan(MOVED);
    expect(here.after.events).toEqual(there.after.events);
    const difference = distance(there.after, here.after);
    expect(difference, `${here.after.numbers.join()} is not ${there.after.numbers.join()}`).toBeLessThan(TOLERANCE);
  });

  // On a busy machine headless Chromium has no turn left for anything but the locked mouse (see no-raw-updates.ts).
  const patience = { retry: 2, timeout: 20_000 };
  it(
    'PointerLockControls lock on a click, look round, and let go when the browser does as in a page',
    patience,
    async () => {
      const looked: Report[] = [];
      for (const realm of [plain, remote]) {
        await realm.page.bringToFront();
        await realm.page.evaluate(() => document.exitPointerLock());
        const hand = new Hand(realm);
        await hand.take({ type: 'rig', rig: 'pointer-lock', ...SIZE });
        await hand.moveTo(MIDDLE);
        await hand.press();
        await hand.release();
        await hand.until('the lock', ({ locked }) => locked);
        // Headless Chromium puts the locked mouse to the window's corner, which is a movement of its own.
        await nextFrames(realm);
        await realm.obey({ type: 'reset' });
        for (const [x, y] of [
          [100, -40],
          [-30, 5],
          [0, 60],
        ] as const) {
          await realm.turn(x, y);
          await nextFrames(realm);
        }
        const expected = looked[0];
        looked.push(
          await hand.until('the turn', (report) => expected === undefined || distance(report, expected) < 1e-6),
        );
        // What browsers do on Escape, and headless Chromium does not.
        await realm.page.evaluate(() => document.exitPointerLock());
        await hand.until('the end of the lock', ({ locked }) => !locked);
      }
      // Three.js turns by 0.002 for each pixel: 70 to the right are less than an eighth of a turn.
      const [, yaw] = looked[0]!.numbers.slice(3, 7);
      expect(Math.abs(yaw!)).toBeGreaterThan(0.05);
    },
  );

  it('React Three Fiber tells a mesh of the pointer over it, of presses, clicks and the wheel', async () => {
    const fiber = await EmbeddingPage.open(chromium.browser, { src: stack.url, scene: 'fiber', ...SIZE });
    await fiber.page.bringToFront();
    await fiber.waitForEvent('firstframe');
    const { mouse } = fiber.page;
    const heard = async (what: string): Promise<unknown> => fiber.waitForEvent('message', ({ data }) => data === what);
    await mouse.move(...MIDDLE);
    await heard('pointermove 0.5');
    await mouse.click(...MIDDLE);
    for (const type of ['pointerdown', 'pointerup', 'click']) await heard(`${type} 0.5`);
    await mouse.wheel({ deltaY: 100 });
    await heard('wheel 0.5');
    await mouse.move(10, 10);
    await heard('out');
    await fiber.close();
  });

  describe('with devices that are no real ones', () => {
    let faked: EmbeddingPage;
    let realm: Realm;
    beforeAll(async () => {
      faked = await EmbeddingPage.open(chromium.browser, {
        ...{ src: stack.url, scene: 'controls', ...SIZE },
        // No gamepad can be plugged into a test, and whatever a test does counts as a gesture of the user.
        before: () => {
          Object.assign(globalThis, { pads: [] });
          navigator.getGamepads = () => (globalThis as unknown as { pads: Gamepad[] }).pads;
          Element.prototype.requestPointerLock = async () => {
            throw new DOMException('A user gesture is required to request Pointer Lock.', 'NotAllowedError');
          };
        },
      });
      await faked.page.bringToFront();
      await faked.waitForEvent('firstframe');
      realm = remoteRealm(faked);
      await realm.obey({ type: 'rig', rig: 'pointer-lock', ...SIZE });
      await faked.page.mouse.click(...MIDDLE);
    });

    it('a lock that the browser refuses tells the scene why', async () => {
      const hand = new Hand(realm);
      const { refused, locked } = await hand.until('the refusal', (report) => report.refused !== '');
      expect(locked).toBe(false);
      expect(refused).toMatch(/NotAllowedError: The pointer lock was refused: .*gesture/iu);
    });

    it('gamepads are there, and are let go when the focus goes', async () => {
      const hand = new Hand(realm);
      const plug = async (axis: number, pressed: boolean | null): Promise<void> =>
        faked.page.evaluate(
          (value, down) => {
            const button = { pressed: down, touched: down, value: Number(down) };
            const pad = { index: 0, id: 'Test pad', mapping: 'standard', axes: [value, 0], buttons: [button] };
            Object.assign(globalThis, { pads: down === null ? [] : [pad] });
            dispatchEvent(new Event('gamepadconnected'));
          },
          axis,
          pressed,
        );
      const seen = async (what: string, wanted: Report['gamepads'][number]): Promise<Report> =>
        hand.until(what, ({ gamepads }) => JSON.stringify(gamepads[0]) === JSON.stringify(wanted));
      await plug(0, false);
      await seen('the gamepad', ['Test pad', 0, false]);
      await plug(-1, true);
      await seen('its stick and its button', ['Test pad', -1, true]);
      await faked.page.evaluate(() => (document.querySelector('remote-view') as HTMLElement).blur());
      await seen('it at rest', ['Test pad', 0, false]);
      await faked.page.mouse.click(100, 100);
      await seen('what it says now', ['Test pad', -1, true]);
      await plug(0, null);
      await seen('nothing', null);
    });
  });
});

async function nextFrames({ page }: Realm): Promise<void> {
  await page.evaluate(async () => {
    for (let count = 0; count < 3; count++) await new Promise((resolve) => requestAnimationFrame(resolve));
  });
}

function distance(one: Report, other: Report): number {
  return Math.max(...one.numbers.map((value, index) => Math.abs(value - other.numbers[index]!)));
}
