import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLog } from './log.ts';
import { SourceWatch } from './source-watch.ts';

describe('the watch on the files of a scene', () => {
  let folder: string;
  let watch: SourceWatch;
  let reloads: string[];
  let wake: () => void;

  const path = (name: string): string => join(folder, name);
  const nextReload = async (): Promise<string> => {
    const count = reloads.length;
    while (reloads.length === count) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return reloads.at(-1)!;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'remote-view-watch-'));
    reloads = [];
    wake = () => {};
    watch = new SourceWatch(
      (file) => {
        reloads.push(file);
        wake();
      },
      createLog(() => {}),
    );
  });
  afterEach(() => {
    watch.close();
    rmSync(folder, { recursive: true });
  });

  it('tells of a file that is written, once', async () => {
    writeFileSync(path('scene.ts'), '1');
    watch.add(path('scene.ts'));
    writeFileSync(path('scene.ts'), '2');
    expect(await nextReload()).toBe(path('scene.ts'));
    expect(reloads).toHaveLength(1);
  });

  it('tells of a file that another is renamed over, again and again', async () => {
    writeFileSync(path('scene.ts'), '1');
    watch.add(path('scene.ts'));
    for (const text of ['2', '3']) {
      writeFileSync(path('scene.ts~'), text);
      renameSync(path('scene.ts~'), path('scene.ts'));
      expect(await nextReload()).toBe(path('scene.ts'));
    }
  });

  it('tells of a file that an import named before it existed', async () => {
    watch.add(path('wheels.ts'));
    writeFileSync(path('wheels.ts'), '1');
    expect(await nextReload()).toBe(path('wheels.ts'));
  });

  it('does not care for the other files of the folder', async () => {
    watch.add(path('scene.ts'));
    writeFileSync(path('notes.txt'), '1');
    writeFileSync(path('scene.ts'), '1');
    expect(await nextReload()).toBe(path('scene.ts'));
    expect(reloads).toHaveLength(1);
  });

  it('tells of a folder that was removed and is there again, and of what is saved in it later', async () => {
    mkdirSync(path('car'));
    writeFileSync(path('car/scene.ts'), '1');
    watch.add(path('car/scene.ts'));
    rmSync(path('car'), { recursive: true });
    await nextReload();
    mkdirSync(path('car'));
    for (const text of ['2', '3']) {
      writeFileSync(path('car/scene.ts'), text);
      expect(await nextReload()).toBe(path('car/scene.ts'));
    }
  });

  it('takes a folder that does not exist, and may be closed twice', () => {
    watch.add(path('gone/model.glb'));
    watch.close();
    watch.close();
    watch.add(path('scene.ts'));
  });
});
