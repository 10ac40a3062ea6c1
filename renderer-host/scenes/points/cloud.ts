/**
 * Draws the stars: one triangle each, in one ordinary mesh.
 *
 * WebGPU's points are one pixel wide, and instancing costs a software rasteriser 20 us an instance (20,000 of them half
 * a second); the same triangles written out one after another take 10 ms. A round spot is cut from each triangle.
 */
import { AdditiveBlending, BufferAttribute, BufferGeometry, DynamicDrawUsage, Mesh, NodeMaterial } from 'three/webgpu';
import {
  attribute,
  cameraProjectionMatrix,
  dot,
  float,
  Fn,
  max,
  min,
  modelViewMatrix,
  select,
  uniform,
  varying,
  vec2,
  vec4,
} from 'three/tsl';
import { ATTRIBUTE, type AttributeName, type Catalogue } from './catalogue.ts';
import { position, rampColor } from './scale.ts';

/** Radius of a star in clip space at a distance of 1 kly. */
const SIZE = { faint: 0.14, bright: 0.78 };

export class StarCloud {
  readonly mesh: Mesh<BufferGeometry, NodeMaterial>;
  /** 1 for each star that the filter lets through. */
  readonly shown: Uint8Array;
  readonly #catalogue: Catalogue;
  readonly #colors: BufferAttribute;
  readonly #aspect = uniform(1);
  /** Clip space per pixel: no star is smaller than about one. */
  readonly #pixel = uniform(0.005);

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
    const stars = catalogue.region.length;
    this.shown = new Uint8Array(stars).fill(1);
    const corners = new BufferAttribute(new Float32Array(stars * 12), 4);
    this.#colors = new BufferAttribute(new Uint8Array(stars * 12), 4, true).setUsage(DynamicDrawUsage);
    const sizes = starSizes(catalogue);
    for (let star = 0; star < stars; star++) {
      const [x, y, z] = catalogue.positions.subarray(star * 3, star * 3 + 3);
      for (let corner = 0; corner < 3; corner++) {
        // The corner's number and the star's size share a field: whole part and fraction.
        corners.setXYZW(star * 3 + corner, x!, y!, z!, corner + sizes[star]! * 0.99);
      }
    }
    const geometry = new BufferGeometry();
    geometry.setAttribute('position', corners);
    geometry.setAttribute('tint', this.#colors);
    this.mesh = new Mesh(geometry, this.#material());
    this.mesh.frustumCulled = false;
    this.mesh.renderOrder = 2;
  }

  /** How many stars are shown. */
  paint(by: AttributeName, from: number, to: number): number {
    const values = this.#catalogue.values[by];
    const brightness = this.#catalogue.values.luminosity;
    let count = 0;
    for (const [star, value] of values.entries()) {
      const inside = value >= from && value <= to;
      this.shown[star] = inside ? 1 : 0;
      if (inside) count += 1;
      const [red, green, blue] = rampColor(by, position(by, value));
      // Everybody is seen; the bright ones stand out.
      const share = 0.16 + 0.74 * position('luminosity', brightness[star]!) ** 1.3;
      for (let corner = 0; corner < 3; corner++) {
        const at = (star * 3 + corner) * 4;
        this.#colors.array.set([red * share * 255, green * share * 255, blue * share * 255, inside ? 255 : 0], at);
      }
    }
    this.#colors.needsUpdate = true;
    return count;
  }

  /** @param height of the picture in rendered pixels */
  resize(aspect: number, height: number): void {
    this.#aspect.value = aspect;
    this.#pixel.value = 2 / height;
  }

  dispose(): void {
    this.mesh.geometry.dispose();
    this.mesh.material.dispose();
  }

  #material(): NodeMaterial {
    const field = attribute<'vec4'>('position', 'vec4');
    const tint = attribute<'vec4'>('tint', 'vec4');
    const corner = field.w.floor();
    // A triangle around the unit circle.
    const side = select(corner.equal(0), 0, select(corner.equal(1), -1.732, 1.732));
    const offset = vec2(side, select(corner.equal(0), 2, -1));
    const place = varying(offset);

    const material = new NodeMaterial();
    material.vertexNode = Fn(() => {
      const clip = cameraProjectionMatrix.mul(modelViewMatrix.mul(vec4(field.xyz, 1))).toVar();
      const wanted = field.w
        .fract()
        .mul(SIZE.bright - SIZE.faint)
        .add(SIZE.faint);
      const radius = min(max(wanted, this.#pixel.mul(1.05).mul(clip.w)), this.#pixel.mul(8).mul(clip.w));
      clip.xy.addAssign(offset.mul(radius).div(vec2(this.#aspect, 1)));
      // What the filter hides collapses behind the camera.
      return select(tint.a.lessThan(0.5), vec4(0, 0, -1, 1), clip);
    })();
    const falloff = max(float(1).sub(dot(place, place)), 0);
    material.fragmentNode = vec4(varying(tint.rgb).mul(falloff), 1);
    material.transparent = true;
    material.blending = AdditiveBlending;
    material.depthTest = false;
    material.depthWrite = false;
    return material;
  }
}

/** 0 to 1 by luminosity, whatever the colours mean. */
function starSizes(catalogue: Catalogue): Float32Array {
  const { range } = ATTRIBUTE.luminosity;
  return catalogue.values.luminosity.map((value) =>
    Math.min(1, position('luminosity', Math.max(range[0], value)) ** 1.5),
  );
}
