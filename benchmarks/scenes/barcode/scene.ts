/**
 * The trivial scene of the latency benchmark: one mesh, and the barcode of the newest input that it has seen.
 *
 * The id of an input is the horizontal position of a pointer move, 0..65535: what moves an orbit camera is what is
 * measured, by the same path, in every part of it.
 */
import { POSITION_MAX } from '@remote-view/protocol';
import { defineScene } from '@remote-view/renderer-host';
import {
  BoxGeometry,
  Color,
  DirectionalLight,
  Mesh,
  MeshStandardMaterial,
  PerspectiveCamera,
  Scene,
} from 'three/webgpu';
import { BarcodeStrip } from './strip.ts';

export default defineScene({
  fps: 60,
  antialias: false,
  setup({ renderer, canvas }) {
    const scene = new Scene();
    scene.background = new Color('#20303c');
    const camera = new PerspectiveCamera(50, canvas.clientWidth / canvas.clientHeight, 0.1, 20);
    camera.position.set(1.5, 1.2, 2);
    camera.lookAt(0, 0, 0);
    const cube = new Mesh(new BoxGeometry(), new MeshStandardMaterial({ color: '#e07a3c', roughness: 0.5 }));
    const light = new DirectionalLight('#ffffff', 3);
    light.position.set(2, 3, 1);
    const strip = new BarcodeStrip(canvas.width, canvas.height);
    scene.add(cube, light, strip.mesh);
    canvas.addEventListener('pointermove', ({ offsetX }) => {
      strip.show(Math.round((offsetX / canvas.clientWidth) * POSITION_MAX));
    });
    return {
      update({ delta }) {
        cube.rotation.y += delta;
        renderer.render(scene, camera);
      },
      resize({ width, height }) {
        camera.aspect = width / height;
        camera.updateProjectionMatrix();
        strip.fit(canvas.width, canvas.height);
      },
    };
  },
});
