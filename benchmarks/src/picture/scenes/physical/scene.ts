/** Clear coat, sheen, iridescence and glass in a room's light, by PMREM. As webgpu_materials_transmission and webgpu_pmrem_scene. */
import { defineScene } from '@remote-view/renderer-host';
import { RoomEnvironment } from 'three/addons/environments/RoomEnvironment.js';
import { AgXToneMapping, Mesh, MeshPhysicalMaterial, PMREMGenerator, SphereGeometry } from 'three/webgpu';
import { litStage } from '../stage.ts';

export default defineScene({
  antialias: true,
  setup({ renderer, canvas }) {
    renderer.toneMapping = AgXToneMapping;
    const { scene, camera } = litStage(canvas);
    const room = new RoomEnvironment();
    const generator = new PMREMGenerator(renderer);
    scene.environment = generator.fromScene(room, 0.04).texture;
    const shape = new SphereGeometry(0.62, 64, 48);
    const materials = [
      new MeshPhysicalMaterial({ color: '#a3201c', roughness: 0.6, clearcoat: 1, clearcoatRoughness: 0.05 }),
      new MeshPhysicalMaterial({
        color: '#27406e',
        roughness: 0.9,
        sheen: 1,
        sheenColor: '#9fc4ff',
        sheenRoughness: 0.3,
      }),
      new MeshPhysicalMaterial({ color: '#999', metalness: 1, roughness: 0.2, iridescence: 1, iridescenceIOR: 1.6 }),
      new MeshPhysicalMaterial({ color: '#fff', roughness: 0.05, transmission: 1, thickness: 0.7, ior: 1.45 }),
    ];
    for (const [index, material] of materials.entries()) {
      const ball = new Mesh(shape, material);
      ball.position.set((index - 1.5) * 1.4, 0.65, index % 2 === 0 ? 0 : 0.8);
      scene.add(ball);
    }
    return {
      update: () => renderer.render(scene, camera),
      dispose: () => generator.dispose(),
    };
  },
});
