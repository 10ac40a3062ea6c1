/** Controls that need `window` and `document` by name, as they come from npm, driven by what a viewer sends. */
import CameraControls from 'camera-controls';
import * as three from 'three';
import { BoxGeometry, Euler, Mesh, PerspectiveCamera, Scene, Vector3 } from 'three';
import { ArcballControls } from 'three/addons/controls/ArcballControls.js';
import { FirstPersonControls } from 'three/addons/controls/FirstPersonControls.js';
import { FlyControls } from 'three/addons/controls/FlyControls.js';
import { PointerLockControls } from 'three/addons/controls/PointerLockControls.js';
import { TrackballControls } from 'three/addons/controls/TrackballControls.js';
import { TransformControls } from 'three/addons/controls/TransformControls.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HeadlessCanvas } from './canvas.ts';
import { installDom } from './globals.ts';
import { InputDispatcher } from './input-dispatcher.ts';
import { ViewerHand } from './testing/viewer-inputs.ts';

const SIZE = { width: 640, height: 360 };

function setUp() {
  const canvas = new HeadlessCanvas({ ...SIZE, pixelRatio: 1 });
  const dispatcher = new InputDispatcher(canvas);
  const uninstall = installDom({ canvas, gamepads: dispatcher.gamepads });
  const handOf = (pointerId: number, pointerType: 'mouse' | 'touch'): ViewerHand =>
    new ViewerHand({ ...SIZE, pointerId, pointerType }, (input) => dispatcher.dispatch(1, input));
  const scene = new Scene();
  const camera = new PerspectiveCamera(50, SIZE.width / SIZE.height, 0.1, 100);
  camera.position.set(0, 0, 10);
  camera.updateMatrixWorld();
  const element = canvas as unknown as HTMLCanvasElement;
  return { canvas, element, uninstall, hand: handOf(1, 'mouse'), handOf, scene, camera };
}

let page: ReturnType<typeof setUp>;
beforeEach(() => {
  page = setUp();
});
afterEach(() => page.uninstall());

const turned = (): Euler => new Euler().setFromQuaternion(page.camera.quaternion, 'YXZ');

describe('TrackballControls', () => {
  it('turn by a drag, zoom by the wheel, and by a drag while a key is held', () => {
    const { element, camera, hand } = page;
    const controls = new TrackballControls(camera, element);
    controls.staticMoving = true;
    hand.drag([320, 180], [420, 180]);
    controls.update();
    expect(camera.position.x).toBeLessThan(-1);
    expect(camera.position.length()).toBeCloseTo(10, 5);
    hand.wheel(100);
    controls.update();
    const far = camera.position.length();
    expect(far).toBeGreaterThan(10);
    hand.keyDown('KeyS');
    hand.drag([320, 180], [320, 100]);
    hand.keyUp('KeyS');
    controls.update();
    expect(camera.position.length()).toBeLessThan(far);
    controls.dispose();
  });
});

describe('FlyControls', () => {
  it('fly while a key is held, and turn to where the pointer is', () => {
    const { element, camera, hand } = page;
    const controls = new FlyControls(camera, element);
    hand.keyDown('KeyW');
    controls.update(1);
    hand.keyUp('KeyW');
    controls.update(1);
    expect(camera.position.z).toBeCloseTo(9, 5);
    hand.moveTo(640, 180);
    controls.update(1);
    expect(turned().y).toBeLessThan(0);
    controls.dispose();
  });

  it('stop when the viewer loses the focus', () => {
    const { element, camera, hand } = page;
    const controls = new FlyControls(camera, element);
    hand.keyDown('KeyW');
    hand.focus(false);
    controls.update(1);
    expect(camera.position.z).toBe(10);
    controls.dispose();
  });
});

describe('FirstPersonControls', () => {
  it('walk and look while buttons and keys are held', () => {
    const { element, camera, hand } = page;
    const controls = new FirstPersonControls(camera, element);
    controls.lookSpeed = 0.1;
    hand.keyDown('KeyW');
    controls.update(1);
    expect(camera.position.z).toBeLessThan(10);
    hand.keyUp('KeyW');
    hand.moveTo(320, 180);
    hand.press();
    hand.moveTo(420, 180);
    controls.update(0.1);
    hand.release();
    expect(turned().y).not.toBeCloseTo(0, 3);
    controls.dispose();
  });
});

describe('PointerLockControls', () => {
  it('look round by the movement of a locked mouse, and by no other', () => {
    const { canvas, element, camera, hand } = page;
    const told: string[] = [];
    canvas.ownerDocument.lock.tell = ({ wanted }) => {
      told.push(wanted ? 'asked' : 'ended');
      hand.lock(wanted);
    };
    const controls = new PointerLockControls(camera, element);
    for (const type of ['lock', 'unlock'] as const) controls.addEventListener(type, () => told.push(type));
    hand.moveTo(100, 100);
    hand.press();
    controls.lock();
    expect(controls.isLocked).toBe(true);
    hand.moveBy(100, -50);
    hand.moveBy(-20, 0);
    controls.unlock();
    hand.moveBy(500, 500);
    expect(turned().y).toBeCloseTo(-80 * 0.002, 9);
    expect(turned().x).toBeCloseTo(50 * 0.002, 9);
    expect(told).toEqual(['asked', 'lock', 'ended', 'unlock']);
    controls.dispose();
  });
});

describe('ArcballControls', () => {
  it('turn by a drag and zoom by the wheel', () => {
    const { element, camera, hand, scene } = page;
    const controls = new ArcballControls(camera, element, scene);
    controls.enableAnimations = false;
    hand.drag([320, 180], [380, 180]);
    expect(camera.position.x).toBeLessThan(-0.5);
    expect(camera.position.length()).toBeCloseTo(10, 4);
    hand.wheel(-100);
    expect(camera.position.length()).toBeLessThan(9.99);
    controls.dispose();
  });

  it('zoom by two fingers', () => {
    const { element, camera, handOf, scene } = page;
    const controls = new ArcballControls(camera, element, scene);
    controls.enableAnimations = false;
    const [left, right] = [handOf(11, 'touch'), handOf(12, 'touch')];
    for (const [finger, x] of [
      [left, 280],
      [right, 360],
    ] as const) {
      finger.moveTo(x, 180);
      finger.enter();
      finger.press();
    }
    for (let step = 1; step <= 10; step++) {
      left.moveTo(280 - 8 * step, 180);
      right.moveTo(360 + 8 * step, 180);
    }
    expect(camera.position.length()).toBeLessThan(8);
    controls.dispose();
  });
});

describe('TransformControls', () => {
  it('move an object by the handle under the pointer', () => {
    const { element, camera, hand, scene } = page;
    const box = new Mesh(new BoxGeometry());
    const controls = new TransformControls(camera, element);
    scene.add(box, controls.getHelper());
    controls.attach(box);
    scene.updateMatrixWorld();
    // The handle of the x axis begins beside the middle and lies along the line of sight's right angle.
    hand.moveTo(360, 180);
    expect(controls.axis).toBe('X');
    hand.press();
    for (let x = 370; x <= 460; x += 10) hand.moveTo(x, 180);
    hand.release();
    expect(box.position.x).toBeGreaterThan(1);
    expect([box.position.y, box.position.z]).toEqual([0, 0]);
    controls.dispose();
  });
});

describe('camera-controls', () => {
  CameraControls.install({ THREE: three });

  it('turn, move and zoom by mouse and wheel', () => {
    const { element, camera, hand } = page;
    const controls = new CameraControls(camera, element);
    const settle = (): void => void controls.update(100);
    hand.moveTo(320, 180);
    hand.press();
    hand.moveTo(410, 180);
    controls.update(0.001);
    hand.release();
    settle();
    expect(controls.azimuthAngle).toBeCloseTo(-Math.PI / 2, 2);
    hand.wheel(-100);
    settle();
    expect(camera.position.distanceTo(new Vector3())).toBeLessThan(9.9);
    hand.moveTo(320, 180);
    hand.press(2);
    hand.moveTo(320, 90);
    controls.update(0.001);
    hand.release(2);
    settle();
    expect(controls.getTarget(new Vector3()).y).toBeLessThan(-0.5);
    controls.dispose();
  });

  it('turn by the movement of a locked mouse', () => {
    const { canvas, element, camera, hand } = page;
    canvas.ownerDocument.lock.tell = ({ wanted }) => hand.lock(wanted);
    const controls = new CameraControls(camera, element);
    hand.press();
    hand.release();
    controls.lockPointer();
    // It takes one move between two updates.
    controls.update(0.001);
    hand.moveBy(90, 0);
    controls.update(100);
    expect(controls.azimuthAngle).toBeCloseTo(-Math.PI / 2, 5);
    controls.unlockPointer();
    controls.dispose();
  });
});
