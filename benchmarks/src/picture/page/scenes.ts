/** The scenes for a page: bundled with it. */
import type { SceneDefinition } from '@remote-view/renderer-host';
import type { PictureName } from '../catalogue.ts';
import ambientOcclusion from '../scenes/ambient-occlusion/scene.ts';
import areaLights from '../scenes/area-lights/scene.ts';
import bloom from '../scenes/bloom/scene.ts';
import computeParticles from '../scenes/compute-particles/scene.ts';
import depthOfField from '../scenes/depth-of-field/scene.ts';
import instances from '../scenes/instances/scene.ts';
import linesAndPoints from '../scenes/lines-and-points/scene.ts';
import nodeMaterial from '../scenes/node-material/scene.ts';
import physical from '../scenes/physical/scene.ts';
import reflection from '../scenes/reflection/scene.ts';
import renderTarget from '../scenes/render-target/scene.ts';
import severalCameras from '../scenes/several-cameras/scene.ts';
import shadows from '../scenes/shadows/scene.ts';
import skinning from '../scenes/skinning/scene.ts';
import text from '../scenes/text/scene.ts';
import transparency from '../scenes/transparency/scene.ts';

export const SCENES: Readonly<Record<PictureName, SceneDefinition>> = {
  'ambient-occlusion': ambientOcclusion,
  'area-lights': areaLights,
  bloom,
  'compute-particles': computeParticles,
  'depth-of-field': depthOfField,
  instances,
  'lines-and-points': linesAndPoints,
  'node-material': nodeMaterial,
  physical,
  reflection,
  'render-target': renderTarget,
  'several-cameras': severalCameras,
  shadows,
  skinning,
  text,
  transparency,
};
