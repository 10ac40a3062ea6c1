/** Where a camera shows an object of three.js and all that is in it. */
import { Matrix4, type Box3, type BufferGeometry, type Camera, type Object3D } from 'three/webgpu';
import { projectBounds, union, type Rectangle } from './project-bounds.ts';

/** Parts of one object that are looked at; an object of more is as large as those. */
const MAX_PARTS = 500;

/** Instanced, skinned and batched meshes have bounds of their own, which their geometry's are not. */
type Part = Object3D & {
  readonly geometry?: BufferGeometry;
  boundingBox?: Box3 | null;
  computeBoundingBox?(): void;
};

const toView = new Matrix4();

/**
 * By the matrices of the last rendering, so that it is the place in the picture.
 * @returns fractions of the picture; undefined where it cannot be seen, be it for `visible` or for the camera
 */
export function trackedPlace(object: Object3D, camera: Camera): Rectangle | undefined {
  if (!isVisible(object)) return undefined;
  const { near = 0, far = Infinity } = camera as Camera & { near?: number; far?: number };
  let place: Rectangle | undefined;
  for (const part of partsOf(object)) {
    const bounds = boundsOf(part);
    if (bounds === null || bounds.isEmpty()) continue;
    toView.multiplyMatrices(camera.matrixWorldInverse, part.matrixWorld);
    place = union(place, projectBounds(bounds, toView.elements, camera.projectionMatrix.elements, near, far));
  }
  return place;
}

function isVisible(object: Object3D): boolean {
  for (let at: Object3D | null = object; at !== null; at = at.parent) if (!at.visible) return false;
  return true;
}

function partsOf(object: Object3D): readonly Part[] {
  const parts: Part[] = [];
  const waiting: Object3D[] = [object];
  for (let at = waiting.pop(); at !== undefined && parts.length < MAX_PARTS; at = waiting.pop()) {
    if (!at.visible) continue;
    if ('geometry' in at) parts.push(at as Part);
    waiting.push(...at.children);
  }
  return parts;
}

function boundsOf(part: Part): Box3 | null {
  if (part.computeBoundingBox !== undefined) {
    if (!part.boundingBox) part.computeBoundingBox();
    return part.boundingBox ?? null;
  }
  const { geometry } = part;
  if (geometry === undefined) return null;
  if (geometry.boundingBox === null) geometry.computeBoundingBox();
  return geometry.boundingBox;
}
