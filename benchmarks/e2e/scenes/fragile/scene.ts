/** Green, and breaks in the way that the page asks for. Tells the page which process it runs in. */
import { defineScene } from '@remote-view/renderer-host';
import { Color, PerspectiveCamera, Scene } from 'three/webgpu';

export default defineScene({
  setup({ renderer, send, onMessage }) {
    const scene = new Scene();
    scene.background = new Color('#20a040');
    const camera = new PerspectiveCamera();
    let broken: unknown;
    onMessage((payload) => {
      if (typeof payload === 'object' && payload !== null && 'break' in payload) broken = payload.break;
    });
    send({ process: process.pid });
    return {
      update() {
        if (broken === 'throw') throw new Error('a bug in the scene');
        if (broken === 'abort') process.abort();
        if (broken === 'hang') for (;;);
        renderer.render(scene, camera);
      },
    };
  },
});
