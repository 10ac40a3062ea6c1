/** Shares what it knows of its viewers' preferences and of the pointer lock, and says in a caption what it is told to. */
import { defineScene } from '@remote-view/renderer-host';
import { Color, PerspectiveCamera, Scene } from 'three/webgpu';

export default defineScene({
  setup({ renderer, state, input, captions, onMessage }) {
    const scene = new Scene();
    scene.background = new Color('#305070');
    const camera = new PerspectiveCamera();
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const still = matchMedia('(prefers-reduced-motion: reduce)');
    const share = (): void => {
      state.set('dark', dark.matches);
      state.set('still', still.matches);
      state.set('languages', navigator.languages.join(' '));
    };
    for (const query of [dark, still]) query.addEventListener('change', share);
    document.addEventListener('pointerlockchange', () => state.set('locked', document.pointerLockElement !== null));
    onMessage((text) => {
      if (typeof text === 'string') captions.show(text, { lang: 'en' });
    });
    return {
      update() {
        const [player] = input.players;
        if (player !== undefined) state.set('player', player.preferences.reducedMotion);
        renderer.render(scene, camera);
      },
    };
  },
});
