/** A small arcade game, to feel the latency by: the ship goes where the pointer is, and every jump is on time. */
import { PerspectiveCamera, Scene, Vector3 } from 'three/webgpu';
import { defineScene } from '@remote-view/renderer-host';
import { seeded } from '../shared/chance.ts';
import { Craft } from './craft.ts';
import { Hud } from './hud.ts';
import { GameInput } from './input.ts';
import { Landscape } from './landscape.ts';
import { Game, type GameEvent } from './rules.ts';
import { Sparks } from './sparks.ts';
import { Traffic } from './traffic.ts';

/** A crash is looked at for this long before a press starts the next run: the press may have been meant to jump. */
const REST_SECONDS = 0.7;
/** The page hears of the score at most this often. */
const REPORT_SECONDS = 0.2;
const CAMERA = new Vector3(0, 3.5, 7.6);

export default defineScene({
  setup({ renderer, canvas, size, send, onMessage, signal }) {
    const random = seeded(Math.floor(Math.random() * 2 ** 32));
    const game = new Game(random);
    const scene = new Scene();
    const camera = new PerspectiveCamera(52, 1, 0.3, 420);
    const landscape = new Landscape();
    const traffic = new Traffic();
    const craft = new Craft();
    const sparks = new Sparks(random);
    const hud = new Hud();
    camera.add(hud.group);
    scene.add(camera, landscape.group, traffic.group, craft.group, sparks.mesh);

    const input = new GameInput(
      canvas,
      () => {
        if (game.phase === 'ready' || (game.phase === 'over' && game.phaseSeconds > REST_SECONDS)) game.start();
      },
      signal,
    );

    const fit = (width: number, height: number): void => {
      camera.aspect = width / height;
      // An upright picture is opened wider, or the track would not fit in.
      camera.fov = camera.aspect > 1.4 ? 52 : Math.min(80, 52 * (1.4 / camera.aspect) ** 0.7);
      camera.updateProjectionMatrix();
      hud.resize(camera);
    };
    fit(size.width, size.height);

    let reported = '';
    let sinceReport = 0;
    const report = (delta: number): void => {
      sinceReport += delta;
      const news = { type: 'score', score: game.score, best: game.best, state: game.phase };
      const text = JSON.stringify(news);
      if (text === reported || (sinceReport < REPORT_SECONDS && game.phase === 'playing')) return;
      reported = text;
      sinceReport = 0;
      send(news);
    };

    const stopMessages = onMessage((payload) => {
      const type = payload !== null && typeof payload === 'object' && 'type' in payload ? payload.type : undefined;
      switch (type) {
        case 'restart':
          game.start();
          break;
        case 'state':
          // Told again with the next frame: a page that came later has not heard it.
          reported = '';
          break;
        default:
          send({ type: 'error', text: "'type' is none of restart, state." });
      }
    });

    let shake = 0;
    const place = new Vector3();
    const show = (event: GameEvent): void => {
      switch (event.type) {
        case 'gem':
          sparks.burst(place.set(event.x, event.height + 0.5, game.distance - event.distance), 8, 9, '#8dffe8');
          hud.pop();
          break;
        case 'hit':
          sparks.burst(place.set(game.x, game.height + 0.6, -0.8), event.lives === 0 ? 26 : 14, 14, '#ffb060');
          shake = 1;
          break;
        case 'level':
          hud.pop();
          break;
        case 'jump':
          break;
        default:
          event satisfies never;
      }
    };

    let roll = 0;
    return {
      update({ time, delta }) {
        const before = game.distance;
        for (const event of game.step(input.read(), delta)) show(event);
        const drift = Math.max(0, game.distance - before);

        shake = Math.max(0, shake - delta * 2.2);
        roll += (game.slide * -0.006 - roll) * Math.min(1, delta * 8);
        const tremble = shake * shake * 0.3;
        camera.position.copy(CAMERA);
        camera.position.x = game.x * 0.72 + Math.sin(time * 61) * tremble;
        camera.position.y += game.height * 0.22 + Math.sin(time * 47) * tremble;
        camera.lookAt(game.x * 0.66, 1.75, -12);
        camera.rotation.z += roll;

        const blinking = game.safe && Math.floor(time * 12) % 2 === 0;
        craft.update(game.x, game.height, game.slide, time, game.phase !== 'over' && !blinking);
        landscape.update(game.distance, camera.position.x);
        traffic.update(game.rows, game.distance, time);
        sparks.update(delta, drift);
        hud.update(game, time, delta);
        report(delta);
        renderer.render(scene, camera);
      },
      resize({ width, height }) {
        fit(width, height);
      },
      dispose() {
        stopMessages();
      },
    };
  },
});
