/** Counts what its pages send, in all places where a scene can keep something, and fails when a page says so. */
import { defineScene } from '@remote-view/renderer-host';
import { Color, PerspectiveCamera, Scene } from 'three/webgpu';

export default defineScene({
  setup({ renderer, input, state, storage, restored, log, onMessage }) {
    const scene = new Scene();
    scene.background = new Color('#2040a0');
    const camera = new PerspectiveCamera();
    let count = typeof restored === 'number' ? restored : 0;
    let broken = false;
    state.set('count', count);
    const players = (): void => state.set('players', input.players.length);
    input.onJoined(players);
    input.onLeft(players);
    void storage.get('count').then((kept) => state.set('kept', kept ?? null));
    onMessage((payload) => {
      if (payload === 'break') broken = true;
      if (payload !== 'count') return;
      count++;
      state.set('count', count);
      log.warn('counted to', count);
      void storage.set('count', count).then(() => state.set('kept', count));
    });
    return {
      update() {
        if (broken) throw new Error('told to');
        if (input.justPressed('KeyK')) state.set('pressed', true);
        if (input.justReleased('KeyK')) state.delete('pressed');
        renderer.render(scene, camera);
      },
      snapshot: () => count,
    };
  },
});
