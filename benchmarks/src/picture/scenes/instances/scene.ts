/** A thousand bodies in one draw call, each with a place and a colour of its own. As webgpu_instance_mesh. */
import { defineScene } from '@remote-view/renderer-host';
import { Color, IcosahedronGeometry, InstancedMesh, MeshStandardMaterial, Object3D } from 'three/webgpu';
import { litStage } from '../stage.ts';

const SIDE = 10;

export default defineScene({
  antialias: true,
  setup({ renderer, canvas }) {
    const { scene, camera } = litStage(canvas);
    camera.position.set(5, 4.5, 6.5);
    camera.lookAt(0, 1.6, 0);
    const mesh = new InstancedMesh(
      new IcosahedronGeometry(0.16, 1),
      new MeshStandardMaterial({ roughness: 0.4 }),
      SIDE ** 3,
    );
    const place = new Object3D();
    const colour = new Color();
    for (let index = 0; index < SIDE ** 3; index++) {
      mesh.setColorAt(index, colour.setHSL((index % SIDE) / SIDE, 0.6, 0.35 + Math.floor(index / 100) / 25));
    }
    scene.add(mesh);
    return {
      update({ time }) {
        for (let index = 0; index < SIDE ** 3; index++) {
          const [x, y, z] = [index % SIDE, Math.floor(index / 100), Math.floor(index / SIDE) % SIDE];
          place.position.set((x - 4.5) * 0.42, 0.3 + y * 0.36, (z - 4.5) * 0.42);
          place.rotation.set(time + x, time + y, 0);
          place.updateMatrix();
          mesh.setMatrixAt(index, place.matrix);
        }
        mesh.instanceMatrix.needsUpdate = true;
        renderer.render(scene, camera);
      },
    };
  },
});
