/** A cube that each viewer turns for oneself, with unmodified OrbitControls; everybody is told whose views begin and end. */
import { defineScene } from '@remote-view/renderer-host';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import { BoxGeometry, Color, Mesh, MeshBasicMaterial, PerspectiveCamera, Scene } from 'three/webgpu';

export default defineScene({
  views: 'each',
  maxViews: 2,
  setup({ renderer, send, onMessage }) {
    onMessage(() => {
      throw new Error('the page wants it to fail');
    });
    const scene = new Scene();
    scene.background = new Color('#101418');
    const sides = ['#c02020', '#20a040', '#2040c0', '#e0c020', '#ffffff', '#808080'];
    scene.add(
      new Mesh(
        new BoxGeometry(),
        sides.map((color) => new MeshBasicMaterial({ color })),
      ),
    );
    return {
      view({ viewer, canvas, size, semantics }) {
        semantics.cursor = viewer % 2 === 0 ? 'grab' : 'crosshair';
        const camera = new PerspectiveCamera(45, size.width / size.height, 0.1, 20);
        camera.position.set(0, 0, 3);
        const controls = new OrbitControls(camera, canvas);
        send({ began: viewer, width: size.width });
        return {
          draw: () => renderer.render(scene, camera),
          resize({ width, height }) {
            camera.aspect = width / height;
            camera.updateProjectionMatrix();
            send({ resized: viewer, width });
          },
          dispose() {
            controls.dispose();
            send({ ended: viewer });
          },
        };
      },
    };
  },
});
