/** Eight flat patches of known sRGB colours in two rows of four. */
import { defineScene } from '@remote-view/renderer-host';
import { Color, Mesh, MeshBasicMaterial, OrthographicCamera, PlaneGeometry, Scene } from 'three/webgpu';
import { PATCHES } from './patches.ts';

export default defineScene({
  setup({ renderer }) {
    const scene = new Scene();
    const camera = new OrthographicCamera(0, 4, 2, 0, -1, 1);
    for (const [index, colour] of PATCHES.entries()) {
      const patch = new Mesh(new PlaneGeometry(1, 1), new MeshBasicMaterial({ color: new Color(colour) }));
      patch.position.set((index % 4) + 0.5, index < 4 ? 1.5 : 0.5, 0);
      scene.add(patch);
    }
    return { update: () => renderer.render(scene, camera) };
  },
});
