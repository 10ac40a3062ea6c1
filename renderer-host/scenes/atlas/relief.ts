/** Land and sea as one mesh: facets, their colour and light worked out once, so that a pixel costs nothing but its colour. */
import { BufferAttribute, BufferGeometry, Color, MathUtils, Mesh, MeshBasicMaterial, Vector3 } from 'three/webgpu';
import { MAP, type Atlas } from './places.ts';

export const SEA = new Color('#12283f');
const STEP = 0.2;
/** The sea goes on beyond the map, until it is one colour. */
const BEYOND = 9;
const SUN = new Vector3(-0.55, 0.75, -0.36).normalize();
/** The ground is drawn this much higher than it is wide. */
export const STEEP = 1.15;

const TONES: readonly (readonly [height: number, tone: Color])[] = [
  [-1.2, new Color('#143049')],
  [-0.5, new Color('#1c4762')],
  [-0.14, new Color('#2f7388')],
  [-0.005, new Color('#74b8b4')],
  [0.005, new Color('#e2d3a6')],
  [0.07, new Color('#c3c183')],
  [0.16, new Color('#8fae69')],
  [0.45, new Color('#5f8a57')],
  [0.75, new Color('#84806c')],
  [1.05, new Color('#a49c90')],
  [1.35, new Color('#f2f1ec')],
];

export function createRelief(atlas: Atlas): Mesh {
  const columns = Math.ceil((MAP.x * 2) / STEP);
  const rows = Math.ceil((MAP.z * 2) / STEP);
  const corner = (column: number, row: number): Vector3 => {
    const [x, z] = [-MAP.x + column * STEP, -MAP.z + row * STEP];
    return new Vector3(x, atlas.height(x, z), z);
  };
  const grid = Array.from({ length: rows + 1 }, (_, row) =>
    Array.from({ length: columns + 1 }, (_, column) => corner(column, row)),
  );
  const positions: number[] = [];
  const colors: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [a, b] = [grid[row]![column]!, grid[row]![column + 1]!];
      const [c, d] = [grid[row + 1]![column]!, grid[row + 1]![column + 1]!];
      // Diagonals alternate, or hills would have a grain.
      const halves = (row + column) % 2 === 0 ? [a, c, b, b, c, d] : [a, d, b, a, c, d];
      for (const facet of [halves.slice(0, 3), halves.slice(3)]) addFacet(facet, positions, colors);
    }
  }
  addSea(positions, colors);
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(new Float32Array(positions), 3));
  geometry.setAttribute('color', new BufferAttribute(new Float32Array(colors), 3));
  return new Mesh(geometry, new MeshBasicMaterial({ vertexColors: true }));
}

/** Height at which things stand there. */
export function standing(atlas: Atlas, x: number, z: number): number {
  return Math.max(0, atlas.height(x, z)) * STEEP;
}

function addFacet(corners: readonly Vector3[], positions: number[], colors: number[]): void {
  const raised = corners.map(({ x, y, z }) => new Vector3(x, Math.max(0, y) * STEEP, z));
  const [first, second, third] = raised as [Vector3, Vector3, Vector3];
  const normal = second.clone().sub(first).cross(third.clone().sub(first)).normalize();
  const middle = corners.reduce((sum, { y }) => sum + y, 0) / 3;
  // The sea shades smoothly by its depth; land is flat facets.
  const land = corners.some(({ y }) => y > 0);
  for (const [index, place] of raised.entries()) {
    positions.push(place.x, place.y, place.z);
    const colour = toneAt(land ? middle : corners[index]!.y);
    if (land) colour.multiplyScalar(0.62 + 0.62 * Math.max(0, normal.dot(SUN)));
    colour.lerp(SEA, edge(place.x, place.z)).toArray(colors, colors.length);
  }
}

function toneAt(height: number): Color {
  const above = TONES.findIndex(([at]) => at >= height);
  if (above <= 0) return (above === 0 ? TONES[0]! : TONES.at(-1)!)[1].clone();
  const [low, below] = TONES[above - 1]!;
  const [high, over] = TONES[above]!;
  return below.clone().lerp(over, (height - low) / (high - low));
}

/** How much of the open sea there is at the rim of the map. */
function edge(x: number, z: number): number {
  const out = Math.max(Math.abs(x) / MAP.x, Math.abs(z) / MAP.z);
  return MathUtils.smoothstep(out, 0.72, 1);
}

function addSea(positions: number[], colors: number[]): void {
  const frame = [
    [-MAP.x - BEYOND, -MAP.z - BEYOND, MAP.x + BEYOND, -MAP.z],
    [-MAP.x - BEYOND, MAP.z, MAP.x + BEYOND, MAP.z + BEYOND],
    [-MAP.x - BEYOND, -MAP.z, -MAP.x, MAP.z],
    [MAP.x, -MAP.z, MAP.x + BEYOND, MAP.z],
  ] as const;
  for (const [left, top, right, bottom] of frame) {
    positions.push(left, 0, top, left, 0, bottom, right, 0, top, right, 0, top, left, 0, bottom, right, 0, bottom);
    for (let corner = 0; corner < 6; corner++) SEA.toArray(colors, colors.length);
  }
}
