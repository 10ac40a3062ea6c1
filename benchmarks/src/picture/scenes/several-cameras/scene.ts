/** Four views of one scene in one picture, by viewport and scissor. As webgpu_multiple_views and webgpu_camera_array. */
import { defineScene } from '@remote-view/renderer-host';
import { MeshStandardMaterial, OrthographicCamera, PerspectiveCamera } from 'three/webgpu';
import { bodies, litStage } from '../stage.ts';

export default defineScene({
  antialias: true,
  setup({ renderer, canvas }) {
    const { scene, camera } = litStage(canvas);
    const group = bodies(
      new MeshStandardMaterial({ color: '#b5523b' }),
      new MeshStandardMaterial({ color: '#d8b34a', metalness: 0.6, roughness: 0.35 }),
      new MeshStandardMaterial({ color: '#44719c' }),
    );
    scene.add(...group);
    const top = new OrthographicCamera(-4, 4, 2.25, -2.25, 0.1, 20);
    top.position.set(0, 8, 0);
    top.lookAt(0, 0, 0);
    const front = new PerspectiveCamera(35, camera.aspect, 0.1, 40);
    front.position.set(0, 1, 7);
    const side = new PerspectiveCamera(60, camera.aspect, 0.1, 40);
    side.position.set(-5, 1.5, 0.5);
    side.lookAt(0, 0.8, 0);
    const cameras = [camera, top, front, side];
    renderer.setScissorTest(true);
    renderer.autoClear = true;
    return {
      update({ time }) {
        for (const body of group) body.rotation.y = time;
        const [width, height] = [canvas.clientWidth / 2, canvas.clientHeight / 2];
        for (const [index, view] of cameras.entries()) {
          const [x, y] = [(index % 2) * width, Math.floor(index / 2) * height];
          renderer.setViewport(x, y, width, height);
          renderer.setScissor(x, y, width, height);
          renderer.render(scene, view);
        }
      },
    };
  },
});
