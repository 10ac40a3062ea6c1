/** A mirror on the floor with ripples in it, and fog. As webgpu_reflection. */
import { defineScene } from '@remote-view/renderer-host';
import { color, fog, mix, mx_noise_float, rangeFogFactor, reflector, uv } from 'three/tsl';
import { Mesh, MeshBasicNodeMaterial, MeshStandardMaterial, PlaneGeometry } from 'three/webgpu';
import { bodies, litStage } from '../stage.ts';

export default defineScene({
  setup({ renderer, canvas }) {
    const { scene, camera } = litStage(canvas, '#9db7c9');
    scene.fogNode = fog(color('#9db7c9'), rangeFogFactor(5, 11));
    const mirror = reflector({ resolutionScale: 0.5 });
    mirror.target.rotateX(-Math.PI / 2);
    mirror.target.position.y = 0.02;
    mirror.uvNode = mirror.uvNode!.add(mx_noise_float(uv().mul(30)).mul(0.01));
    const material = new MeshBasicNodeMaterial();
    material.colorNode = mix(color('#16324a'), mirror, 0.7);
    const floor = new Mesh(new PlaneGeometry(10, 10), material);
    floor.rotation.x = -Math.PI / 2;
    floor.position.y = 0.02;
    const group = bodies(
      new MeshStandardMaterial({ color: '#d5533f' }),
      new MeshStandardMaterial({ color: '#efe3c2' }),
      new MeshStandardMaterial({ color: '#3b7d6e' }),
    );
    scene.add(mirror.target, floor, ...group);
    return {
      update({ time }) {
        for (const body of group) body.rotation.y = time * 0.7;
        renderer.render(scene, camera);
      },
    };
  },
});
