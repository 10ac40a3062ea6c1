/** What a model stands in: light, a backdrop, a grid that fits its size. */
import {
  Color,
  DirectionalLight,
  GridHelper,
  Group,
  HemisphereLight,
  Mesh,
  MeshBasicNodeMaterial,
  PlaneGeometry,
  Vector3,
  type Material,
  type Node,
  type NodeBuilder,
} from 'three/webgpu';
import { color, float, Fn, mix, positionGeometry, smoothstep, varying, vec3, vec4 } from 'three/tsl';

/** What the light of a reflection is asked with: three.js hands it to environment nodes (`EnvironmentNode`). */
interface Asked {
  getUV(node: null, builder: NodeBuilder): Node<'vec3'>;
  getTextureLevel(node: null): Node<'float'>;
}

/** Direction of a lamp, cosine of its half angle, and how bright it is in a mirror and on paper. */
const LAMPS = [
  { towards: new Vector3(0.5, 0.78, 0.42), edge: 0.9, mirror: 3.6, paper: 0.2, tone: new Color('#fff6ea') },
  { towards: new Vector3(-0.9, 0.2, 0.4), edge: 0.93, mirror: 2.2, paper: 0.1, tone: new Color('#e6efff') },
  { towards: new Vector3(0.62, 0.24, -0.75), edge: 0.92, mirror: 2.6, paper: 0.12, tone: new Color('#f3f4ff') },
] as const;

/**
 * Metals show what is around them: a room with three soft lamps. A formula instead of a picture: filtering a picture takes
 * a CPU more than a second at the start, and looking it up in several blurs makes a frame of 640x360 cost 60 ms of CPU,
 * where the formula's costs 38.
 */
export const studioReflections = Fn((builder: NodeBuilder) => {
  const asked = builder.context as Asked;
  const way = asked.getUV(null, builder).toVar();
  const blur = asked.getTextureLevel(null).toVar();
  const up = smoothstep(blur.mul(-0.9).sub(0.12), blur.mul(0.7).add(0.3), way.y);
  const light = mix(color('#4b443e').mul(0.4), color('#8d97a6').mul(0.5), up).toVar();
  for (const { towards, edge, mirror, paper, tone } of LAMPS) {
    const { x, y, z } = towards.clone().normalize();
    const facing = way.dot(vec3(x, y, z));
    const seen = smoothstep(
      float(edge).sub(blur.mul(1.5)).sub(0.03),
      blur
        .mul(0.1)
        .add(edge + 0.03)
        .min(1),
      facing,
    );
    light.addAssign(
      color(tone)
        .mul(seen)
        .mul(mix(float(mirror), float(paper), blur.sqrt())),
    );
  }
  return light;
});

export class Studio {
  readonly group = new Group();
  readonly #grid = new GridHelper(1, 20, '#8f99a6', '#5b636e');

  constructor() {
    const key = new DirectionalLight('#fff4e4', 2);
    key.position.set(3, 5, 4);
    const rim = new DirectionalLight('#bcd2ff', 1.3);
    rim.position.set(-4, 2, -4);
    this.group.add(new HemisphereLight('#dfe8f5', '#4b4a48', 0.25), key, rim, this.#grid, backdrop());
    const material = this.#grid.material as Material;
    material.transparent = true;
    material.opacity = 0.55;
  }

  /** @param floor height of the model's lowest point */
  fit(size: number, floor: number): void {
    this.#grid.scale.setScalar(size * 3);
    this.#grid.position.y = floor;
  }

  set grid(shown: boolean) {
    this.#grid.visible = shown;
  }
}

/** Behind everything, drawn last: a pixel of the model is shaded once. */
function backdrop(): Mesh {
  const material = new MeshBasicNodeMaterial({ depthWrite: false });
  material.vertexNode = vec4(positionGeometry.xy, 1, 1);
  const up = smoothstep(-1, 1, positionGeometry.y);
  material.colorNode = varying(mix(color('#31363e'), color('#8f98a5'), up));
  const plane = new Mesh(new PlaneGeometry(2, 2, 1, 12), material);
  plane.frustumCulled = false;
  plane.renderOrder = 1;
  return plane;
}
