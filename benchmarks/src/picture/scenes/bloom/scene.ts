/** Emissive parts that glow: a bloom pass with tone mapping behind it. As webgpu_postprocessing_bloom. */
import { defineScene } from '@remote-view/renderer-host';
import { bloom } from 'three/addons/tsl/display/BloomNode.js';
import { pass } from 'three/tsl';
import { ACESFilmicToneMapping, MeshStandardMaterial, RenderPipeline } from 'three/webgpu';
import { bodies, litStage } from '../stage.ts';

export default defineScene({
  setup({ renderer, canvas }) {
    renderer.toneMapping = ACESFilmicToneMapping;
    const { scene, camera } = litStage(canvas, '#05070a');
    const group = bodies(
      new MeshStandardMaterial({ color: '#111', emissive: '#ff5a1f', emissiveIntensity: 3 }),
      new MeshStandardMaterial({ color: '#446', roughness: 0.3 }),
      new MeshStandardMaterial({ color: '#111', emissive: '#27c4ff', emissiveIntensity: 2 }),
    );
    scene.add(...group);
    const pipeline = new RenderPipeline(renderer);
    const colour = pass(scene, camera).getTextureNode('output');
    pipeline.outputNode = colour.add(bloom(colour, 0.9, 0.5, 0.6));
    return {
      update({ time }) {
        for (const body of group) body.rotation.y = time;
        pipeline.render();
      },
      dispose: () => pipeline.dispose(),
    };
  },
});
