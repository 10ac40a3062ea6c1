/**
 * The finishes a part can have, and the material that shows them.
 *
 * A finish is a handful of numbers, so switching one is a change of uniforms that can be animated, with no shader to
 * compile while somebody watches. Only carbon has a picture, the weave, and so a second shader.
 */
import {
  Color,
  DataTexture,
  LinearFilter,
  LinearMipmapLinearFilter,
  MeshBasicNodeMaterial,
  RepeatWrapping,
} from 'three/webgpu';
import type { Node } from 'three/webgpu';
import {
  attribute,
  cameraPosition,
  clamp,
  dot,
  float,
  mix,
  normalize,
  normalGeometry,
  positionGeometry,
  reflect,
  texture,
  uniform,
  uv,
  vec3,
} from 'three/tsl';
import { decodeLight, STUDIO_LEVELS, studioPlace, type StudioLight } from './studio.ts';

export const FINISHES = ['gloss', 'matte', 'metal', 'carbon'] as const;
export type FinishName = (typeof FINISHES)[number];

interface Finish {
  /** 0 plastic, 1 metal. */
  readonly metalness: number;
  /** 0 mirror to 1 chalk. */
  readonly roughness: number;
  /** Clear lacquer on top, 0 to 1. */
  readonly coat: number;
}

const FINISH: Record<FinishName, Finish> = {
  gloss: { metalness: 0, roughness: 0.5, coat: 1 },
  matte: { metalness: 0, roughness: 0.8, coat: 0 },
  metal: { metalness: 1, roughness: 0.3, coat: 0 },
  carbon: { metalness: 0.35, roughness: 0.45, coat: 1 },
};

/** Seconds that a change of paint or finish takes. */
const FADE_SECONDS = 0.45;

/** How one part looks now, and how it is about to look. */
export class Surface {
  readonly #plain: MeshBasicNodeMaterial;
  readonly #woven: MeshBasicNodeMaterial;
  readonly #paint = uniform(new Color());
  readonly #metalness = uniform(0);
  readonly #roughness = uniform(0.5);
  readonly #coat = uniform(0);
  readonly #highlight = uniform(0);
  readonly #paintGoal = new Color();
  #finish: FinishName;
  #fade = 0;

  constructor(studio: StudioLight, weave: DataTexture, paint: string, finish: FinishName) {
    this.#plain = this.#material(studio, undefined);
    this.#woven = this.#material(studio, weave);
    this.#finish = finish;
    this.#paintGoal.set(paint);
    this.#settle();
  }

  get material(): MeshBasicNodeMaterial {
    return this.#finish === 'carbon' ? this.#woven : this.#plain;
  }

  /** '#rrggbb' */
  get paint(): string {
    return `#${this.#paintGoal.getHexString()}`;
  }

  set paint(value: string) {
    this.#paintGoal.set(value);
    this.#fade = FADE_SECONDS;
  }

  get finish(): FinishName {
    return this.#finish;
  }

  set finish(value: FinishName) {
    this.#finish = value;
    this.#fade = FADE_SECONDS;
  }

  /** Lights the part up for a moment, to show that it is the one selected. */
  flash(): void {
    this.#highlight.value = 1;
  }

  /** Moves on by `delta` seconds. Returns whether the part looks different now. */
  update(delta: number): boolean {
    if (this.#fade === 0 && this.#highlight.value === 0) return false;
    this.#highlight.value = Math.max(0, this.#highlight.value - delta * 1.8);
    if (this.#fade <= delta) {
      this.#settle();
      return true;
    }
    const step = delta / this.#fade;
    const finish = FINISH[this.#finish];
    this.#paint.value.lerp(this.#paintGoal, step);
    this.#metalness.value += (finish.metalness - this.#metalness.value) * step;
    this.#roughness.value += (finish.roughness - this.#roughness.value) * step;
    this.#coat.value += (finish.coat - this.#coat.value) * step;
    this.#fade -= delta;
    return true;
  }

  dispose(): void {
    this.#plain.dispose();
    this.#woven.dispose();
  }

  #settle(): void {
    const finish = FINISH[this.#finish];
    this.#fade = 0;
    this.#paint.value.copy(this.#paintGoal);
    this.#metalness.value = finish.metalness;
    this.#roughness.value = finish.roughness;
    this.#coat.value = finish.coat;
  }

  #material(studio: StudioLight, weave: DataTexture | undefined): MeshBasicNodeMaterial {
    const normal = normalize(normalGeometry);
    const toCamera = normalize(cameraPosition.sub(positionGeometry));
    const facing = clamp(dot(normal, toCamera), 0, 1);
    const place = studioPlace(reflect(toCamera.negate(), normal)).toVar();
    const grazing = float(1).sub(facing).toVar();
    const edge = grazing.mul(grazing).mul(grazing).mul(grazing).toVar();

    const plain = this.#paint.rgb;
    const paint = weave === undefined ? plain : mix(vec3(0.012), plain.mul(0.75), texture(weave, uv()).r);
    const diffuse = attribute<'vec3'>('light', 'vec3').mul(paint).mul(float(1).sub(this.#metalness));
    const tint = mix(vec3(0.045), paint, this.#metalness).toVar();
    const gloss = float(1).sub(this.#roughness);
    const fresnel = tint.add(gloss.sub(tint).max(0).mul(edge));
    const level = this.#roughness.mul(STUDIO_LEVELS - 1);
    const base = decodeLight(texture(studio.soft, place).level(level).rgb).mul(fresnel);
    const coat = decodeLight(texture(studio.sharp, place).rgb).mul(edge.mul(0.6).add(0.05).mul(this.#coat));
    const selected = this.#highlight.mul(grazing.add(0.1));
    const light = diffuse.add(base).add(coat).add(selected);

    const material = new MeshBasicNodeMaterial();
    // A film-like shoulder here, because tone mapping on the renderer would cost the host a pass over the picture.
    material.colorNode = film(light.mul(0.62));
    return material;
  }
}

/** S-curve of film: deep shadows, soft highlights (Narkowicz' fit to ACES). */
function film(light: Node<'vec3'>): Node<'vec3'> {
  const x = light.toVar();
  return clamp(x.mul(x.mul(2.51).add(0.03)).div(x.mul(x.mul(2.43).add(0.59)).add(0.14)), 0, 1);
}

/** Twill of carbon fibre: threads two over, two under, each shaded as a round bundle. */
export function createWeaveTexture(): DataTexture {
  const size = 64;
  const threads = 4;
  const pitch = size / threads;
  const data = new Uint8Array(size * size * 4);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const warp = (Math.floor(x / pitch) + Math.floor(y / pitch)) % 4 < 2;
      const across = (((warp ? x : y) % pitch) + 0.5) / pitch;
      const round = Math.sin(across * Math.PI);
      const value = (warp ? 150 : 46) * (0.45 + 0.55 * round);
      data.fill(value, (y * size + x) * 4, (y * size + x) * 4 + 4);
    }
  }
  const weave = new DataTexture(data, size, size);
  weave.wrapS = RepeatWrapping;
  weave.wrapT = RepeatWrapping;
  weave.magFilter = LinearFilter;
  weave.minFilter = LinearMipmapLinearFilter;
  weave.generateMipmaps = true;
  weave.needsUpdate = true;
  return weave;
}
