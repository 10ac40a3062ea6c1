/** Colour, roughness, bumps and shape by nodes of TSL: noise, no texture. As webgpu_tsl_* and webgpu_materials_displacementmap. */
import { defineScene } from '@remote-view/renderer-host';
import {
  bumpMap,
  color,
  float,
  mix,
  mx_fractal_noise_float,
  mx_noise_float,
  normalLocal,
  positionLocal,
  uniform,
} from 'three/tsl';
import { Mesh, MeshStandardNodeMaterial, SphereGeometry } from 'three/webgpu';
import { litStage } from '../stage.ts';

export default defineScene({
  antialias: true,
  setup({ renderer, canvas }) {
    const { scene, camera } = litStage(canvas, '#20262b');
    const phase = uniform(0);
    const material = new MeshStandardNodeMaterial();
    const wave = mx_noise_float(positionLocal.mul(2).add(phase));
    material.positionNode = positionLocal.add(normalLocal.mul(wave.mul(0.18)));
    const veins = mx_fractal_noise_float(positionLocal.mul(4)).abs().mul(3).clamp(0, 1);
    material.colorNode = mix(color('#f4f1ea'), color('#20465e'), veins);
    material.roughnessNode = mix(float(0.15), float(0.8), veins);
    material.normalNode = bumpMap(veins.mul(0.02));
    const ball = new Mesh(new SphereGeometry(1, 128, 96), material);
    ball.position.y = 1.15;
    scene.add(ball);
    return {
      update({ time }) {
        phase.value = time;
        renderer.render(scene, camera);
      },
    };
  },
});
