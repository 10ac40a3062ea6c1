/** Makes a frame when it is asked for one, and says how many it has made. */
import { defineScene } from '@remote-view/renderer-host';
import { BoxGeometry, Color, Mesh, MeshNormalMaterial, PerspectiveCamera, Scene } from 'three/webgpu';

export default defineScene({
  frames: 'demand',
  setup({ renderer, canvas, state, onMessage, invalidate }) {
    const scene = new Scene();
    scene.background = new Color('#203040');
    const camera = new PerspectiveCamera(50, canvas.clientWidth / canvas.clientHeight);
    camera.position.z = 3;
    const box = new Mesh(new BoxGeometry(), new MeshNormalMaterial());
    scene.add(box);
    onMessage((payload) => {
      if (payload === 'later') setTimeout(invalidate, 200);
    });
    return {
      update({ frame }) {
        box.rotation.y += 0.3;
        state.set('frames', frame + 1);
        renderer.render(scene, camera);
      },
      resize({ width, height }) {
        camera.aspect = width / height;
        camera.updateProjectionMatrix();
      },
    };
  },
});
