/** A tube with bones and one with morph targets, driven by an `AnimationMixer`. As webgpu_skinning and webgpu_morphtargets. */
import { defineScene } from '@remote-view/renderer-host';
import {
  AnimationClip,
  AnimationMixer,
  Bone,
  CylinderGeometry,
  Float32BufferAttribute,
  Mesh,
  MeshStandardMaterial,
  NumberKeyframeTrack,
  QuaternionKeyframeTrack,
  Skeleton,
  SkinnedMesh,
  Uint16BufferAttribute,
} from 'three/webgpu';
import { litStage } from '../stage.ts';

const JOINTS = 4;
const LENGTH = 0.6;

export default defineScene({
  antialias: true,
  setup({ renderer, canvas }) {
    const { scene, camera } = litStage(canvas);
    const [tube, bend] = skinned();
    const [ball, swell] = morphing();
    tube.position.set(-1.1, 0, 0);
    ball.position.set(1.2, 1, 0);
    scene.add(tube, ball);
    const mixers = [new AnimationMixer(tube), new AnimationMixer(ball)] as const;
    mixers[0].clipAction(bend).play();
    mixers[1].clipAction(swell).play();
    return {
      update({ delta }) {
        for (const mixer of mixers) mixer.update(delta);
        renderer.render(scene, camera);
      },
    };
  },
});

function skinned(): [SkinnedMesh, AnimationClip] {
  const geometry = new CylinderGeometry(0.25, 0.35, JOINTS * LENGTH, 32, JOINTS * 6).translate(
    0,
    (JOINTS * LENGTH) / 2,
    0,
  );
  const indices: number[] = [];
  const weights: number[] = [];
  const positions = geometry.getAttribute('position');
  for (let vertex = 0; vertex < positions.count; vertex++) {
    const along = positions.getY(vertex) / LENGTH;
    const joint = Math.min(JOINTS - 1, Math.floor(along));
    indices.push(joint, Math.min(JOINTS - 1, joint + 1), 0, 0);
    weights.push(1 - (along - joint), along - joint, 0, 0);
  }
  geometry.setAttribute('skinIndex', new Uint16BufferAttribute(indices, 4));
  geometry.setAttribute('skinWeight', new Float32BufferAttribute(weights, 4));
  const bones = Array.from({ length: JOINTS }, (_, index) => {
    const bone = new Bone();
    bone.name = `joint${index}`;
    bone.position.y = index === 0 ? 0 : LENGTH;
    return bone;
  });
  for (const [index, bone] of bones.slice(1).entries()) bones[index]!.add(bone);
  const mesh = new SkinnedMesh(geometry, new MeshStandardMaterial({ color: '#52a06b', roughness: 0.5 }));
  mesh.add(bones[0]!);
  mesh.bind(new Skeleton(bones));
  mesh.frustumCulled = false;
  const [sin, cos] = [Math.sin(0.28), Math.cos(0.28)];
  const turns = bones.map(
    ({ name }) =>
      new QuaternionKeyframeTrack(`${name}.quaternion`, [0, 1, 2], [0, 0, 0, 1, 0, 0, sin, cos, 0, 0, 0, 1]),
  );
  return [mesh, new AnimationClip('bend', 2, turns)];
}

function morphing(): [Mesh, AnimationClip] {
  const geometry = new CylinderGeometry(0.6, 0.6, 1.4, 48, 24);
  const positions = geometry.getAttribute('position');
  const swollen: number[] = [];
  for (let vertex = 0; vertex < positions.count; vertex++) {
    const out = 1 + 0.6 * Math.cos(positions.getY(vertex) * 2.2);
    swollen.push(positions.getX(vertex) * out, positions.getY(vertex), positions.getZ(vertex) * out);
  }
  geometry.morphAttributes.position = [new Float32BufferAttribute(swollen, 3)];
  const mesh = new Mesh(geometry, new MeshStandardMaterial({ color: '#c76b9b', roughness: 0.4 }));
  return [
    mesh,
    new AnimationClip('swell', 2, [new NumberKeyframeTrack('.morphTargetInfluences[0]', [0, 1, 2], [0, 1, 0])]),
  ];
}
