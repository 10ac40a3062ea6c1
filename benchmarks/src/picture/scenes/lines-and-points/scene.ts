/** Wide lines, points and sprites. As webgpu_lines_fat and webgpu_points. */
import { defineScene } from '@remote-view/renderer-host';
import { LineGeometry } from 'three/addons/lines/LineGeometry.js';
import { Line2 } from 'three/addons/lines/webgpu/Line2.js';
import {
  BufferGeometry,
  Float32BufferAttribute,
  Line2NodeMaterial,
  Points,
  PointsMaterial,
  Sprite,
  SpriteMaterial,
} from 'three/webgpu';
import { chequers, stage } from '../stage.ts';

/** Few: where segments meet, their caps leave an alpha below 1, which three.js darkens in a browser and not here. */
const STEPS = 40;

export default defineScene({
  antialias: true,
  setup({ renderer, canvas }) {
    const { scene, camera } = stage(canvas, '#f3f0ea');
    const positions: number[] = [];
    for (let index = 0; index < STEPS; index++) {
      const along = index / STEPS;
      positions.push(Math.cos(along * 20) * 1.5, along * 2.4 - 0.5, Math.sin(along * 20) * 1.5);
    }
    const geometry = new LineGeometry();
    geometry.setPositions(positions);
    const line = new Line2(geometry, new Line2NodeMaterial({ linewidth: 5, color: '#c2410c', alphaToCoverage: true }));
    const dots = new BufferGeometry().setAttribute('position', new Float32BufferAttribute(positions, 3));
    const points = new Points(dots, new PointsMaterial({ color: '#333' }));
    points.scale.setScalar(0.6);
    const sign = new Sprite(new SpriteMaterial({ map: chequers('#222', '#e8b13a', 4) }));
    sign.position.set(0, 0.8, 0);
    scene.add(line, points, sign);
    return {
      update({ time }) {
        line.rotation.y = time * 0.4;
        points.rotation.y = -time * 0.4;
        renderer.render(scene, camera);
      },
    };
  },
});
