/**
 * The look of the game: flat facets, lit once when they are made, that sink into the haze of the horizon.
 *
 * Light and haze are worked out per vertex, so a pixel costs nothing but its colour.
 */
import { BufferAttribute, BufferGeometry, Color, MeshBasicNodeMaterial, Vector3 } from 'three/webgpu';
import type { ColorRepresentation } from 'three/webgpu';
import { attribute, color, mix, positionView, smoothstep, varying } from 'three/tsl';

export const HAZE = '#e58a6f';

/** The sun is low and ahead: tops and flanks catch it, what faces the player lies in a violet shade. */
const SUN = new Vector3(0, 0.55, -0.83);
const SUNLIGHT = new Color('#ffb27a');
const SHADE = new Color('#6a5fb0');

/** Splits a geometry into facets and lights them; `paint` gives the colour at a facet's middle. */
export function facets(source: BufferGeometry, paint: (middle: Vector3, normal: Vector3) => Color): BufferGeometry {
  const geometry = source.index === null ? source : source.toNonIndexed();
  const places = geometry.getAttribute('position');
  const colors = new Float32Array(places.count * 3);
  const corners = [new Vector3(), new Vector3(), new Vector3()] as const;
  const middle = new Vector3();
  const normal = new Vector3();
  const light = new Color();
  for (let i = 0; i < places.count; i += 3) {
    for (const [corner, place] of corners.entries()) place.fromBufferAttribute(places, i + corner);
    middle.copy(corners[0]).add(corners[1]).add(corners[2]).divideScalar(3);
    normal.subVectors(corners[1], corners[0]).cross(corners[2].clone().sub(corners[0])).normalize();
    const sunny = Math.max(0, normal.dot(SUN) * 0.75 + 0.25);
    light.copy(SHADE).multiplyScalar(0.75 + 0.25 * normal.y);
    light.r += SUNLIGHT.r * sunny * 1.2;
    light.g += SUNLIGHT.g * sunny * 1.2;
    light.b += SUNLIGHT.b * sunny * 1.2;
    light.multiply(paint(middle, normal));
    for (let corner = 0; corner < 3; corner++) light.toArray(colors, (i + corner) * 3);
  }
  const lit = new BufferGeometry();
  lit.setAttribute('position', places);
  lit.setAttribute('color', new BufferAttribute(colors, 3));
  return lit;
}

/** Colours of the attribute `color`, fading into the haze from `near` to `far` metres. */
export function hazyMaterial(near: number, far: number): MeshBasicNodeMaterial {
  const material = new MeshBasicNodeMaterial();
  const haze = smoothstep(near, far, positionView.z.negate());
  material.colorNode = varying(mix(attribute<'vec3'>('color', 'vec3'), color(HAZE), haze));
  return material;
}

/** A grid of coloured vertices: gradients without a texture. Row 0 is the first. */
export function gradientGrid(
  rows: readonly { readonly at: Vector3; readonly across: Vector3; readonly colors: readonly ColorRepresentation[] }[],
): BufferGeometry {
  const columns = rows[0]!.colors.length;
  const positions: number[] = [];
  const colors: number[] = [];
  const indices: number[] = [];
  const place = new Vector3();
  for (const [r, row] of rows.entries()) {
    for (const [c, tone] of row.colors.entries()) {
      place.copy(row.at).addScaledVector(row.across, (c / (columns - 1)) * 2 - 1);
      positions.push(place.x, place.y, place.z);
      colors.push(...new Color(tone).toArray());
      if (r === 0 || c === 0) continue;
      const at = r * columns + c;
      indices.push(at - columns - 1, at - columns, at - 1, at - 1, at - columns, at);
    }
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(new Float32Array(positions), 3));
  geometry.setAttribute('color', new BufferAttribute(new Float32Array(colors), 3));
  geometry.setIndex(indices);
  return geometry;
}
