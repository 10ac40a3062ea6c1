/** A walk in first person: the controls, the physics and the sound are those that three.js has. */
import { Euler, PerspectiveCamera, Scene, Vector3 } from 'three/webgpu';
import { PointerLockControls } from 'three/addons/controls/PointerLockControls.js';
import { Octree } from 'three/addons/math/Octree.js';
import { defineScene, type SceneSize } from '@remote-view/renderer-host';
import { Balls } from './balls.ts';
import { createCourtyard, START } from './courtyard.ts';
import { Hint } from './hint.ts';
import { LookByDrag } from './look-by-drag.ts';
import { Sounds } from './sounds.ts';
import { Walker } from './walker.ts';

/** Metres between two steps that are heard. */
const STRIDE = 0.95;
/** The page hears of the walk at most this often. */
const REPORT_SECONDS = 0.25;
const HIGHEST = Math.PI / 2 - 0.02;

export default defineScene({
  setup({ renderer, canvas, size, send, onMessage, input, semantics, log, signal }) {
    const scene = new Scene();
    const camera = new PerspectiveCamera(60, 1, 0.06, 260);
    camera.rotation.order = 'YXZ';
    const courtyard = createCourtyard();
    const world = new Octree().fromGraphNode(courtyard.walls);
    const walker = new Walker(world, START.place);
    const sounds = withSound(camera, (reason) => log.warn(reason));
    const balls = new Balls(world, (place, strength) => sounds?.bounce(place, strength));
    const hint = new Hint();
    camera.add(hint.group);
    scene.add(camera, courtyard.group, balls.group);
    if (sounds !== undefined) scene.add(sounds.group);
    semantics.label = 'A courtyard by the sea, to walk in';

    const looking = new Euler(0, START.yaw, 0, 'YXZ');
    const toStart = (): void => {
      walker.reset();
      camera.quaternion.setFromEuler(looking.set(0, START.yaw, 0));
    };
    toStart();

    const controls = new PointerLockControls(camera, canvas);
    controls.addEventListener('lock', () => (hint.locked = true));
    controls.addEventListener('unlock', () => (hint.locked = false));
    const drag = new LookByDrag(
      canvas,
      (yaw, pitch) => {
        if (controls.isLocked) return;
        looking.setFromQuaternion(camera.quaternion);
        looking.y += yaw;
        looking.x = Math.max(-HIGHEST, Math.min(HIGHEST, looking.x + pitch));
        camera.quaternion.setFromEuler(looking);
      },
      signal,
    );
    const ahead = new Vector3();
    canvas.addEventListener(
      'click',
      (event) => {
        if (event.pointerType === 'touch') return;
        if (controls.isLocked) balls.throw(camera.position, camera.getWorldDirection(ahead), walker.velocity);
        else if (!drag.dragged) controls.lock();
      },
      { signal },
    );

    let reported = '';
    let sinceReport = 0;
    const report = (delta: number): void => {
      sinceReport += delta;
      const news = { type: 'walk', metres: Math.floor(walker.gone), thrown: balls.thrown, locked: controls.isLocked };
      const text = JSON.stringify(news);
      if (text === reported || sinceReport < REPORT_SECONDS) return;
      reported = text;
      sinceReport = 0;
      send(news);
    };
    const stopMessages = onMessage((payload) => {
      const type = payload !== null && typeof payload === 'object' && 'type' in payload ? payload.type : undefined;
      if (type === 'start') toStart();
      else if (type === 'throw') balls.throw(camera.position, camera.getWorldDirection(ahead), walker.velocity);
      // Told again with the next frame: a page that came later has not heard it.
      else if (type === 'state') reported = '';
      else send({ type: 'error', text: "'type' is none of start, throw, state." });
    });

    const fit = ({ width, height, pixelRatio }: SceneSize): void => {
      camera.aspect = width / height;
      // An upright picture is opened wider, or there would be nothing but a slit.
      camera.fov = camera.aspect > 1.2 ? 60 : Math.min(92, 60 * (1.2 / camera.aspect) ** 0.6);
      camera.updateProjectionMatrix();
      const unit = Math.max(2, Math.round(2 * pixelRatio)) / (2 * pixelRatio);
      hint.resize(camera, width / unit, height / unit);
    };
    fit(size);

    let heardAt = 0;
    let wasGrounded = true;
    return {
      update({ time, delta }) {
        const axis = (more: readonly string[], less: readonly string[]): number =>
          Number(more.some((code) => input.pressed(code))) - Number(less.some((code) => input.pressed(code)));
        looking.setFromQuaternion(camera.quaternion);
        const wish = {
          right: axis(['KeyD', 'ArrowRight'], ['KeyA', 'ArrowLeft']) + drag.stick.right,
          ahead: axis(['KeyW', 'ArrowUp'], ['KeyS', 'ArrowDown']) + drag.stick.ahead,
          jump: input.pressed('Space'),
          yaw: looking.y,
        };
        walker.step(wish, delta);
        const landed = walker.grounded && !wasGrounded && walker.velocity.y <= 0;
        wasGrounded = walker.grounded;
        if (walker.gone - heardAt > STRIDE || landed) {
          heardAt = walker.gone;
          sounds?.step(landed ? 1.6 : 1);
        }
        balls.advance(delta);
        courtyard.update(time);
        walker.eyes(camera.position);
        // Nobody's head stays level.
        camera.position.y += Math.sin((walker.gone / STRIDE) * Math.PI * 2) * 0.018;
        report(delta);
        renderer.render(scene, camera);
      },
      resize: fit,
      dispose() {
        stopMessages();
        controls.dispose();
        balls.dispose();
        hint.dispose();
        sounds?.dispose();
      },
    };
  },
});

function withSound(camera: PerspectiveCamera, silent: (reason: string) => void): Sounds | undefined {
  try {
    return new Sounds(camera);
  } catch (thrown) {
    silent(`There is no sound: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    return undefined;
  }
}
