/** Sweeps a rounded section along a line: bands, rods and forks. */
import { BufferAttribute, BufferGeometry, Vector3 } from 'three/webgpu';

/** One place on the line. */
export interface Station {
  readonly at: Vector3;
  /** Unit direction of the section's thickness. */
  readonly outward: Vector3;
  /** Half width and half thickness there. */
  readonly half: readonly [number, number];
}

/** Length that one repeat of a woven texture covers. */
export const WEAVE = 0.17;

/** Sections are superellipses: between an ellipse and a box with rounded corners. */
const ROUNDNESS = 0.55;

/**
 * @param stations at least two, in order
 * @param around points of a section
 */
export function sweep(stations: readonly Station[], around: number): BufferGeometry {
  const rings = stations.map((station, i) => ringAt(station, tangentAt(stations, i), around));
  const first = stations[0]!;
  const last = stations.at(-1)!;
  // A point at each end closes the shape.
  const points = [
    Array.from({ length: around + 1 }, () => first.at),
    ...rings,
    Array.from({ length: around + 1 }, () => last.at),
  ];

  const columns = around + 1;
  const positions = new Float32Array(points.length * columns * 3);
  const uvs = new Float32Array(points.length * columns * 2);
  const indices: number[] = [];
  let length = 0;
  for (const [row, ring] of points.entries()) {
    if (row > 0) length += ring[0]!.distanceTo(points[row - 1]![0]!);
    let girth = 0;
    for (const [column, point] of ring.entries()) {
      if (column > 0) girth += point.distanceTo(ring[column - 1]!);
      const at = row * columns + column;
      point.toArray(positions, at * 3);
      uvs.set([girth / WEAVE, length / WEAVE], at * 2);
      if (row === 0 || column === 0) continue;
      const before = at - columns;
      indices.push(before - 1, at - 1, before, before, at - 1, at);
    }
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(positions, 3));
  geometry.setAttribute('uv', new BufferAttribute(uvs, 2));
  geometry.setIndex(indices);
  geometry.computeVertexNormals();
  closeSeam(geometry, points.length, columns);
  return geometry;
}

function tangentAt(stations: readonly Station[], i: number): Vector3 {
  const before = stations[Math.max(0, i - 1)]!;
  const after = stations[Math.min(stations.length - 1, i + 1)]!;
  return new Vector3().subVectors(after.at, before.at).normalize();
}

function ringAt(station: Station, tangent: Vector3, around: number): Vector3[] {
  const side = new Vector3().crossVectors(tangent, station.outward).normalize();
  return Array.from({ length: around + 1 }, (_, i) => {
    const angle = (i / around) * Math.PI * 2;
    const wide = power(Math.cos(angle)) * station.half[0];
    const thick = power(Math.sin(angle)) * station.half[1];
    return station.at.clone().addScaledVector(side, wide).addScaledVector(station.outward, thick);
  });
}

function power(x: number): number {
  return Math.sign(x) * Math.abs(x) ** ROUNDNESS;
}

/** The first and last column are the same place: give them the same normal, or a line shows. */
function closeSeam(geometry: BufferGeometry, rows: number, columns: number): void {
  const normals = geometry.getAttribute('normal');
  const a = new Vector3();
  const b = new Vector3();
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    const end = start + columns - 1;
    a.fromBufferAttribute(normals, start).add(b.fromBufferAttribute(normals, end)).normalize();
    normals.setXYZ(start, a.x, a.y, a.z);
    normals.setXYZ(end, a.x, a.y, a.z);
  }
}
