/** The controls of three.js as they come from npm, on the headless canvas, driven by what a viewer sends. */
import { BoxGeometry, Mesh, MeshBasicMaterial, PerspectiveCamera, Scene, Vector3 } from 'three';
import { DragControls } from 'three/addons/controls/DragControls.js';
import { MapControls } from 'three/addons/controls/MapControls.js';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import { describe, expect, it } from 'vitest';
import { HeadlessCanvas } from './canvas.ts';
import { InputDispatcher } from './input-dispatcher.ts';
import { ViewerHand } from './testing/viewer-inputs.ts';

const SIZE = { width: 640, height: 360 };

function setUp() {
  const canvas = new HeadlessCanvas({ ...SIZE, pixelRatio: 1 });
  const dispatcher = new InputDispatcher(canvas);
  const hand = new ViewerHand(SIZE, (input) => dispatcher.dispatch(1, input));
  const camera = new PerspectiveCamera(50, SIZE.width / SIZE.height, 0.1, 100);
  camera.position.set(0, 0, 10);
  camera.lookAt(0, 0, 0);
  camera.updateMatrixWorld();
  return { canvas, element: canvas as unknown as HTMLCanvasElement, hand, dispatcher, camera };
}

describe('OrbitControls', () => {
  it('turn the camera round the target by a drag', () => {
    const { element, hand, camera } = setUp();
    const controls = new OrbitControls(camera, element);
    hand.drag([100, 100], [190, 100]);
    controls.update();
    // A quarter of the height is a quarter of a turn.
    expect(controls.getAzimuthalAngle()).toBeCloseTo(-Math.PI / 2, 2);
    expect(camera.position.length()).toBeCloseTo(10, 5);
  });

  it('are not moved by a pointer without a button', () => {
    const { element, hand, camera } = setUp();
    const controls = new OrbitControls(camera, element);
    hand.moveTo(10, 10);
    hand.moveTo(300, 200);
    controls.update();
    expect(camera.position.distanceTo(new Vector3(0, 0, 10))).toBeLessThan(1e-9);
  });

  it('stop turning when the viewer loses the focus in the middle of a drag', () => {
    const { element, hand, camera } = setUp();
    const controls = new OrbitControls(camera, element);
    hand.moveTo(100, 100);
    hand.press();
    hand.moveTo(120, 100);
    hand.focus(false);
    controls.update();
    const turned = controls.getAzimuthalAngle();
    hand.moveTo(300, 100);
    controls.update();
    expect(turned).not.toBe(0);
    expect(controls.getAzimuthalAngle()).toBe(turned);
  });

  it('zoom by the wheel', () => {
    const { element, hand, camera } = setUp();
    const controls = new OrbitControls(camera, element);
    hand.moveTo(320, 180);
    hand.wheel(-100);
    controls.update();
    expect(camera.position.z).toBeLessThan(9.9);
    hand.wheel(200);
    controls.update();
    expect(camera.position.z).toBeGreaterThan(10);
  });

  it('pan by the right button', () => {
    const { element, hand, camera } = setUp();
    const controls = new OrbitControls(camera, element);
    hand.drag([320, 180], [420, 180], 2);
    controls.update();
    expect(controls.target.x).toBeLessThan(-0.1);
    expect(controls.getAzimuthalAngle()).toBeCloseTo(0, 5);
  });

  it('pan by a drag with a modifier key', () => {
    const { element, hand, camera } = setUp();
    const controls = new OrbitControls(camera, element);
    hand.modifiers = 1;
    hand.drag([320, 180], [320, 80]);
    controls.update();
    expect(controls.target.y).toBeLessThan(-0.1);
  });

  it.each(['canvas', 'window'] as const)('pan by arrow keys that they listen to on the %s', (place) => {
    const { canvas, element, hand, camera } = setUp();
    const controls = new OrbitControls(camera, element);
    const target = place === 'canvas' ? canvas : canvas.ownerDocument.defaultView;
    controls.listenToKeyEvents(target as unknown as HTMLElement);
    hand.keyDown('ArrowLeft');
    controls.update();
    expect(controls.target.x).toBeLessThan(0);
  });

  it('zoom by two fingers', () => {
    const { element, dispatcher, camera } = setUp();
    const controls = new OrbitControls(camera, element);
    const [left, right] = [11, 12].map(
      (pointerId) =>
        new ViewerHand({ ...SIZE, pointerId, pointerType: 'touch' }, (input) => dispatcher.dispatch(1, input)),
    );
    left!.moveTo(300, 180);
    left!.press();
    right!.moveTo(340, 180);
    right!.press();
    left!.moveTo(200, 180);
    right!.moveTo(440, 180);
    controls.update();
    expect(camera.position.length()).toBeLessThan(5);
  });

  it('hear nothing any more once they are disposed of', () => {
    const { element, hand, camera } = setUp();
    const controls = new OrbitControls(camera, element);
    controls.dispose();
    hand.drag([100, 100], [190, 100]);
    controls.update();
    expect(controls.getAzimuthalAngle()).toBe(0);
  });
});

describe('MapControls', () => {
  it('move the map by a drag and turn it by the right button', () => {
    const { element, hand, camera } = setUp();
    camera.position.set(0, 10, 10);
    const controls = new MapControls(camera, element);
    camera.updateMatrixWorld();
    hand.drag([320, 180], [420, 180]);
    controls.update();
    expect(controls.target.x).toBeLessThan(-0.1);
    hand.drag([320, 180], [420, 180], 2);
    controls.update();
    expect(Math.abs(controls.getAzimuthalAngle())).toBeGreaterThan(0.5);
  });
});

function boxInScene(): Mesh {
  const box = new Mesh(new BoxGeometry(2, 2, 2), new MeshBasicMaterial());
  new Scene().add(box);
  return box;
}

describe('DragControls', () => {
  it('drag the object under the pointer, and tell when it starts and ends', () => {
    const { element, hand, camera } = setUp();
    const box = boxInScene();
    const controls = new DragControls([box], camera, element);
    const told: string[] = [];
    for (const type of ['hoveron', 'dragstart', 'dragend'] as const)
      controls.addEventListener(type, () => told.push(type));
    hand.drag([320, 180], [420, 180]);
    expect(box.position.x).toBeGreaterThan(1);
    expect(box.position.y).toBeCloseTo(0, 1);
    expect(told).toEqual(['hoveron', 'dragstart', 'dragend']);
  });

  it('leave an object alone that is elsewhere', () => {
    const { element, hand, camera } = setUp();
    const box = boxInScene();
    const controls = new DragControls([box], camera, element);
    hand.drag([20, 20], [320, 180]);
    controls.dispose();
    expect(box.position.toArray()).toEqual([0, 0, 0]);
  });
});
