/** Solid letters with bevels from a font of three.js's kind, made here: the package ships none. As webgl_geometry_text. */
import { defineScene } from '@remote-view/renderer-host';
import { Font, type FontData } from 'three/addons/loaders/FontLoader.js';
import { TextGeometry } from 'three/addons/geometries/TextGeometry.js';
import { Mesh, MeshStandardMaterial } from 'three/webgpu';
import { litStage } from '../stage.ts';

/** Outlines in the units of the font, as its format has them: m moves, l draws a line. */
const FONT = {
  familyName: 'Blocks',
  ascender: 1_000,
  descender: -200,
  underlinePosition: -100,
  underlineThickness: 50,
  boundingBox: { xMin: 0, xMax: 1_000, yMin: -200, yMax: 1_000 },
  resolution: 1_000,
  original_font_information: {},
  glyphs: {
    L: { ha: 620, x_min: 0, x_max: 560, o: 'm 60 0 l 60 900 l 240 900 l 240 170 l 560 170 l 560 0 l 60 0 ' },
    I: { ha: 300, x_min: 0, x_max: 240, o: 'm 60 0 l 60 900 l 240 900 l 240 0 l 60 0 ' },
    V: {
      ha: 760,
      x_min: 0,
      x_max: 740,
      o: 'm 300 0 l 20 900 l 210 900 l 380 280 l 550 900 l 740 900 l 460 0 l 300 0 ',
    },
    E: {
      ha: 640,
      x_min: 0,
      x_max: 580,
      o: 'm 60 0 l 60 900 l 580 900 l 580 740 l 240 740 l 240 540 l 520 540 l 520 380 l 240 380 l 240 160 l 580 160 l 580 0 l 60 0 ',
    },
  },
} as unknown as FontData;

export default defineScene({
  antialias: true,
  setup({ renderer, canvas }) {
    const { scene, camera } = litStage(canvas);
    const geometry = new TextGeometry('LIVE', {
      font: new Font(FONT),
      size: 1.2,
      depth: 0.3,
      bevelEnabled: true,
      bevelSize: 0.03,
      bevelThickness: 0.05,
    });
    geometry.center();
    const text = new Mesh(geometry, new MeshStandardMaterial({ color: '#e8b13a', metalness: 0.4, roughness: 0.35 }));
    text.position.y = 0.9;
    scene.add(text);
    return {
      update({ time }) {
        text.rotation.y = Math.sin(time) * 0.4;
        renderer.render(scene, camera);
      },
    };
  },
});
