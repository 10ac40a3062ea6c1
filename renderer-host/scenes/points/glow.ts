/**
 * The light of all the stars too faint for the catalogue: their density, blurred, laid into the galactic plane.
 *
 * It is smooth, so the vertices of a coarse grid carry it; a texture over the whole picture would cost twice as much.
 */
import { AdditiveBlending, BufferAttribute, DoubleSide, Mesh, MeshBasicMaterial, PlaneGeometry } from 'three/webgpu';
import { STARS, type Catalogue } from './catalogue.ts';
import { position } from './scale.ts';

/** Vertices along an edge. */
const SIDE = 33;
/** Width in kly. */
const EXTENT = 120;

const OLD = [0.9, 0.42, 0.15] as const;
const YOUNG = [0.13, 0.24, 0.85] as const;

export class Glow {
  readonly mesh: Mesh<PlaneGeometry, MeshBasicMaterial>;

  constructor(catalogue: Catalogue) {
    const geometry = new PlaneGeometry(EXTENT, EXTENT, SIDE - 1, SIDE - 1).rotateX(-Math.PI / 2);
    const light = density(catalogue);
    geometry.setAttribute('color', new BufferAttribute(light, 3));
    geometry.setIndex(litTriangles(geometry.index!.array, light));
    const material = new MeshBasicMaterial({
      vertexColors: true,
      transparent: true,
      blending: AdditiveBlending,
      side: DoubleSide,
      depthTest: false,
      depthWrite: false,
    });
    this.mesh = new Mesh(geometry, material);
    this.mesh.renderOrder = 1;
  }

  /** Fades with the stars that the filter takes away. */
  dim(shown: number): void {
    this.mesh.material.color.setScalar(shown / STARS);
  }

  dispose(): void {
    this.mesh.geometry.dispose();
    this.mesh.material.dispose();
  }
}

/** Most of the square is empty space, and adding nothing to a pixel costs as much as adding something. */
function litTriangles(index: ArrayLike<number>, light: Float32Array): number[] {
  const lit = (vertex: number): boolean => light[vertex * 3 + 2]! > 0.004;
  const kept: number[] = [];
  for (let i = 0; i < index.length; i += 3) {
    const corners = [index[i]!, index[i + 1]!, index[i + 2]!];
    if (corners.some(lit)) kept.push(...corners);
  }
  return kept;
}

function density({ positions, values, region }: Catalogue): Float32Array<ArrayBuffer> {
  let light: Float32Array<ArrayBuffer> = new Float32Array(SIDE * SIDE * 3);
  for (let star = 0; star < region.length; star++) {
    const column = Math.round((positions[star * 3]! / EXTENT + 0.5) * (SIDE - 1));
    const row = Math.round((positions[star * 3 + 2]! / EXTENT + 0.5) * (SIDE - 1));
    if (column < 0 || column >= SIDE || row < 0 || row >= SIDE) continue;
    const age = position('age', values.age[star]!);
    const at = (row * SIDE + column) * 3;
    for (const channel of [0, 1, 2] as const) {
      light[at + channel]! += YOUNG[channel] + (OLD[channel] - YOUNG[channel]) * age;
    }
  }
  for (let pass = 0; pass < 2; pass++) {
    light = blurred(light, 3);
    light = blurred(light, SIDE * 3);
  }
  return light.map((value) => Math.max(0, (0.3 * value) / (value + 140) - 0.003));
}

/** A running mean over three vertices; `step` is 3 along rows and a row's length along columns. */
function blurred(light: Float32Array<ArrayBuffer>, step: number): Float32Array<ArrayBuffer> {
  return light.map((value, at) => ((light[at - step] ?? 0) + value + (light[at + step] ?? 0)) / 3);
}
