/**
 * One rig for each controls: a camera, what it looks at, and the controls as they come from npm. The same code runs in a
 * plain page of Chromium and as a scene on the host; the test gives both the same input and compares what they report.
 */
import CameraControls from 'camera-controls';
import * as three from 'three';
import { BoxGeometry, Group, Mesh, MeshBasicMaterial, PerspectiveCamera, Scene, Vector3 } from 'three';
import { ArcballControls } from 'three/addons/controls/ArcballControls.js';
import { DragControls } from 'three/addons/controls/DragControls.js';
import { FirstPersonControls } from 'three/addons/controls/FirstPersonControls.js';
import { FlyControls } from 'three/addons/controls/FlyControls.js';
import { MapControls } from 'three/addons/controls/MapControls.js';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import { PointerLockControls } from 'three/addons/controls/PointerLockControls.js';
import { TrackballControls } from 'three/addons/controls/TrackballControls.js';
import { TransformControls } from 'three/addons/controls/TransformControls.js';

CameraControls.install({ THREE: three });

export const RIGS = [
  'orbit',
  'map',
  'trackball',
  'fly',
  'first-person',
  'pointer-lock',
  'drag',
  'arcball',
  'transform',
  'camera-controls',
] as const;
export type RigName = (typeof RIGS)[number];

/** What the test tells a stage; each is answered by a {@link Report}. */
export type Command =
  | { readonly type: 'rig'; readonly rig: RigName; readonly width: number; readonly height: number }
  | { readonly type: 'update'; readonly seconds: number }
  /** Forgets what moved the camera so far. */
  | { readonly type: 'reset' }
  | { readonly type: 'report' };

export interface Report {
  /** Position and quaternion of camera and object, and the point that the camera turns round. */
  readonly numbers: readonly number[];
  readonly pointers: Readonly<Record<string, { readonly x: number; readonly y: number; readonly buttons: number }>>;
  readonly keys: readonly string[];
  /** What pointers did since the rig was built. */
  readonly events: readonly string[];
  /** Wheel events so far. */
  readonly wheels: number;
  readonly locked: boolean;
  /** Of the last pointer lock that was refused. */
  readonly refused: string;
  readonly gamepads: readonly (readonly [id: string, axis: number, pressed: boolean] | null)[];
}

interface Controls {
  update(seconds: number): void;
  target(): Vector3;
  dispose(): void;
}

const NOWHERE = new Vector3();
const HEARD = [
  ...['pointerdown', 'pointermove', 'pointerup', 'pointercancel', 'gotpointercapture', 'lostpointercapture'],
  ...['mousedown', 'mousemove', 'mouseup', 'click', 'dblclick', 'auxclick', 'contextmenu', 'wheel'],
] as const;

export class Stage {
  readonly #canvas: HTMLCanvasElement;
  scene = new Scene();
  camera = new PerspectiveCamera();
  #object = new Mesh();
  #controls: Controls | undefined;
  readonly #pointers: Record<string, { x: number; y: number; buttons: number }> = {};
  readonly #keys = new Set<string>();
  #events: string[] = [];
  #wheels = 0;
  #refused = '';

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    for (const type of ['pointermove', 'pointerdown', 'pointerup'] as const) {
      window.addEventListener(type, ({ pointerType, pointerId, clientX: x, clientY: y, buttons }) => {
        // Chromium numbers fingers on, page by page; the mouse is always 1.
        this.#pointers[pointerType === 'touch' ? `touch ${pointerId % 2}` : pointerType] = { x, y, buttons };
      });
    }
    for (const type of HEARD) {
      window.addEventListener(type, (event) => {
        const { pointerId, isPrimary, pressure, tiltX, tiltY, twist } = event as PointerEvent;
        const { clientX, clientY, button, buttons, detail } = event as PointerEvent;
        const place = `${Math.round(clientX)},${Math.round(clientY)}`;
        const pen = `${pressure?.toFixed(2)} ${tiltX},${tiltY},${twist}`;
        const pointer = pointerId === undefined ? '' : `${pointerId} ${isPrimary} ${pen}`;
        this.#events.push(`${type} ${pointer} at ${place} ${button}/${buttons} ${detail}`);
      });
    }
    window.addEventListener('wheel', () => this.#wheels++);
    window.addEventListener('keydown', ({ code }) => this.#keys.add(code));
    window.addEventListener('keyup', ({ code }) => this.#keys.delete(code));
  }

  obey(command: Command): Report {
    if (command.type === 'rig') this.#open(command.rig, command.width / command.height);
    else if (command.type === 'update') this.#controls?.update(command.seconds);
    else if (command.type === 'reset') this.camera.quaternion.identity();
    return this.#report();
  }

  #open(rig: RigName, aspect: number): void {
    this.#controls?.dispose();
    this.#events = [];
    this.scene = new Scene();
    this.camera = new PerspectiveCamera(50, aspect, 0.1, 100);
    this.camera.position.set(0, rig === 'map' ? 6 : 0, 8);
    this.camera.lookAt(0, 0, 0);
    this.#object = new Mesh(new BoxGeometry(), new MeshBasicMaterial({ color: '#c08040' }));
    this.scene.add(this.#object, new Group());
    this.scene.updateMatrixWorld();
    this.camera.updateMatrixWorld();
    this.#controls = this.#build(rig);
  }

  #build(rig: RigName): Controls {
    const { camera, scene } = this;
    const canvas = this.#canvas;
    const nowhere = (): Vector3 => NOWHERE;
    const still = (): void => {};
    switch (rig) {
      case 'orbit':
      case 'map': {
        const controls = new (rig === 'orbit' ? OrbitControls : MapControls)(camera, canvas);
        return {
          update: () => void controls.update(),
          target: () => controls.target,
          dispose: () => controls.dispose(),
        };
      }
      case 'trackball': {
        const controls = new TrackballControls(camera, canvas);
        controls.staticMoving = true;
        return { update: () => controls.update(), target: () => controls.target, dispose: () => controls.dispose() };
      }
      case 'fly': {
        const controls = new FlyControls(camera, canvas);
        controls.rollSpeed = 0.2;
        return { update: (seconds) => controls.update(seconds), target: nowhere, dispose: () => controls.dispose() };
      }
      case 'first-person': {
        const controls = new FirstPersonControls(camera, canvas);
        controls.lookSpeed = 0.01;
        return { update: (seconds) => controls.update(seconds), target: nowhere, dispose: () => controls.dispose() };
      }
      case 'pointer-lock': {
        const controls = new PointerLockControls(camera, canvas);
        const lock = (): void => {
          // What PointerLockControls does, with the reason of a refusal.
          Promise.resolve(canvas.requestPointerLock()).catch((error: unknown) => (this.#refused = String(error)));
        };
        canvas.addEventListener('pointerup', lock);
        const dispose = (): void => {
          canvas.removeEventListener('pointerup', lock);
          controls.dispose();
        };
        return { update: still, target: nowhere, dispose };
      }
      case 'drag': {
        const controls = new DragControls([this.#object], camera, canvas);
        return { update: still, target: nowhere, dispose: () => controls.dispose() };
      }
      case 'arcball': {
        const controls = new ArcballControls(camera, canvas, scene);
        // Their momentum goes by the time of day.
        controls.enableAnimations = false;
        return { update: still, target: nowhere, dispose: () => controls.dispose() };
      }
      case 'transform': {
        const controls = new TransformControls(camera, canvas);
        scene.add(controls.getHelper());
        controls.attach(this.#object);
        scene.updateMatrixWorld();
        return { update: () => scene.updateMatrixWorld(), target: nowhere, dispose: () => controls.dispose() };
      }
      case 'camera-controls': {
        const controls = new CameraControls(camera, canvas);
        const update = (seconds: number): void => void controls.update(seconds);
        return { update, target: () => controls.getTarget(new Vector3()), dispose: () => controls.dispose() };
      }
      default:
        return rig satisfies never;
    }
  }

  #report(): Report {
    const { camera } = this;
    const numbers = [
      ...camera.position.toArray(),
      ...camera.quaternion.toArray(),
      camera.zoom,
      ...(this.#controls?.target() ?? NOWHERE).toArray(),
      ...this.#object.position.toArray(),
    ];
    return {
      numbers,
      pointers: this.#pointers,
      events: this.#events,
      keys: [...this.#keys],
      wheels: this.#wheels,
      locked: document.pointerLockElement === this.#canvas,
      refused: this.#refused,
      gamepads: navigator
        .getGamepads()
        .map((gamepad) =>
          gamepad === null ? null : ([gamepad.id, gamepad.axes[0] ?? 0, gamepad.buttons[0]?.pressed ?? false] as const),
        ),
    };
  }
}
