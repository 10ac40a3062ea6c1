/**
 * A view of data: a catalogue of stars to fly around in, to filter, and to read star by star.
 *
 * It turns slowly until somebody takes hold of it. From then on it draws only what changes: the camera, what the
 * pointer is on, what the page asks for.
 */
import { Color, Matrix4, PerspectiveCamera, Scene } from 'three/webgpu';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import { defineScene, type PlainValue, type SceneSize } from '@remote-view/renderer-host';
import { ATTRIBUTE, ATTRIBUTES, createCatalogue, STARS, starName, type AttributeName } from './catalogue.ts';
import { StarCloud } from './cloud.ts';
import { Glow } from './glow.ts';
import { hearPage } from '../shared/page-messages.ts';
import { parsePageMessage } from './messages.ts';
import { Overlay } from './overlay.ts';
import { pick } from './picking.ts';

export default defineScene({
  setup({ renderer, canvas, size, send, onMessage, signal }) {
    const catalogue = createCatalogue(7);
    const scene = new Scene();
    scene.background = new Color('#05060f');
    const camera = new PerspectiveCamera(42, 1, 0.5, 600);
    const cloud = new StarCloud(catalogue);
    const glow = new Glow(catalogue);
    const overlay = new Overlay(catalogue.regions);
    camera.add(overlay.group);
    scene.add(camera, glow.mesh, cloud.mesh);

    const controls = new OrbitControls(camera, canvas);
    controls.enableDamping = true;
    controls.dampingFactor = 0.09;
    controls.minDistance = 6;
    controls.maxDistance = 190;
    controls.autoRotate = true;
    controls.autoRotateSpeed = 0.9;

    let by: AttributeName = 'temperature';
    let from = -Infinity;
    let to = Infinity;
    let shown = STARS;
    let picked = -1;
    let pointer: { readonly x: number; readonly y: number } | undefined;
    let pointerMoved = false;
    let held = false;
    let stale = true;

    controls.addEventListener('change', () => {
      stale = true;
    });

    const report = (): void => {
      const { unit, range } = ATTRIBUTE[by];
      const bound = (value: number): number | null => (Number.isFinite(value) ? value : null);
      const filter = { min: bound(from), max: bound(to) };
      send({ type: 'state', by, unit, range: [...range], attributes: [...ATTRIBUTES], ...filter, shown, total: STARS });
    };
    const repaint = (): void => {
      shown = cloud.paint(by, from, to);
      glow.dim(shown);
      glow.dim(shown);
      overlay.describe(by, from, to, shown);
      pointerMoved = true;
      stale = true;
      report();
    };

    const stopMessages = hearPage({ onMessage, send }, parsePageMessage, (message) => {
      switch (message.type) {
        case 'filter':
          from = message.min;
          to = message.max;
          break;
        case 'state':
          report();
          return;
        case 'colour':
          by = message.by;
          from = -Infinity;
          to = Infinity;
          break;
        default:
          message satisfies never;
      }
      repaint();
    });

    const point = (event: PointerEvent): void => {
      pointer = { x: event.offsetX, y: event.offsetY };
      pointerMoved = true;
    };
    const takeHold = (): void => {
      controls.autoRotate = false;
    };
    canvas.addEventListener('pointermove', point, { signal });
    canvas.addEventListener(
      'pointerdown',
      (event) => {
        takeHold();
        point(event);
        held = true;
      },
      { signal },
    );
    for (const type of ['pointerup', 'pointercancel'] as const) {
      canvas.addEventListener(
        type,
        () => {
          held = false;
          pointerMoved = true;
        },
        { signal },
      );
    }
    canvas.addEventListener(
      'pointerleave',
      () => {
        pointer = undefined;
        pointerMoved = true;
      },
      { signal },
    );
    canvas.addEventListener('wheel', takeHold, { signal });
    canvas.addEventListener('keydown', takeHold, { signal });

    const viewProjection = new Matrix4();
    const updatePick = (): void => {
      if (!pointerMoved || held) return;
      pointerMoved = false;
      camera.updateMatrixWorld();
      viewProjection.multiplyMatrices(camera.projectionMatrix, camera.matrixWorldInverse);
      const view = { matrix: viewProjection.elements, width: canvas.clientWidth, height: canvas.clientHeight };
      const star = pointer === undefined ? -1 : pick(catalogue.positions, cloud.shown, view, pointer.x, pointer.y);
      if (star === picked) return;
      picked = star;
      stale = true;
      send(describePick());
    };
    const describePick = (): PlainValue => {
      if (picked < 0) return { type: 'picked', label: null, values: null };
      const values: Record<string, PlainValue> = { region: catalogue.regions[catalogue.region[picked]!]!.name };
      for (const name of ATTRIBUTES) values[name] = Number(catalogue.values[name][picked]!.toPrecision(4));
      return { type: 'picked', label: starName(catalogue, picked), values };
    };

    const fit = ({ width, height, pixelRatio }: SceneSize): void => {
      camera.aspect = width / height;
      camera.updateProjectionMatrix();
      cloud.resize(camera.aspect, height * pixelRatio);
      // A dot of a letter is a whole number of rendered pixels, and two at least, to survive the video.
      const unit = Math.max(2, Math.round(2 * pixelRatio)) / (2 * pixelRatio);
      overlay.resize(camera, width / unit, height / unit);
      stale = true;
    };
    // Narrow pictures need more distance for the same width.
    camera.position.setFromSphericalCoords(88 * Math.max(1, (1.5 * size.height) / size.width), 1.0, 0.5);
    fit(size);
    controls.update();
    repaint();

    return {
      update({ delta }) {
        // What the pointer is on stands still, to be read.
        if (!controls.autoRotate || picked < 0) controls.update(delta);
        updatePick();
        if (!stale) return;
        stale = false;
        camera.updateMatrixWorld();
        overlay.update(camera, catalogue, picked);
        renderer.render(scene, camera);
      },
      resize: fit,
      dispose() {
        stopMessages();
        controls.dispose();
        cloud.dispose();
        overlay.dispose();
        glow.dispose();
      },
    };
  },
});
