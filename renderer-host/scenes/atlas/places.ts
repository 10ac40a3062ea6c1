/** An archipelago and what is known of its towns, made from a seed: shapes, names and numbers. */
import { seeded } from '../shared/chance.ts';

/** Half the width and half the depth of the map. */
export const MAP = { x: 12, z: 7.5 } as const;
const TOWNS = 30;
/** Towns keep this far from each other. */
const APART = 1.15;

export const MEASURES = ['people', 'rain', 'founded'] as const;
export type Measure = (typeof MEASURES)[number];

export interface MeasureInfo {
  readonly title: string;
  readonly unit: string;
  readonly range: readonly [number, number];
  /** Whether steps are factors: people are few in most places. */
  readonly logarithmic: boolean;
}

export const MEASURE: Readonly<Record<Measure, MeasureInfo>> = {
  people: { title: 'People', unit: '', range: [800, 620_000], logarithmic: true },
  rain: { title: 'Rain', unit: 'mm a year', range: [240, 2_600], logarithmic: false },
  founded: { title: 'Founded', unit: '', range: [1180, 1930], logarithmic: false },
};

export interface Town {
  /** Unique; for the page and the semantic channel. */
  readonly id: string;
  readonly name: string;
  readonly island: string;
  readonly x: number;
  readonly z: number;
  readonly values: Readonly<Record<Measure, number>>;
}

export interface Atlas {
  readonly towns: readonly Town[];
  /** Height of the ground; below 0 is the sea. */
  height(x: number, z: number): number;
}

interface Island {
  readonly name: string;
  readonly x: number;
  readonly z: number;
  readonly radius: number;
  readonly rise: number;
}

export function createAtlas(seed: number): Atlas {
  const random = seeded(seed);
  const islands = createIslands(random);
  const noise = createNoise(random);
  const height = (x: number, z: number): number => {
    const coast = noise(x * 0.55, z * 0.55) * 0.5 + noise(x * 1.4, z * 1.4) * 0.22;
    const land = islands.reduce((highest, island) => {
      const away = Math.hypot(x - island.x, (z - island.z) * 1.15) / island.radius;
      return Math.max(highest, (1 - away) * island.rise);
    }, -1.1);
    const ground = land + coast - 0.28;
    return ground <= 0 ? ground : ground ** 1.35 * (0.75 + 0.5 * Math.abs(noise(x * 0.9 + 40, z * 0.9)));
  };
  return { height, towns: createTowns(random, islands, height) };
}

function createIslands(random: () => number): Island[] {
  const spots = [
    [-7.6, -2.6, 3.9],
    [-8.4, 4.2, 2.5],
    [-2.2, 2.5, 3.6],
    [-0.6, -4.2, 3],
    [4.6, 0.4, 4],
    [9.2, -3.9, 2.7],
    [8.9, 4.3, 2.9],
  ] as const;
  const names = ['Maren', 'Tolvik', 'Astrey', 'Norhollow', 'Elden', 'Quill', 'Sundry'];
  return spots.map(([x, z, radius], index) => ({
    name: names[index]!,
    x: x + (random() - 0.5) * 0.8,
    z: z + (random() - 0.5) * 0.6,
    radius,
    rise: 0.95 + random() * 0.5,
  }));
}

function createTowns(random: () => number, islands: readonly Island[], height: Atlas['height']): Town[] {
  const towns: Town[] = [];
  const taken = new Set<string>();
  for (let tries = 0; towns.length < TOWNS && tries < 20_000; tries++) {
    const [x, z] = [(random() * 2 - 1) * (MAP.x - 0.6), (random() * 2 - 1) * (MAP.z - 0.6)];
    const ground = height(x, z);
    if (ground < 0.06 || ground > 0.8) continue;
    if (towns.some((town) => Math.hypot(town.x - x, town.z - z) < APART)) continue;
    const name = townName(random, taken);
    const nearest = islands.reduce((best, island) =>
      Math.hypot(x - island.x, z - island.z) < Math.hypot(x - best.x, z - best.z) ? island : best,
    );
    const people = Math.round(800 * 700 ** (random() ** 1.5));
    const rain = Math.round(300 + 900 * random() + 1_500 * Math.min(0.9, ground));
    const founded = Math.round(1_930 - 740 * random() ** 0.8);
    towns.push({ id: name.toLowerCase(), name, island: nearest.name, x, z, values: { people, rain, founded } });
  }
  // Read out and reached by Tab from the west to the east.
  return towns.toSorted((a, b) => a.x - b.x);
}

const STARTS = [
  'Al',
  'Bran',
  'Cor',
  'Dun',
  'El',
  'Fal',
  'Gar',
  'Hol',
  'Is',
  'Kel',
  'Lor',
  'Mor',
  'Nes',
  'Or',
  'Pel',
  'Ros',
  'Stav',
  'Tor',
  'Ul',
  'Ves',
  'Wen',
];
const ENDS = [
  'by',
  'den',
  'fjord',
  'ford',
  'ham',
  'holm',
  'mark',
  'mere',
  'mouth',
  'ness',
  'port',
  'sund',
  'vik',
  'wick',
];

function townName(random: () => number, taken: Set<string>): string {
  for (;;) {
    const name = STARTS[Math.floor(random() * STARTS.length)]! + ENDS[Math.floor(random() * ENDS.length)]!;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}

/** Smooth noise between -1 and 1. */
function createNoise(random: () => number): (x: number, z: number) => number {
  const side = 64;
  const values = Float32Array.from({ length: side * side }, () => random() * 2 - 1);
  const at = (x: number, z: number): number => values[(z & (side - 1)) * side + (x & (side - 1))]!;
  const ease = (t: number): number => t * t * (3 - 2 * t);
  return (x, z) => {
    const [left, top] = [Math.floor(x), Math.floor(z)];
    const [u, v] = [ease(x - left), ease(z - top)];
    const upper = at(left, top) * (1 - u) + at(left + 1, top) * u;
    const lower = at(left, top + 1) * (1 - u) + at(left + 1, top + 1) * u;
    return upper * (1 - v) + lower * v;
  };
}

/** Where a value lies in the range of its measure, 0 to 1. */
export function share(measure: Measure, value: number): number {
  const { range, logarithmic } = MEASURE[measure];
  const [low, high] = logarithmic ? [Math.log(range[0]), Math.log(range[1])] : range;
  const place = logarithmic ? Math.log(Math.max(1, value)) : value;
  return Math.min(1, Math.max(0, (place - low) / (high - low)));
}

const number = new Intl.NumberFormat('en');

/** A value with its unit, for people. */
export function readable(measure: Measure, value: number): string {
  if (measure === 'founded') return `founded ${value}`;
  return measure === 'people' ? `${number.format(value)} people` : `${number.format(value)} mm of rain a year`;
}
