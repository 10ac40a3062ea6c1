/**
 * The data: a synthetic catalogue of a barred spiral galaxy. The numbers hang together as in a real one (the bulge is
 * old and red, the arms are young and blue, bright stars are rare), so that colouring and filtering show something.
 */
import { seeded } from '../shared/chance.ts';

export const STARS = 20_000;

/** What is known of each star, and so what colours and filters can be about. */
export const ATTRIBUTES = ['temperature', 'luminosity', 'age', 'distance'] as const;
export type AttributeName = (typeof ATTRIBUTES)[number];

export interface Attribute {
  readonly unit: string;
  /** Ends of the scale. */
  readonly range: readonly [min: number, max: number];
  /** Scale by powers of ten. */
  readonly logarithmic: boolean;
}

export const ATTRIBUTE: Readonly<Record<AttributeName, Attribute>> = {
  temperature: { unit: 'K', range: [2_500, 32_000], logarithmic: true },
  luminosity: { unit: 'Lsun', range: [0.01, 100_000], logarithmic: true },
  age: { unit: 'Gyr', range: [0, 13], logarithmic: false },
  distance: { unit: 'kly', range: [0, 55], logarithmic: false },
};

/** Open clusters: name, angle in degrees and distance from the centre in kly. */
const CLUSTERS = [
  ['Ember', 24, 31],
  ['Harbour', 98, 36],
  ['Lantern', 160, 24],
  ['Swift', 207, 38],
  ['Comb', 286, 28],
  ['Anvil', 333, 42],
] as const;

export interface Region {
  readonly name: string;
  readonly code: string;
  /** Middle in kly, for a label; undefined for what is spread over the galaxy. */
  readonly at: readonly [x: number, y: number, z: number] | undefined;
}

export interface Catalogue {
  /** x, y, z in kly; y is up from the galactic plane. */
  readonly positions: Float32Array;
  /** In the unit of each attribute. */
  readonly values: Readonly<Record<AttributeName, Float32Array>>;
  /** Index into `regions`. */
  readonly region: Uint8Array;
  readonly regions: readonly Region[];
}

/** Name of a star: its region and its number. */
export function starName(catalogue: Catalogue, star: number): string {
  const region = catalogue.regions[catalogue.region[star]!]!;
  return `${region.code}-${String(star).padStart(5, '0')}`;
}

const ARM_WINDING = 2.6;
const BULGE = 0;
const ARM = 1;
const HALO = 3;
const FIRST_CLUSTER = 4;

export function createCatalogue(seed: number, stars = STARS): Catalogue {
  const random = seeded(seed);
  /** Normal distribution, nearly: the sum of three uniform ones. */
  const spread = (width: number): number => (random() + random() + random() - 1.5) * width * 1.15;

  const clusters = CLUSTERS.map(([name, degrees, distance]): Region => {
    const angle = (degrees * Math.PI) / 180;
    const at = [Math.cos(angle) * distance, spread(0.6), Math.sin(angle) * distance] as const;
    return { name, code: name.slice(0, 3).toUpperCase(), at };
  });
  const regions: Region[] = [
    { name: 'Bulge', code: 'BLG', at: undefined },
    { name: 'First arm', code: 'AR1', at: undefined },
    { name: 'Second arm', code: 'AR2', at: undefined },
    { name: 'Halo', code: 'HAL', at: undefined },
    ...clusters,
  ];

  const positions = new Float32Array(stars * 3);
  const region = new Uint8Array(stars);
  const values = {
    temperature: new Float32Array(stars),
    luminosity: new Float32Array(stars),
    age: new Float32Array(stars),
    distance: new Float32Array(stars),
  };

  for (let star = 0; star < stars; star++) {
    const dice = random();
    const where = dice < 0.2 ? BULGE : dice < 0.82 ? ARM : dice < 0.88 ? HALO : FIRST_CLUSTER;
    const [x, y, z, home, youth] = place(where);
    positions.set([x, y, z], star * 3);
    region[star] = home;
    const distance = Math.min(ATTRIBUTE.distance.range[1], Math.hypot(x, y, z));
    const age = Math.min(13, Math.max(0.005, (1 - youth) * 12 + spread(1.6)));
    // Few stars are hot and bright, and those do not live long.
    const mass = Math.min(1, random() ** 2.4 * (0.35 + 0.9 * youth));
    values.distance[star] = distance;
    values.age[star] = age;
    values.temperature[star] = 2_700 * 10 ** (mass * 1.02 + random() * 0.04);
    values.luminosity[star] = Math.min(100_000, Math.max(0.01, 0.02 * 10 ** (mass * 6.1 + spread(0.35))));
  }
  return { positions, values, region, regions };

  function place(where: number): [x: number, y: number, z: number, region: number, youth: number] {
    if (where === BULGE) {
      // A bar, longer than wide.
      const radius = random() ** 1.6;
      const angle = random() * Math.PI * 2;
      const tall = spread(2.6) * (1 - radius * 0.6);
      return turn(Math.cos(angle) * radius * 12.5, tall, Math.sin(angle) * radius * 6.5, 0.5, BULGE, 0.12);
    }
    if (where === HALO) {
      const radius = 10 + random() ** 2 * 40;
      const up = random() * 2 - 1;
      const angle = random() * Math.PI * 2;
      const flat = Math.sqrt(1 - up * up) * radius;
      return [Math.cos(angle) * flat, up * radius * 0.55, Math.sin(angle) * flat, HALO, 0.05];
    }
    if (where === FIRST_CLUSTER) {
      const index = Math.floor(random() * clusters.length);
      const [x, y, z] = clusters[index]!.at!;
      const size = 1.1 + (index % 3) * 0.35;
      return [x + spread(size), y + spread(size * 0.6), z + spread(size), FIRST_CLUSTER + index, 0.98 - index * 0.07];
    }
    const along = random() ** 0.8;
    const radius = 9 + along * 40;
    const arm = random() < 0.5 ? 0 : 1;
    const fray = spread(0.2 + along * 0.3) + (random() < 0.22 ? spread(1.4) : 0);
    const angle = Math.log(radius / 9) * ARM_WINDING + arm * Math.PI + fray + 0.5;
    const offset = spread(1.6);
    const thick = spread(0.8 + along * 0.6);
    const youth = Math.max(0.2, 0.85 - Math.abs(fray) * 0.55);
    return [Math.cos(angle) * (radius + offset), thick, Math.sin(angle) * (radius + offset), ARM + arm, youth];
  }
}

function turn(
  x: number,
  y: number,
  z: number,
  angle: number,
  region: number,
  youth: number,
): [number, number, number, number, number] {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return [x * cos - z * sin, y, x * sin + z * cos, region, youth];
}
