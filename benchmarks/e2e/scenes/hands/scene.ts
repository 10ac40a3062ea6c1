/** Remembers every kind of input that reaches it, and is green from the first of them on; says what it was when a page asks. */
import { defineScene } from '@remote-view/renderer-host';
import { Color, PerspectiveCamera, Scene } from 'three/webgpu';

const TYPES = [
  ...['pointerenter', 'pointermove', 'pointerdown', 'pointerup', 'pointercancel', 'wheel', 'keydown', 'keyup'],
  ...['beforeinput', 'paste', 'focus'],
];

export default defineScene({
  setup({ renderer, canvas, send, onMessage }) {
    const scene = new Scene();
    const camera = new PerspectiveCamera();
    const heard = new Set<string>();
    for (const type of TYPES) canvas.addEventListener(type, () => heard.add(type));
    onMessage((payload) => {
      if (payload === 'what was it?') send({ heard: [...heard] });
      else heard.add('message');
    });
    return {
      update() {
        scene.background = new Color(heard.size === 0 ? '#2040c0' : '#20a040');
        renderer.render(scene, camera);
      },
    };
  },
});
