/** What the scenes of this folder have in common: a camera on a stage with a few bodies, no files and no chance. */
import {
  BoxGeometry,
  Color,
  DataTexture,
  DirectionalLight,
  HemisphereLight,
  LinearFilter,
  Mesh,
  MeshStandardMaterial,
  PerspectiveCamera,
  PlaneGeometry,
  RepeatWrapping,
  Scene,
  SphereGeometry,
  SRGBColorSpace,
  TorusKnotGeometry,
  type Material,
} from 'three/webgpu';

export interface Stage {
  readonly scene: Scene;
  readonly camera: PerspectiveCamera;
}

export function stage(canvas: HTMLCanvasElement, background = '#26323c'): Stage {
  const scene = new Scene();
  scene.background = new Color(background);
  const camera = new PerspectiveCamera(45, canvas.clientWidth / canvas.clientHeight, 0.1, 60);
  camera.position.set(3.2, 2.4, 4.4);
  camera.lookAt(0, 0.6, 0);
  return { scene, camera };
}

/** A stage with a sun and a sky, and a floor to see them on. */
export function litStage(canvas: HTMLCanvasElement, background?: string): Stage & { readonly sun: DirectionalLight } {
  const { scene, camera } = stage(canvas, background);
  const sun = new DirectionalLight('#fff2e0', 3);
  sun.position.set(2, 4, 3);
  const floor = new Mesh(new PlaneGeometry(14, 14), new MeshStandardMaterial({ color: '#8fa3ad', roughness: 0.9 }));
  floor.rotation.x = -Math.PI / 2;
  floor.receiveShadow = true;
  scene.add(sun, new HemisphereLight('#bcd8ff', '#57483c', 0.9), floor);
  return { scene, camera, sun };
}

/** Three bodies side by side, of the materials given in turn. */
export function bodies(...materials: readonly Material[]): Mesh[] {
  const shapes = [
    new SphereGeometry(0.7, 48, 32),
    new TorusKnotGeometry(0.5, 0.18, 128, 24),
    new BoxGeometry(1.05, 1.05, 1.05),
  ];
  return shapes.map((shape, index) => {
    const body = new Mesh(shape, materials[index % materials.length]);
    body.position.set((index - 1) * 1.9, 0.85, 0);
    body.castShadow = true;
    body.receiveShadow = true;
    return body;
  });
}

/** Squares of two colours, sRGB, with smooth edges between them and no picture file. */
export function chequers(first: string, second: string, squares = 8): DataTexture {
  const side = squares * 8;
  const colours = [new Color(first), new Color(second)].map((colour) => colour.getHex());
  const texels = new Uint8Array(side * side * 4);
  for (let at = 0; at < side * side; at++) {
    const odd = (Math.floor((at % side) / 8) + Math.floor(at / side / 8)) % 2;
    const hex = colours[odd]!;
    texels.set([hex >> 16, (hex >> 8) & 255, hex & 255, 255], at * 4);
  }
  const texture = new DataTexture(texels, side, side);
  texture.colorSpace = SRGBColorSpace;
  texture.wrapS = RepeatWrapping;
  texture.wrapT = RepeatWrapping;
  texture.magFilter = LinearFilter;
  texture.minFilter = LinearFilter;
  texture.needsUpdate = true;
  return texture;
}
