/** Light from rectangles. As webgpu_lights_rectarealight. */
import { defineScene } from '@remote-view/renderer-host';
import { RectAreaLightTexturesLib } from 'three/addons/lights/RectAreaLightTexturesLib.js';
import { MeshStandardMaterial, RectAreaLight, RectAreaLightNode } from 'three/webgpu';
import { bodies, litStage } from '../stage.ts';

export default defineScene({
  antialias: true,
  setup({ renderer, canvas }) {
    RectAreaLightNode.setLTC(RectAreaLightTexturesLib.init());
    const { scene, camera, sun } = litStage(canvas, '#0b0d10');
    sun.intensity = 0.2;
    for (const [index, colour] of ['#ff3b30', '#33d17a', '#3584e4'].entries()) {
      const light = new RectAreaLight(colour, 6, 1.6, 2.6);
      light.position.set((index - 1) * 2, 1.3, -2.4);
      light.lookAt(light.position.x, 1.3, 0);
      scene.add(light);
    }
    scene.add(...bodies(new MeshStandardMaterial({ color: '#ddd', roughness: 0.25 })));
    return { update: () => renderer.render(scene, camera) };
  },
});
