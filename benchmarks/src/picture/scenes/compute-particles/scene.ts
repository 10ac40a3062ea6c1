/** Particles that a compute shader moves; drawn as instanced sprites. As webgpu_compute_particles. */
import { defineScene } from '@remote-view/renderer-host';
import { color, float, Fn, hash, instancedArray, instanceIndex, mix, uniform, vec3 } from 'three/tsl';
import { AdditiveBlending, Sprite, SpriteNodeMaterial } from 'three/webgpu';
import { stage } from '../stage.ts';

const PARTICLES = 4_096;

export default defineScene({
  setup({ renderer, canvas }) {
    const { scene, camera } = stage(canvas, '#0a0e16');
    const positions = instancedArray(PARTICLES, 'vec3');
    const velocities = instancedArray(PARTICLES, 'vec3');
    const step = uniform(1 / 30);
    const begin = Fn(() => {
      const angle = hash(instanceIndex).mul(Math.PI * 2);
      const spread = hash(instanceIndex.add(1)).sqrt();
      positions.element(instanceIndex).assign(vec3(0, 0, 0));
      velocities
        .element(instanceIndex)
        .assign(vec3(angle.cos().mul(spread), hash(instanceIndex.add(2)).mul(2).add(2.2), angle.sin().mul(spread)));
    })().compute(PARTICLES);
    const move = Fn(() => {
      const position = positions.element(instanceIndex);
      const velocity = velocities.element(instanceIndex);
      velocity.y.subAssign(step.mul(4.5));
      position.addAssign(velocity.mul(step));
    })().compute(PARTICLES);
    const material = new SpriteNodeMaterial({ blending: AdditiveBlending, depthWrite: false });
    material.positionNode = positions.toAttribute();
    material.colorNode = mix(color('#ff7a2a'), color('#3aa0ff'), hash(instanceIndex.add(3)));
    material.scaleNode = float(0.04);
    material.opacityNode = hash(instanceIndex.add(4)).mul(0.4).add(0.2);
    const particles = new Sprite(material);
    particles.count = PARTICLES;
    particles.frustumCulled = false;
    scene.add(particles);
    void renderer.compute(begin);
    return {
      update() {
        void renderer.compute(move);
        renderer.render(scene, camera);
      },
    };
  },
});
