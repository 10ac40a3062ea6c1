/** Score, lives and words over the picture, placed by the size of the picture. */
import { BufferAttribute, BufferGeometry, Color, Group, Mesh, MeshBasicMaterial } from 'three/webgpu';
import type { PerspectiveCamera } from 'three/webgpu';
import type { Game } from './rules.ts';
import { LIVES } from './rules.ts';
import { PixelText } from '../shared/pixel-font.ts';

const CREAM = '#fff3df';
const MINT = '#6dffe0';
const CORAL = '#ff9d7a';

/** Distance of the display from the camera. */
const DEPTH = 1;

export class Hud {
  readonly group = new Group();
  readonly #score = new PixelText(8, CREAM, 0);
  readonly #level = new PixelText(8, CORAL, 0);
  readonly #best = new PixelText(14, CORAL, 1);
  readonly #title = new PixelText(12, CREAM, 0.5);
  readonly #hint = new PixelText(26, MINT, 0.5);
  readonly #lives: readonly Mesh[];
  #pop = 0;

  constructor() {
    const shape = chevron();
    this.#lives = Array.from({ length: LIVES }, () => {
      const life = new Mesh(shape, new MeshBasicMaterial({ color: MINT, depthTest: false, transparent: true }));
      life.renderOrder = 10;
      return life;
    });
    this.group.add(this.#score, this.#level, this.#best, this.#title, this.#hint, ...this.#lives);
    this.group.position.z = -DEPTH;
  }

  /** Fits the display to the picture. */
  resize(camera: PerspectiveCamera): void {
    const top = Math.tan((camera.fov * Math.PI) / 360) * DEPTH;
    const right = top * camera.aspect;
    const unit = Math.min(top, right * 0.62) * 2;
    const margin = unit * 0.05;
    place(this.#score, -right + margin, top - margin - unit * 0.035, unit * 0.07);
    place(this.#level, -right + margin, top - margin - unit * 0.115, unit * 0.038);
    place(this.#best, right - margin, top - margin - unit * 0.115, unit * 0.038);
    place(this.#title, 0, top * 0.7, unit * 0.11);
    place(this.#hint, 0, top * -0.1, unit * 0.045);
    for (const [i, life] of this.#lives.entries()) {
      place(life, right - margin - unit * (0.03 + i * 0.075), top - margin - unit * 0.035, unit * 0.06);
    }
  }

  /** Makes the score jump, when it earned to. */
  pop(): void {
    this.#pop = 1;
  }

  update(game: Game, time: number, delta: number): void {
    const playing = game.phase === 'playing';
    const blink = time % 1.1 < 0.75;
    this.#score.text = game.phase === 'ready' ? '' : String(game.score).padStart(6, '0');
    this.#level.text = playing ? `LEVEL ${game.level}` : '';
    this.#best.text = game.best > 0 && game.phase !== 'ready' ? `BEST ${game.best}` : '';
    this.#title.text = playing ? '' : game.phase === 'ready' ? 'SUNSKIM' : 'GAME OVER';
    this.#hint.text =
      playing || !blink ? '' : game.phase === 'ready' ? 'CLICK OR SPACE TO FLY' : 'CLICK OR SPACE: AGAIN';
    this.#pop = Math.max(0, this.#pop - delta * 4);
    this.#score.material.color.set(CREAM).lerp(new Color(MINT), this.#pop);
    for (const [i, life] of this.#lives.entries()) life.visible = playing && i < game.lives;
  }
}

function place(part: Mesh, x: number, y: number, height: number): void {
  part.position.set(x, y, 0);
  part.scale.setScalar(height);
}

/** The ship seen from above, one unit tall. */
function chevron(): BufferGeometry {
  const geometry = new BufferGeometry();
  const corners = [0, 0.5, 0, -0.5, -0.5, 0, 0, -0.22, 0, 0, 0.5, 0, 0, -0.22, 0, 0.5, -0.5, 0];
  geometry.setAttribute('position', new BufferAttribute(new Float32Array(corners), 3));
  return geometry;
}
