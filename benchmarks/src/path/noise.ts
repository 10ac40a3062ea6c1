/**
 * A picture that takes as many bits as there are: a band of grey noise, new in every frame, that travels up and down over a
 * gradient. Whoever shows it is limited by the path and not by what there is to say.
 *
 * It is grey, so that it is the same in the byte orders of a canvas and of our sources.
 */
import type { SourcePicture } from '@remote-view/renderer-host';
import { planesOf, samplesLike, type Plane } from '../../scenes/synthetic/planes.ts';
import { seededRandom } from '../stats/random.ts';

/** Of the picture's height. */
const SHARE = 0.5;
/** Pixels of the noise that are alike, each way: finer is not what pictures are made of. */
const GRAIN = 2;
/** Samples of noise, of which each line of the band shows a random stretch. */
const NOISE = 262_144;
/** Pixels per second. */
const SPEED = 110;
/** Of chroma without a colour. */
const NEUTRAL = 128;

export class NoiseBand {
  readonly picture: SourcePicture;
  /** Luma, or all there is. */
  readonly #plane: Plane;
  readonly #background: Plane['samples'];
  readonly #noise: Plane['samples'];
  readonly #height: number;
  #top = 0;

  constructor(picture: SourcePicture) {
    const [plane, ...chroma] = planesOf(picture);
    if (plane === undefined) throw new RangeError('a picture without a plane');
    for (const { samples } of chroma) samples.fill(NEUTRAL);
    this.picture = picture;
    this.#plane = plane;
    this.#height = 2 * Math.floor((picture.height * SHARE) / 2);
    this.#background = gradient(plane, picture.height);
    plane.samples.set(this.#background);
    this.#noise = noise(plane);
  }

  /** @param time in seconds: the band is where it is then, whatever was drawn before */
  draw(time: number): void {
    const { samples, width } = this.#plane;
    const random = seededRandom(Math.floor(time * 1e6));
    const old = this.#top * width;
    samples.set(this.#background.subarray(old, old + this.#height * width), old);
    this.#top = 2 * Math.floor(bounce(time * SPEED, this.picture.height - this.#height) / 2);
    for (let row = 0; row < this.#height; row += GRAIN) {
      const from = GRAIN * Math.floor((random() * (NOISE - width)) / GRAIN);
      const line = this.#noise.subarray(from, from + width);
      for (let same = 0; same < GRAIN; same++) samples.set(line, (this.#top + row + same) * width);
    }
  }
}

/** There and back again between 0 and `range`. */
function bounce(way: number, range: number): number {
  const phase = way % (2 * Math.max(1, range));
  return phase < range ? phase : 2 * range - phase;
}

function gradient(plane: Plane, height: number): Plane['samples'] {
  const samples = samplesLike(plane, plane.samples.length);
  for (let y = 0; y < height; y++) {
    const value = 40 + Math.floor((y / height) * 160);
    samples.fill(plane.sample([value, value, value]), y * plane.width, (y + 1) * plane.width);
  }
  return samples;
}

function noise(plane: Plane): Plane['samples'] {
  const random = seededRandom(7);
  const samples = samplesLike(plane, NOISE);
  for (let x = 0; x < NOISE; x += GRAIN) {
    const value = Math.floor(random() * 256);
    samples.fill(plane.sample([value, value, value]), x, x + GRAIN);
  }
  return samples;
}
