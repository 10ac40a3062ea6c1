/** Shadow maps of a directional and of a spot light with soft edges; multisampling. As webgpu_shadowmap. */
import { defineScene } from '@remote-view/renderer-host';
import { MeshStandardMaterial, PCFShadowMap, SpotLight } from 'three/webgpu';
import { bodies, litStage } from '../stage.ts';

export default defineScene({
  antialias: true,
  setup({ renderer, canvas }) {
    renderer.shadowMap.enabled = true;
    renderer.shadowMap.type = PCFShadowMap;
    const { scene, camera, sun } = litStage(canvas);
    sun.castShadow = true;
    sun.shadow.mapSize.set(1_024, 1_024);
    sun.shadow.camera.left = -4;
    sun.shadow.camera.right = 4;
    sun.shadow.bias = -0.0005;
    const spot = new SpotLight('#ff9a5c', 60, 12, Math.PI / 7, 0.4);
    spot.position.set(-3, 4, 2);
    spot.castShadow = true;
    const group = bodies(
      new MeshStandardMaterial({ color: '#e25b45', roughness: 0.4 }),
      new MeshStandardMaterial({ color: '#3f8fd2', roughness: 0.3, metalness: 0.3 }),
      new MeshStandardMaterial({ color: '#e8c15a', roughness: 0.6 }),
    );
    scene.add(spot, spot.target, ...group);
    return {
      update({ time }) {
        for (const body of group) body.rotation.y = time * 0.8;
        renderer.render(scene, camera);
      },
    };
  },
});
