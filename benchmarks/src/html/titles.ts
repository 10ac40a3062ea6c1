/** What a result is called, in the overview and above its section. */
import { cellName } from '../latency/matrix-report.ts';
import type { LatencyResult } from '../latency/result.ts';
import type { StoredResult } from '../report/stored-result.ts';

export function titleOf(file: StoredResult): string {
  switch (file.suite) {
    case 'latency':
      return `Latency · ${sceneOf(file.result)}`;
    case 'latency-matrix':
      return `Latency matrix · ${file.result.cells.length} cells`;
    case 'startup': {
      const { scene, width, height } = file.result.settings;
      return `Startup · ${scene}, ${width}x${height}`;
    }
    case 'capacity':
      return `Capacity · ${file.result.cases.map(cellName).join('; ')}`;
    case 'peer': {
      const { scene, width, height, fps } = file.result.settings;
      return `Against three.js in Chromium · ${scene}, ${width}x${height} at ${fps} frames/s`;
    }
    case 'path':
      return `Over an emulated link · ${file.result.cases.map(({ name }) => name).join(', ')}`;
    case 'soak': {
      const { scene, width, height, minutes } = file.result.settings;
      return `Soak · ${scene}, ${width}x${height}, ${minutes} min`;
    }
    case 'network':
      return `Network · ${file.result.settings.quick ? 'short cases' : 'all phases'}, seed ${file.result.settings.seed}`;
    case 'other':
      return capitalised(file.title);
    default:
      return file satisfies never;
  }
}

/** Sizes are those of the pictures, not what was asked for. */
function sceneOf({ settings, repetitions }: LatencyResult): string {
  const sizes = [...new Set(repetitions.flatMap(({ frames }) => Object.keys(frames.sizes)))].slice(0, 3);
  return `${settings.scene}, ${sizes.join(' and ')} at ${settings.hostFps} frames/s`;
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
