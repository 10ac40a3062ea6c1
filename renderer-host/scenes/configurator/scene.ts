/**
 * A product configurator: what a shop would put beside its price.
 *
 * It draws only while something moves: the camera's damping, a change of paint, the opening animation. At rest it
 * costs the host nothing and the viewer no bandwidth.
 */
import { Group, Mesh, PerspectiveCamera, Scene, Vector3 } from 'three/webgpu';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import { defineScene } from '@remote-view/renderer-host';
import { createWeaveTexture, Surface, type FinishName } from './finish.ts';
import { createHeadphones, PARTS, type PartName } from './headphones.ts';
import { onClick } from '../shared/clicks.ts';
import { hearPage } from '../shared/page-messages.ts';
import { parsePageMessage } from './messages.ts';
import { Stage } from './stage.ts';
import { bakeIrradiance, createStudioLight } from './studio.ts';

const LOOK: Record<PartName, { readonly paint: string; readonly finish: FinishName }> = {
  shell: { paint: '#c8442e', finish: 'gloss' },
  cap: { paint: '#3a3d42', finish: 'carbon' },
  band: { paint: '#c8442e', finish: 'gloss' },
  cushion: { paint: '#2b2c30', finish: 'matte' },
  trim: { paint: '#d9c3a0', finish: 'metal' },
};

const CENTRE = new Vector3(0, 0.42, 0);
const INTRO_SECONDS = 1.5;

export default defineScene({
  setup({ renderer, canvas, size, send, onMessage, signal }) {
    const scene = new Scene();
    const camera = new PerspectiveCamera(30, size.width / size.height, 0.5, 30);
    const studio = createStudioLight();
    const weave = createWeaveTexture();
    const stage = new Stage();
    scene.add(stage.group);

    const product = new Group();
    const geometries = createHeadphones();
    for (const geometry of Object.values(geometries)) bakeIrradiance(geometry);
    const surfaces = {} as Record<PartName, Surface>;
    const meshes = {} as Record<PartName, Mesh>;
    for (const part of PARTS) {
      surfaces[part] = new Surface(studio, weave, LOOK[part].paint, LOOK[part].finish);
      meshes[part] = new Mesh(geometries[part], surfaces[part].material);
      meshes[part].name = part;
      product.add(meshes[part]);
    }
    const cloth = new Surface(studio, weave, '#101114', 'matte');
    product.add(new Mesh(geometries.fabric, cloth.material));
    scene.add(product);

    const controls = new OrbitControls(camera, canvas);
    controls.target.copy(CENTRE);
    controls.enableDamping = true;
    controls.dampingFactor = 0.08;
    controls.enablePan = false;
    controls.minDistance = 3.6;
    controls.maxDistance = 9;
    controls.minPolarAngle = 0.25;
    controls.maxPolarAngle = Math.PI / 2 + 0.02;

    let selected: PartName = 'shell';
    let stale = true;
    let intro = 0;
    let touched = false;
    controls.addEventListener('change', () => {
      stale = true;
    });
    controls.addEventListener('start', () => {
      touched = true;
    });

    const frameProduct = (): void => {
      // Narrow pictures need more distance for the same width.
      camera.position.setFromSphericalCoords(5.5 * Math.max(1, 1.15 / camera.aspect), 1.3, 0.88).add(CENTRE);
      controls.update();
    };
    frameProduct();

    const report = (): void => {
      const surface = surfaces[selected];
      send({ type: 'state', part: selected, parts: [...PARTS], color: surface.paint, material: surface.finish });
    };
    const select = (part: PartName): void => {
      selected = part;
      surfaces[part].flash();
      report();
    };

    const stopMessages = hearPage({ onMessage, send }, parsePageMessage, (message) => {
      switch (message.type) {
        case 'paint':
          surfaces[selected].paint = message.color;
          report();
          break;
        case 'material':
          surfaces[selected].finish = message.name;
          meshes[selected].material = surfaces[selected].material;
          report();
          break;
        case 'part':
          select(message.name);
          break;
        case 'state':
          report();
          break;
        default:
          message satisfies never;
      }
    });

    onClick({ canvas, signal }, camera, (ray) => {
      const hit = ray.intersectObjects(product.children)[0];
      const part = PARTS.find((name) => name === hit?.object.name);
      if (part !== undefined) select(part);
    });

    report();

    return {
      update({ delta }) {
        let moving = stage.follow(surfaces.shell.paint, delta);
        for (const part of PARTS) moving = surfaces[part].update(delta) || moving;
        if (intro < 1) {
          intro = touched ? 1 : Math.min(1, intro + delta / INTRO_SECONDS);
          assemble(meshes, intro);
          moving = true;
        }
        controls.update();
        if (!stale && !moving) return;
        stale = false;
        renderer.render(scene, camera);
      },
      resize({ width, height }) {
        camera.aspect = width / height;
        camera.updateProjectionMatrix();
        if (!touched) frameProduct();
        stale = true;
      },
      dispose() {
        stopMessages();
        controls.dispose();
        for (const part of PARTS) surfaces[part].dispose();
        cloth.dispose();
        for (const geometry of Object.values(geometries)) geometry.dispose();
        studio.dispose();
        weave.dispose();
      },
    };
  },
});

/** The opening: the band comes down onto the cups. `progress` 0 apart to 1 together. */
function assemble(meshes: Record<PartName, Mesh>, progress: number): void {
  const apart = 1 - easeOut(progress);
  meshes.band.position.y = apart * 0.7;
  meshes.trim.position.y = apart * 0.3;
}

function easeOut(t: number): number {
  return 1 - (1 - t) ** 4;
}
