import fc from 'fast-check';
import { Matrix4, OrthographicCamera, PerspectiveCamera, Vector3, type Camera } from 'three/webgpu';
import { describe, expect, it } from 'vitest';
import { projectBounds, union, type Bounds, type Rectangle } from './project-bounds.ts';

type Lens = Camera & { near: number; far: number; updateProjectionMatrix(): void };

function look<C extends Lens>(camera: C): C {
  camera.updateProjectionMatrix();
  camera.updateMatrixWorld();
  camera.matrixWorldInverse.copy(camera.matrixWorld).invert();
  return camera;
}

function place(bounds: Bounds, camera: Lens, world = new Matrix4()): Rectangle | undefined {
  const toView = new Matrix4().multiplyMatrices(camera.matrixWorldInverse, world);
  return projectBounds(bounds, toView.elements, camera.projectionMatrix.elements, camera.near, camera.far);
}

const cube = (size: number, z = 0): Bounds => ({
  min: { x: -size / 2, y: -size / 2, z: z - size / 2 },
  max: { x: size / 2, y: size / 2, z: z + size / 2 },
});

describe('the place of a box', () => {
  it('is the middle of the picture where the camera looks at it, and its front decides how large it is', () => {
    const camera = look(new PerspectiveCamera(90, 2, 0.1, 100));
    // At distance 1 a camera of 90 degrees sees 2 of height, and 4 of width at this shape.
    const rectangle = place(cube(1, -1.5), camera)!;
    expect(rectangle.left).toBeCloseTo(0.375);
    expect(rectangle.right).toBeCloseTo(0.625);
    expect(rectangle.top).toBeCloseTo(0.25);
    expect(rectangle.bottom).toBeCloseTo(0.75);
  });

  it('is as three.js projects its corners, wherever the camera is, while all of it is in front', () => {
    const coordinate = fc.double({ min: -4, max: 4, noNaN: true });
    fc.assert(
      fc.property(coordinate, coordinate, fc.double({ min: 6, max: 20, noNaN: true }), coordinate, (x, y, z, turn) => {
        const camera = new PerspectiveCamera(50, 16 / 9, 0.1, 100);
        camera.position.set(x, y, z);
        camera.lookAt(0, 0, 0);
        look(camera);
        const world = new Matrix4().makeRotationY(turn);
        const rectangle = place(cube(1), camera, world)!;
        const corners = Array.from({ length: 8 }, (_, corner) =>
          new Vector3(corner & 1 ? 0.5 : -0.5, corner & 2 ? 0.5 : -0.5, corner & 4 ? 0.5 : -0.5)
            .applyMatrix4(world)
            .project(camera),
        );
        expect(rectangle.left).toBeCloseTo(Math.min(...corners.map((at) => (at.x + 1) / 2)), 6);
        expect(rectangle.right).toBeCloseTo(Math.max(...corners.map((at) => (at.x + 1) / 2)), 6);
        expect(rectangle.top).toBeCloseTo(Math.min(...corners.map((at) => (1 - at.y) / 2)), 6);
        expect(rectangle.bottom).toBeCloseTo(Math.max(...corners.map((at) => (1 - at.y) / 2)), 6);
      }),
    );
  });

  it('is nowhere behind the camera, before its near plane and beyond its far one', () => {
    const camera = look(new PerspectiveCamera(50, 1, 1, 10));
    expect(place(cube(1, 5), camera)).toBeUndefined();
    expect(place(cube(0.5, -0.5), camera)).toBeUndefined();
    expect(place(cube(1, -20), camera)).toBeUndefined();
    expect(place(cube(1, -5), camera)).toBeDefined();
  });

  it('covers the picture around a camera that is inside, and does not turn over', () => {
    const camera = look(new PerspectiveCamera(50, 1, 0.1, 100));
    const rectangle = place(cube(10), camera)!;
    expect(Math.max(rectangle.left, rectangle.top)).toBeLessThanOrEqual(0);
    expect(Math.min(rectangle.right, rectangle.bottom)).toBeGreaterThanOrEqual(1);
  });

  it('is on its own side where it reaches from before the camera to behind it', () => {
    const camera = look(new PerspectiveCamera(90, 1, 0.1, 100));
    const wall: Bounds = { min: { x: 1, y: -1, z: -10 }, max: { x: 2, y: 1, z: 10 } };
    const rectangle = place(wall, camera)!;
    expect(rectangle.left).toBeCloseTo(0.55);
    expect(rectangle.right).toBeGreaterThan(1);
  });

  it('does not depend on the distance for a camera without perspective', () => {
    const camera = look(new OrthographicCamera(-2, 2, 1, -1, 0.1, 100));
    const expected = { left: 0.375, right: 0.625, top: 0.25, bottom: 0.75 };
    for (const z of [-2, -50]) {
      const rectangle = place(cube(1, z), camera)!;
      for (const [side, value] of Object.entries(expected)) {
        expect(rectangle[side as keyof Rectangle]).toBeCloseTo(value);
      }
    }
    expect(place(cube(1, 3), camera)).toBeUndefined();
  });

  it('of several is around them all', () => {
    const one = { left: 0, top: 0.5, right: 0.2, bottom: 0.6 };
    const other = { left: 0.1, top: 0.1, right: 0.9, bottom: 0.2 };
    expect(union(one, other)).toEqual({ left: 0, top: 0.1, right: 0.9, bottom: 0.6 });
    expect([union(one, undefined), union(undefined, other), union(undefined, undefined)]).toEqual([
      one,
      other,
      undefined,
    ]);
  });
});
