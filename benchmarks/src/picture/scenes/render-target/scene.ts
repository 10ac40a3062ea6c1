/** A scene drawn into a texture, which is the material of another. As webgpu_rtt. */
import { defineScene } from '@remote-view/renderer-host';
import { texture, uv } from 'three/tsl';
import {
  BoxGeometry,
  Mesh,
  MeshBasicNodeMaterial,
  MeshNormalMaterial,
  RenderTarget,
  TorusKnotGeometry,
} from 'three/webgpu';
import { litStage, stage } from '../stage.ts';

export default defineScene({
  antialias: true,
  setup({ renderer, canvas }) {
    const inner = stage(canvas, '#f0c33c');
    inner.camera.aspect = 1;
    inner.camera.updateProjectionMatrix();
    const knot = new Mesh(new TorusKnotGeometry(0.9, 0.3, 128, 24), new MeshNormalMaterial());
    knot.position.y = 0.6;
    inner.scene.add(knot);
    const target = new RenderTarget(256, 256, { samples: 4 });
    const outer = litStage(canvas);
    const material = new MeshBasicNodeMaterial();
    material.colorNode = texture(target.texture, uv());
    const box = new Mesh(new BoxGeometry(2, 2, 2), material);
    box.position.y = 1.1;
    outer.scene.add(box);
    return {
      update({ time }) {
        knot.rotation.y = time;
        box.rotation.y = time * 0.5;
        renderer.setRenderTarget(target);
        renderer.render(inner.scene, inner.camera);
        renderer.setRenderTarget(null);
        renderer.render(outer.scene, outer.camera);
      },
      dispose: () => target.dispose(),
    };
  },
});
