import {
  BoxGeometry,
  BufferAttribute,
  BufferGeometry,
  Group,
  Mesh,
  MeshStandardMaterial,
  Points,
  Texture,
  Vector3,
  Box3,
} from 'three/webgpu';
import { describe, expect, it } from 'vitest';
import { createGearSet } from './gear-set.ts';
import { SHOWN_SIZE, ShownModel } from './shown-model.ts';

function box(size: number, at: number): Group {
  const material = new MeshStandardMaterial({ map: new Texture() });
  const mesh = new Mesh(new BoxGeometry(size, size / 2, size / 4), material);
  mesh.position.setScalar(at);
  return new Group().add(mesh);
}

function shownBox({ group }: ShownModel): Box3 {
  group.updateMatrixWorld(true);
  return new Box3().setFromObject(group);
}

describe('a model that is shown', () => {
  it.each([0.001, 1, 5_000])('is in the middle at the same size, if it measures %f', (size) => {
    const model = new ShownModel(box(size, size * 30), []);
    const seen = shownBox(model);
    expect(seen.getCenter(new Vector3()).length()).toBeLessThan(1e-3);
    const extent = seen.getSize(new Vector3());
    expect(extent.x).toBeCloseTo(SHOWN_SIZE);
    expect(extent.y / 2).toBeCloseTo(-model.floor);
    expect(model.facts.size[0]).toBeCloseTo(size);
  });

  it('says what is in it', () => {
    expect(new ShownModel(box(1, 0), []).facts).toMatchObject({
      meshes: 1,
      triangles: 12,
      materials: 1,
      textures: 1,
      animations: 0,
    });
  });

  it('may be points alone', () => {
    const geometry = new BufferGeometry().setAttribute('position', new BufferAttribute(new Float32Array(9).fill(1), 3));
    (geometry.getAttribute('position') as BufferAttribute).setX(0, 4);
    expect(new ShownModel(new Points(geometry), []).facts).toMatchObject({ meshes: 0, triangles: 0, materials: 1 });
  });

  it('has its own materials back after another way of drawing', () => {
    const content = box(1, 0);
    const mesh = content.children[0] as Mesh;
    const own = mesh.material;
    const model = new ShownModel(content, []);
    model.shading = 'normals';
    expect(mesh.material).not.toBe(own);
    model.shading = 'shaded';
    expect(mesh.material).toBe(own);
  });

  it.each([
    ['nothing', new Group(), /nothing in it/],
    ['a point', new Mesh(new BoxGeometry(0, 0, 0)), /no size/],
  ])('is not made of %s', (_name, content, words) => {
    expect(() => new ShownModel(content, [])).toThrow(words);
  });
});

describe('the example', () => {
  it('turns: the sun faster than the carrier, and all stand as at the start in the end', () => {
    const { scene, animations } = createGearSet();
    const model = new ShownModel(scene, animations);
    expect(model.animated).toBe(true);
    const turned = (name: string): number => scene.getObjectByName(name)!.rotation.z;
    model.advance(1);
    expect(turned('Sun') / turned('Carrier')).toBeCloseTo(66 / 18);
    expect(turned('Planet1')).toBeLessThan(0);
    const end = animations[0]!.duration;
    model.advance(end - 1.001);
    const teeth = (name: string, count: number): number => (turned(name) / (Math.PI * 2)) * count;
    expect(teeth('Sun', 18)).toBeCloseTo(66, 0);
    expect(teeth('Planet2', 15)).toBeCloseTo(-48, 0);
  });
});
