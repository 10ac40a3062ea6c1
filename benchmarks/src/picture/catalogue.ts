/** The scenes that are compared, each with the techniques it stands for and the official examples that show them. */
export const PICTURES = {
  shadows: 'shadow maps of two lights, multisampling (webgpu_shadowmap)',
  bloom: 'bloom pass, tone mapping (webgpu_postprocessing_bloom)',
  'ambient-occlusion': 'several render targets, GTAO pass (webgpu_postprocessing_ao)',
  'depth-of-field': 'depth-of-field pass (webgpu_postprocessing_dof)',
  'compute-particles': 'compute shaders, instanced sprites (webgpu_compute_particles)',
  instances: 'instanced mesh with colours (webgpu_instance_mesh)',
  'render-target': 'render target as a texture (webgpu_rtt)',
  'several-cameras': 'viewports and scissors, four cameras (webgpu_multiple_canvas, webgpu_camera_array)',
  'node-material': 'TSL noise in colour, roughness, bumps and shape (webgpu_materials)',
  physical: 'clear coat, sheen, iridescence, transmission, PMREM (webgpu_materials_transmission, webgpu_pmrem_scene)',
  skinning: 'bones, morph targets, AnimationMixer (webgpu_skinning, webgpu_morphtargets)',
  'area-lights': 'rectangular lights (webgpu_lights_rectarealight)',
  'lines-and-points': 'wide lines, points, sprites (webgpu_lines_fat, webgpu_points)',
  reflection: 'planar reflection, fog (webgpu_reflection)',
  transparency: 'blending, alpha test, toon, clipping (webgpu_materials, webgpu_clipping)',
  text: 'text geometry (webgl_geometry_text)',
} as const;
export type PictureName = keyof typeof PICTURES;
