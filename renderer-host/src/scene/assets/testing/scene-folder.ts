/** A scene on disk with its files, and what it draws. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { scriptAnswer } from '../../../agent/testing/run-script.ts';
import { softwareGpu } from '../../../gpu/testing/run-job.ts';
import type { RenderArgument, RenderResult } from './render-scene.ts';

export type Files = Readonly<Record<string, string | Uint8Array>>;

export interface Drawn extends RenderResult {
  /** The sRGB colour at a place, as `0xrrggbb`; (0, 0) is the left upper corner and (1, 1) the right lower one. */
  at(x: number, y: number): number;
}

export class SceneFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'remote-view-assets-'));

  /** @param files by name; `scene.mjs` is the scene */
  constructor(files: Files) {
    for (const [name, content] of Object.entries(files)) {
      const path = join(this.path, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
  }

  get module(): string {
    return pathToFileURL(join(this.path, 'scene.mjs')).href;
  }

  async draw(argument: Partial<RenderArgument> = {}): Promise<Drawn> {
    const { width, height, frames } = { width: 64, height: 64, frames: 1, ...argument };
    const script = new URL('render-scene.ts', import.meta.url);
    const text = JSON.stringify({ width, height, frames } satisfies RenderArgument);
    const result = await scriptAnswer<RenderResult>(script, [this.module, text], softwareGpu);
    const pixels = Buffer.from(result.pixels, 'base64');
    const at = (x: number, y: number): number => {
      const offset = (Math.floor(y * (height - 1)) * width + Math.floor(x * (width - 1))) * 4;
      return (pixels[offset + 2]! << 16) | (pixels[offset + 1]! << 8) | pixels[offset]!;
    };
    return { ...result, at };
  }

  close(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
