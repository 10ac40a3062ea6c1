import {
  BoxGeometry,
  Group,
  InstancedMesh,
  Matrix4,
  Mesh,
  MeshBasicMaterial,
  Object3D,
  PerspectiveCamera,
  Scene,
} from 'three/webgpu';
import { describe, expect, it } from 'vitest';
import { trackedPlace } from './tracked-place.ts';

const material = new MeshBasicMaterial();

/** As after a rendering: every matrix is up to date. */
function rendered(...objects: Object3D[]): PerspectiveCamera {
  const camera = new PerspectiveCamera(90, 1, 0.1, 100);
  const scene = new Scene().add(...objects);
  scene.updateMatrixWorld();
  camera.updateMatrixWorld();
  return camera;
}

function cube(x: number, z = -2.5): Mesh {
  const mesh = new Mesh(new BoxGeometry(), material);
  mesh.position.set(x, 0, z);
  return mesh;
}

describe('the place of an object', () => {
  it('is around all that is in it', () => {
    const group = new Group().add(cube(-1), cube(1), new Object3D());
    const place = trackedPlace(group, rendered(group))!;
    expect(place.left).toBeCloseTo(0.125);
    expect(place.right).toBeCloseTo(0.875);
    expect(place.bottom - place.top).toBeCloseTo(0.25);
  });

  it('leaves out what is invisible, and is nowhere where all of it is, or a parent', () => {
    const [shown, hidden] = [cube(-1), cube(1)];
    hidden.visible = false;
    const group = new Group().add(shown, hidden);
    const around = new Group().add(group);
    const camera = rendered(around);
    expect(trackedPlace(group, camera)!.right).toBeLessThan(0.5);
    expect(trackedPlace(hidden, camera)).toBeUndefined();
    around.visible = false;
    expect(trackedPlace(shown, camera)).toBeUndefined();
  });

  it('is nowhere behind the camera, and for an object with nothing in it', () => {
    const [behind, empty] = [cube(0, 5), new Group()];
    const camera = rendered(behind, empty);
    expect([trackedPlace(behind, camera), trackedPlace(empty, camera)]).toEqual([undefined, undefined]);
  });

  it('is around all instances of a mesh', () => {
    const mesh = new InstancedMesh(new BoxGeometry(), material, 2);
    mesh.setMatrixAt(0, new Matrix4().makeTranslation(-1, 0, -2.5));
    mesh.setMatrixAt(1, new Matrix4().makeTranslation(1, 0, -2.5));
    const place = trackedPlace(mesh, rendered(mesh))!;
    expect(place.right - place.left).toBeCloseTo(0.75);
  });
});
