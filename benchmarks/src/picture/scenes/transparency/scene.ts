/** Blended and cut-out surfaces, two-sided, in front of each other; clipping planes. As webgpu_materials and webgpu_clipping. */
import { defineScene } from '@remote-view/renderer-host';
import {
  ClippingGroup,
  DoubleSide,
  Mesh,
  MeshPhongMaterial,
  MeshToonMaterial,
  Plane,
  SphereGeometry,
  TorusGeometry,
  Vector3,
} from 'three/webgpu';
import { bodies, chequers, litStage } from '../stage.ts';

export default defineScene({
  antialias: true,
  setup({ renderer, canvas }) {
    const { scene, camera } = litStage(canvas, '#e9e4dc');
    const group = bodies(
      new MeshPhongMaterial({ color: '#2b6cb0', transparent: true, opacity: 0.45, side: DoubleSide }),
      new MeshToonMaterial({ color: '#e07a3c' }),
      new MeshPhongMaterial({
        alphaMap: chequers('#000', '#fff', 6),
        alphaTest: 0.5,
        color: '#2f855a',
        side: DoubleSide,
      }),
    );
    const cut = new ClippingGroup();
    cut.clippingPlanes = [new Plane(new Vector3(0.4, -1, 0.2).normalize(), 1.4)];
    cut.add(
      new Mesh(
        new SphereGeometry(0.8, 48, 32).translate(0, 1.3, 1.6),
        new MeshPhongMaterial({ color: '#d69e2e', side: DoubleSide }),
      ),
    );
    const ring = new Mesh(
      new TorusGeometry(1.6, 0.12, 24, 96),
      new MeshPhongMaterial({ color: '#805ad5', transparent: true, opacity: 0.6 }),
    );
    ring.position.set(0, 0.9, 0.9);
    scene.add(...group, cut, ring);
    return {
      update({ time }) {
        for (const body of group) body.rotation.y = time;
        ring.rotation.y = time * 0.3;
        renderer.render(scene, camera);
      },
    };
  },
});
