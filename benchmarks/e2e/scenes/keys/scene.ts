/** The whole picture is one colour: blue, red while the R key is down, and what a page's message asks for. */
import { defineScene } from '@remote-view/renderer-host';
import { Color, PerspectiveCamera, Scene } from 'three/webgpu';

export default defineScene({
  setup({ renderer, canvas, send, onMessage }) {
    const scene = new Scene();
    const camera = new PerspectiveCamera();
    let colour = '#2040c0';
    let held = false;
    canvas.addEventListener('keydown', ({ code }) => (held ||= code === 'KeyR'));
    canvas.addEventListener('keyup', ({ code }) => (held &&= code !== 'KeyR'));
    onMessage((payload) => {
      if (typeof payload !== 'object' || payload === null || !('colour' in payload)) return;
      if (typeof payload.colour === 'string') colour = payload.colour;
      send({ heard: payload });
    });
    send({ hello: 'page' });
    return {
      update() {
        scene.background = new Color(held ? '#c02020' : colour);
        renderer.render(scene, camera);
      },
    };
  },
});
