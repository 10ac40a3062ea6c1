/** A grid of knots under three lights, with the barcode: the scenes of the benchmarks that are more than trivial. */
import { POSITION_MAX } from '@remote-view/protocol';
import { defineScene, type SceneDefinition } from '@remote-view/renderer-host';
import {
  Color,
  DirectionalLight,
  HemisphereLight,
  Mesh,
  MeshStandardMaterial,
  PerspectiveCamera,
  PlaneGeometry,
  PointLight,
  Scene,
  TorusKnotGeometry,
} from 'three/webgpu';
import { BarcodeStrip } from '../barcode/strip.ts';

export interface KnotSceneOptions {
  /** Meshes, each with a draw call and a material of its own. */
  readonly columns: number;
  readonly rows: number;
  /** Of each mesh; a multiple of 20. */
  readonly triangles: number;
  readonly shadows: boolean;
}

const SPACING = 1.3;

export function knotScene(options: KnotSceneOptions): SceneDefinition {
  return defineScene({
    fps: 60,
    antialias: false,
    setup({ renderer, canvas }) {
      const scene = new Scene();
      scene.background = new Color('#20303c');
      const knots = addKnots(scene, options);
      addLights(scene, options);
      renderer.shadowMap.enabled = options.shadows;
      const camera = new PerspectiveCamera(50, canvas.clientWidth / canvas.clientHeight, 0.1, 60);
      camera.position.set(0, options.rows * 1.2, options.columns * 1.1);
      camera.lookAt(0, 0, 0);
      const strip = new BarcodeStrip(canvas.width, canvas.height);
      scene.add(strip.mesh);
      canvas.addEventListener('pointermove', ({ offsetX }) => {
        strip.show(Math.round((offsetX / canvas.clientWidth) * POSITION_MAX));
      });
      return {
        update({ delta }) {
          for (const [index, knot] of knots.entries()) knot.rotation.y += delta * (0.5 + (index % 5) * 0.2);
          renderer.render(scene, camera);
        },
        resize({ width, height }) {
          camera.aspect = width / height;
          camera.updateProjectionMatrix();
          strip.fit(canvas.width, canvas.height);
        },
      };
    },
  });
}

function addKnots(scene: Scene, { columns, rows, triangles, shadows }: KnotSceneOptions): Mesh[] {
  const geometry = new TorusKnotGeometry(0.38, 0.12, triangles / 20, 10);
  const knots: Mesh[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const color = new Color().setHSL((row * columns + column) / (rows * columns), 0.6, 0.5);
      const knot = new Mesh(geometry, new MeshStandardMaterial({ color, roughness: 0.3 + (column % 4) * 0.2 }));
      knot.position.set((column - (columns - 1) / 2) * SPACING, 0, (row - (rows - 1) / 2) * SPACING);
      knot.castShadow = shadows;
      knot.receiveShadow = shadows;
      knots.push(knot);
    }
  }
  const floor = new Mesh(new PlaneGeometry(40, 40), new MeshStandardMaterial({ color: '#485862', roughness: 0.9 }));
  floor.rotation.x = -Math.PI / 2;
  floor.position.y = -0.8;
  floor.receiveShadow = shadows;
  scene.add(floor, ...knots);
  return knots;
}

function addLights(scene: Scene, { columns, shadows }: KnotSceneOptions): void {
  const sun = new DirectionalLight('#ffffff', 2.5);
  sun.position.set(4, 8, 3);
  sun.castShadow = shadows;
  const half = columns * SPACING * 0.6;
  Object.assign(sun.shadow.camera, { left: -half, right: half, top: half, bottom: -half });
  sun.shadow.mapSize.set(2_048, 2_048);
  const lamp = new PointLight('#ffb070', 30);
  lamp.position.set(-3, 3, 2);
  scene.add(sun, lamp, new HemisphereLight('#bcd0e0', '#303030', 0.8));
}
