/** What of a host decides which sessions it can take: hosts of one profile are alike but for what is taken of them. */
import { createHash } from 'node:crypto';
import { needsOf, type Offering } from '../../allocation/offering.ts';
import { regionOf } from '../../allocation/region.ts';

export interface Profile {
  readonly id: string;
  /** Each scene by name, then what is offered with it, as `pick.lua.ts` reads it. */
  readonly offers: readonly string[];
}

/** More than any host has. */
const UNLIMITED = Number.MAX_SAFE_INTEGER;

export function profileOf({ scenes, labels = [], resources }: Offering): Profile {
  const host = {
    labels: labels.toSorted(),
    region: regionOf(labels) ?? '',
    gpu: resources?.gpuMemory ?? UNLIMITED,
    cpu: resources?.cpu ?? UNLIMITED,
  };
  const offers = [...new Set(scenes.map(({ name }) => name))].sort().flatMap((name) => {
    const versions = scenes
      .filter((scene) => scene.name === name)
      .map((scene) => {
        const { gpuMemory, cpu } = needsOf(scene);
        return [scene.version ?? '', gpuMemory, cpu];
      });
    return [name, JSON.stringify({ ...host, scenes: versions })];
  });
  return { id: createHash('sha256').update(JSON.stringify(offers)).digest('base64url').slice(0, 22), offers };
}
