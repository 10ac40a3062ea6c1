/**
 * The model that is there before anybody drops one: a planetary gear set, as a CAD program would export it, with names,
 * materials and an animation.
 */
import {
  AnimationClip,
  CylinderGeometry,
  ExtrudeGeometry,
  Group,
  Mesh,
  MeshStandardMaterial,
  NumberKeyframeTrack,
  Path,
  Shape,
  type Object3D,
} from 'three/webgpu';

/** Pitch diameter of one tooth, metres. */
const MODULE = 0.1;
const SUN = 18;
const PLANET = 15;
const RING = SUN + 2 * PLANET;
const PLANETS = 3;
const THICK = 0.5;
/** Seconds in which the carrier turns once: all gears stand as at the start then. */
const TURN_SECONDS = 26;

export interface GearSet {
  readonly scene: Object3D;
  readonly animations: readonly AnimationClip[];
}

export function createGearSet(): GearSet {
  const steel = new MeshStandardMaterial({ name: 'Steel', color: '#c3ccd6', metalness: 0.75, roughness: 0.34 });
  const brass = new MeshStandardMaterial({ name: 'Brass', color: '#e0ae58', metalness: 0.75, roughness: 0.32 });
  const housing = new MeshStandardMaterial({ name: 'Housing', color: '#24426e', metalness: 0.2, roughness: 0.5 });
  const plate = new MeshStandardMaterial({ name: 'Carrier', color: '#c4553b', metalness: 0.1, roughness: 0.5 });

  const scene = new Group();
  const ring = part('Ring', ringGeometry(), housing);
  const sun = part('Sun', gearGeometry(SUN, 0.34), steel);
  const shaft = part('Shaft', new CylinderGeometry(0.26, 0.26, 1.7, 40).rotateX(Math.PI / 2), steel);
  sun.add(shaft);
  const carrier = new Group();
  carrier.name = 'Carrier';
  const arms = part('Arms', armsGeometry(), plate);
  arms.position.z = -THICK / 2 - 0.14;
  carrier.add(arms);
  const planets = Array.from({ length: PLANETS }, (_, index) => {
    const planet = part(`Planet${index + 1}`, gearGeometry(PLANET, 0.2), brass);
    const angle = (index / PLANETS) * Math.PI * 2;
    planet.position.set(Math.cos(angle) * orbit(), Math.sin(angle) * orbit(), 0);
    const pin = part(`Pin${index + 1}`, new CylinderGeometry(0.17, 0.17, THICK + 0.34, 28).rotateX(Math.PI / 2), steel);
    pin.position.copy(planet.position);
    carrier.add(planet, pin);
    return planet;
  });
  scene.add(ring, sun, carrier);
  // Leaning back, as on a stand.
  scene.rotation.x = -0.85;

  // Willis' equation with the ring at rest: the sun turns (sun + ring) / sun times as often as the carrier.
  const sunTurns = (SUN + RING) / SUN;
  const planetTurns = -((sunTurns - 1) * SUN) / PLANET;
  const tracks = [
    turning('Sun', sunTurns),
    turning('Carrier', 1),
    ...planets.map(({ name }) => turning(name, planetTurns)),
  ];
  return { scene, animations: [new AnimationClip('Turning', TURN_SECONDS, tracks)] };
}

function turning(name: string, turns: number): NumberKeyframeTrack {
  return new NumberKeyframeTrack(`${name}.rotation[z]`, [0, TURN_SECONDS], [0, turns * Math.PI * 2]);
}

function part(name: string, geometry: ExtrudeGeometry | CylinderGeometry, material: MeshStandardMaterial): Mesh {
  const mesh = new Mesh(geometry, material);
  mesh.name = name;
  return mesh;
}

/** From the middle of the sun to that of a planet. */
function orbit(): number {
  return (MODULE * (SUN + PLANET)) / 2;
}

const EXTRUSION = { depth: THICK, bevelEnabled: true, bevelThickness: 0.025, bevelSize: 0.02, bevelSegments: 1 };

/** A tooth points along x. */
function gearGeometry(teeth: number, bore: number): ExtrudeGeometry {
  const shape = toothed(teeth, 1, 0);
  shape.holes.push(circle(bore));
  return centred(new ExtrudeGeometry(shape, { ...EXTRUSION, curveSegments: 20 }));
}

/** Teeth inside; the middle between two of them lies along x. */
function ringGeometry(): ExtrudeGeometry {
  const shape = new Shape(circle((MODULE * RING) / 2 + 0.42).getPoints(64));
  shape.holes.push(toothed(RING, -1, Math.PI / RING));
  for (let bolt = 0; bolt < 8; bolt++) {
    const angle = ((bolt + 0.5) / 8) * Math.PI * 2;
    const out = (MODULE * RING) / 2 + 0.28;
    shape.holes.push(circle(0.065, Math.cos(angle) * out, Math.sin(angle) * out));
  }
  return centred(new ExtrudeGeometry(shape, { ...EXTRUSION, curveSegments: 8 }));
}

/** The outline of teeth; `outward` 1 for a gear, -1 for the hole of a ring. */
function toothed(teeth: number, outward: 1 | -1, phase: number): Shape {
  const pitch = (MODULE * teeth) / 2;
  const tip = pitch + MODULE * 0.92 * outward;
  const root = pitch - MODULE * 1.12 * outward;
  const step = (Math.PI * 2) / teeth;
  const outline = new Shape();
  // Half widths of a tooth as shares of a step: at the root, on the pitch circle, below the tip, at the tip.
  const flank = [
    [root, 0.36],
    [pitch, 0.23],
    [pitch + (tip - pitch) * 0.7, 0.145],
    [tip, 0.085],
  ] as const;
  for (let tooth = 0; tooth < teeth; tooth++) {
    const middle = tooth * step + phase;
    const corners = [...flank.map(([r, half]) => [r, -half]), ...flank.toReversed().map(([r, half]) => [r, half])];
    for (const [radius, share] of corners as [number, number][]) {
      const angle = middle + share * step;
      const [x, y] = [Math.cos(angle) * radius, Math.sin(angle) * radius];
      if (outline.curves.length === 0 && tooth === 0 && share === -0.36) outline.moveTo(x, y);
      else outline.lineTo(x, y);
    }
  }
  outline.closePath();
  return outline;
}

function armsGeometry(): ExtrudeGeometry {
  const outline = new Shape();
  const steps = 90;
  for (let step = 0; step < steps; step++) {
    const angle = (step / steps) * Math.PI * 2;
    // Three rounded arms that reach to the pins.
    const radius = orbit() * 0.62 + 0.62 * ((1 + Math.cos(angle * PLANETS)) / 2) ** 1.5 * orbit() * 0.9;
    if (step === 0) outline.moveTo(radius, 0);
    else outline.lineTo(Math.cos(angle) * radius, Math.sin(angle) * radius);
  }
  outline.closePath();
  outline.holes.push(circle(0.36));
  return centred(new ExtrudeGeometry(outline, { ...EXTRUSION, depth: 0.1, curveSegments: 20 }));
}

function circle(radius: number, x = 0, y = 0): Path {
  return new Path().absarc(x, y, radius, 0, Math.PI * 2, true);
}

function centred(geometry: ExtrudeGeometry): ExtrudeGeometry {
  geometry.computeBoundingBox();
  const { min, max } = geometry.boundingBox!;
  return geometry.translate(0, 0, -(min.z + max.z) / 2);
}
