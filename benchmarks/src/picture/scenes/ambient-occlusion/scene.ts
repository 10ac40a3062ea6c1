/** Ground-truth ambient occlusion from depth and normals of several render targets. As webgpu_postprocessing_ao. */
import { defineScene } from '@remote-view/renderer-host';
import { ao } from 'three/addons/tsl/display/GTAONode.js';
import { mrt, normalView, output, pass, vec4 } from 'three/tsl';
import { MeshStandardMaterial, RenderPipeline } from 'three/webgpu';
import { bodies, litStage } from '../stage.ts';

export default defineScene({
  setup({ renderer, canvas }) {
    const { scene, camera } = litStage(canvas, '#d9e2e8');
    scene.add(...bodies(new MeshStandardMaterial({ color: '#e6ddd0', roughness: 1 })));
    const scenePass = pass(scene, camera);
    scenePass.setMRT(mrt({ output, normal: normalView }));
    const occlusion = ao(scenePass.getTextureNode('depth'), scenePass.getTextureNode('normal'), camera);
    occlusion.radius.value = 0.6;
    const pipeline = new RenderPipeline(renderer);
    pipeline.outputNode = scenePass
      .getTextureNode('output')
      .mul(vec4(occlusion.getTextureNode().r, occlusion.getTextureNode().r, occlusion.getTextureNode().r, 1));
    return { update: () => pipeline.render(), dispose: () => pipeline.dispose() };
  },
});
