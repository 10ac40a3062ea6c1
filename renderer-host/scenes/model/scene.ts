/**
 * A viewer for models that somebody drops on the picture, and an example of how a scene takes files.
 *
 * It draws only while something moves: the camera, an animation, the turntable.
 */
import { PerspectiveCamera, Scene } from 'three/webgpu';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import { defineScene, type SceneFile } from '@remote-view/renderer-host';
import { createGearSet } from './gear-set.ts';
import { hearPage } from '../shared/page-messages.ts';
import { parsePageMessage, SHADINGS, type Shading, type Switch } from './messages.ts';
import { ModelOpener } from './open-model.ts';
import { ShownModel } from './shown-model.ts';
import { Studio, studioReflections } from './studio.ts';

const EXAMPLE = 'planetary-gears.glb';

export default defineScene({
  setup({ renderer, canvas, size, send, onMessage, assets, files, semantics, invalidate }) {
    const scene = new Scene();
    const camera = new PerspectiveCamera(35, size.width / size.height, 0.05, 60);
    const studio = new Studio();
    scene.add(studio.group);
    scene.environmentNode = studioReflections();
    const opener = new ModelOpener(renderer, assets);

    const controls = new OrbitControls(camera, canvas);
    controls.enableDamping = true;
    controls.dampingFactor = 0.1;
    controls.minDistance = 0.3;
    controls.maxDistance = 20;
    controls.autoRotateSpeed = 1.6;

    let name = EXAMPLE;
    let shading: Shading = 'shaded';
    let problems: readonly string[] = [];
    const on: Record<Switch, boolean> = { grid: true, bounds: false, turntable: false, animation: true };
    let touched = false;
    let stale = true;
    controls.addEventListener('change', () => {
      stale = true;
    });
    controls.addEventListener('start', () => {
      touched = true;
    });

    const example = createGearSet();
    let model = new ShownModel(example.scene, example.animations);
    scene.add(model.group);

    const apply = (): void => {
      model.shading = shading;
      model.bounds = on.bounds;
      studio.grid = on.grid;
      controls.autoRotate = on.turntable;
      stale = true;
    };
    const fit = (): void => {
      const half = (camera.fov * Math.PI) / 360;
      const narrow = Math.min(half, Math.atan(Math.tan(half) * camera.aspect));
      const distance = (model.radius / Math.sin(narrow)) * 0.8;
      camera.position.setFromSphericalCoords(distance, 1.02, 0.55);
      controls.target.set(0, 0, 0);
      controls.update();
      touched = false;
      stale = true;
    };
    const report = (): void => {
      const { facts } = model;
      const shown = { name, shading, shadings: [...SHADINGS], ...on, problems: [...problems] };
      send({ type: 'state', ...shown, facts: { ...facts, size: [...facts.size] } });
    };
    const show = (next: ShownModel, called: string, complaints: readonly string[]): void => {
      model.group.removeFromParent();
      model.dispose();
      model = next;
      name = called;
      problems = complaints;
      scene.add(model.group);
      studio.fit(model.radius, model.floor);
      semantics.label = `3D model ${name}`;
      apply();
      fit();
      report();
      invalidate();
    };

    const open = async (file: SceneFile): Promise<void> => {
      const { scene: content, animations, problems: complaints } = await opener.open(file);
      const next = new ShownModel(content, animations);
      show(next, file.name, complaints);
      semantics.announce(`${file.name} is shown: ${next.facts.meshes} meshes, ${next.facts.triangles} triangles.`);
    };
    files.accept({ types: ['.glb', '.gltf', 'model/gltf-binary', 'model/gltf+json'] });
    files.onFile(open);

    const stopMessages = hearPage({ onMessage, send }, parsePageMessage, (message) => {
      switch (message.type) {
        case 'shading':
          shading = message.name;
          break;
        case 'switch':
          on[message.name] = message.on;
          break;
        case 'fit':
          fit();
          return;
        case 'example': {
          const { scene: content, animations } = createGearSet();
          show(new ShownModel(content, animations), EXAMPLE, []);
          return;
        }
        case 'state':
          break;
        default:
          message satisfies never;
      }
      apply();
      report();
    });

    studio.fit(model.radius, model.floor);
    semantics.label = `3D model ${name}`;
    apply();
    fit();
    report();

    return {
      update({ delta }) {
        controls.update(delta);
        if (on.animation && model.animated) {
          model.advance(delta);
          stale = true;
        }
        if (!stale) return;
        stale = false;
        renderer.render(scene, camera);
      },
      resize({ width, height }) {
        camera.aspect = width / height;
        camera.updateProjectionMatrix();
        if (!touched) fit();
        stale = true;
      },
      dispose() {
        stopMessages();
        controls.dispose();
        opener.dispose();
        model.dispose();
      },
    };
  },
});
