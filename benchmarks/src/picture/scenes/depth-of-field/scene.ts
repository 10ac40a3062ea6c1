/** A lens that is sharp at one distance. As webgpu_postprocessing_dof. */
import { defineScene } from '@remote-view/renderer-host';
import { dof } from 'three/addons/tsl/display/DepthOfFieldNode.js';
import { pass } from 'three/tsl';
import { Mesh, MeshStandardMaterial, RenderPipeline, SphereGeometry } from 'three/webgpu';
import { chequers, litStage } from '../stage.ts';

export default defineScene({
  setup({ renderer, canvas }) {
    const { scene, camera } = litStage(canvas, '#334');
    const shape = new SphereGeometry(0.45, 48, 32);
    for (let index = 0; index < 7; index++) {
      const ball = new Mesh(shape, new MeshStandardMaterial({ map: chequers('#e86a4a', '#f6ead8'), roughness: 0.35 }));
      ball.position.set(index - 3, 0.45, 2.4 - index * 1.1);
      scene.add(ball);
    }
    const scenePass = pass(scene, camera);
    const pipeline = new RenderPipeline(renderer);
    pipeline.outputNode = dof(scenePass.getTextureNode(), scenePass.getViewZNode(), 5, 1.5, 3);
    return { update: () => pipeline.render(), dispose: () => pipeline.dispose() };
  },
});
